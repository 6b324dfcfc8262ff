import { unknown, type ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { types } from "../model/types";
import { identities } from "./identity";
import type { Place } from "./place";
import type { Unread } from "./report";

/** Tells whether the resources of a type could not be read in a place. */
export type IsUnread = (type: string, place: Place, isGlobal: boolean) => boolean;

export function unreadIn(unread: readonly Unread[]): IsUnread {
  const regional = new Set(
    unread.flatMap(({ account, region, types: all }) => all.map((type) => `${account} ${region} ${type}`)),
  );
  const anywhere = new Set(
    unread.flatMap(({ account, types: all }) => all.map((type) => `${account} ${type}`)),
  );
  return (type, { account, region }, isGlobal) =>
    isGlobal ? anywhere.has(`${account} ${type}`) : regional.has(`${account} ${region} ${type}`);
}

/** What stays known of a resource that could not be read: what it lies in, which never changes. */
const fixedBesides: readonly string[] = [
  "region",
  "tags",
  "tagsAll",
  "vpcId",
  "serviceName",
  "restApi",
  "restApiId",
  "name",
  "arn",
];

/** A resource of the program of which nothing is known but what it lies in. */
export function withUnknowns(state: ResourceState): ResourceState {
  const { key = [], within = [] } = identities.get(state.type) ?? {};
  const fixed = new Set([...fixedBesides, ...key, ...within]);
  const veiled = (properties: Mapping): Mapping =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, fixed.has(name) ? value : unknown]),
    );
  return { ...state, inputs: veiled(state.inputs), outputs: veiled(state.outputs) };
}

/** What else may be there, unread: it belongs to something that is known. */
interface MayBe {
  /** Any of them unread. */
  readonly unread: readonly string[];
  /** What is there. */
  readonly of: readonly string[];
  /** What may be said of it by others, and is not known. */
  readonly settings?: readonly string[];
  /** A resource that may be there, for each of them. */
  readonly besides?: (owner: ResourceState) => { readonly type: string; readonly outputs: Mapping };
}

const mayBes: readonly MayBe[] = [
  {
    unread: [types.routeTable, types.route],
    of: [types.routeTable],
    settings: ["routes"],
  },
  {
    unread: [types.securityGroup, types.securityGroupIngressRule, types.securityGroupEgressRule],
    of: [types.securityGroup],
    settings: ["ingress", "egress"],
  },
  {
    unread: [types.networkAcl, types.defaultNetworkAcl, types.networkAclAssociation],
    of: [types.subnet],
    besides: ({ id }) => ({
      type: types.networkAclAssociation,
      outputs: { subnetId: id, networkAclId: unknown },
    }),
  },
  {
    unread: [types.endpoint],
    of: [types.vpc],
    besides: ({ id }) => ({
      type: types.endpoint,
      outputs: {
        vpcId: id,
        serviceName: unknown,
        privateDnsEnabled: unknown,
        vpcEndpointType: unknown,
        subnetIds: unknown,
        securityGroupIds: unknown,
        dnsEntries: unknown,
      },
    }),
  },
];

/** The states with everything that may be there besides, since it could not be read. */
export function withMayBes(
  states: readonly ResourceState[],
  isUnreadAt: (type: string, owner: ResourceState) => boolean,
): readonly ResourceState[] {
  const besides: ResourceState[] = [];
  const changed = states.map((state) =>
    mayBes.reduce((before, { unread, of, settings = [], besides: make }) => {
      if (!of.includes(state.type) || !unread.some((type) => isUnreadAt(type, state))) return before;
      if (make !== undefined) besides.push(unreadState(make(state), besides.length));
      const unknowns = Object.fromEntries(settings.map((setting) => [setting, unknown]));
      return {
        ...before,
        inputs: { ...before.inputs, ...unknowns },
        outputs: { ...before.outputs, ...unknowns },
      };
    }, state),
  );
  return [...changed, ...besides];
}

function unreadState(
  { type, outputs }: { readonly type: string; readonly outputs: Mapping },
  index: number,
): ResourceState {
  return {
    urn: `urn:pulumi:live::apilink::${type}::unread-${index}`,
    type,
    custom: true,
    id: `unread-${index}`,
    inputs: {},
    outputs,
    dependencies: [],
  };
}
