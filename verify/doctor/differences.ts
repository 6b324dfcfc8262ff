import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import type { Mapping } from "../../stacks/mapping";
import { property } from "../model/reading";
import { types } from "../model/types";
import type { Canonical } from "./canonical";
import { identities } from "./identity";
import type { Live } from "./live";
import { networkAclDifferences } from "./networkAcls";
import type { Difference } from "./report";
import { settingsOf } from "./settings";
import { inAws, isUnreadState, type StateParts } from "./state";
import type { Translation } from "./translation";
import { changeOf, kindOf, phraseOf } from "./wording";

/** A difference and the resource of the program that it is about; none of what the program does not make. */
export interface Found {
  readonly difference: Difference;
  readonly urn: string | undefined;
  readonly live: Live | undefined;
  /** What is mended with it, since it lies in it or names it, and is not told for itself. @default - nothing */
  readonly brings?: readonly Found[];
  /** Mends a part of what is there, which is no resource of its own. @default - the whole is mended */
  readonly mend?: (state: ResourceState) => ResourceState;
}

export interface DifferenceParts extends StateParts {
  /** VPCs that the topology adopts: what else is in them is their owner's affair. */
  readonly adoptedVpcIds: ReadonlySet<string>;
  /** Whether anything could not be read. */
  readonly hasUnread: boolean;
}

/** Everything that is not as the program has it, in the program's order, then what it does not have. */
export function differencesOf(parts: DifferenceParts): readonly Found[] {
  const names = namesIn(parts);
  const gone = goneIn(parts);
  const liesInUnread = unreadOwners(parts);
  return [
    ...withWhatTheyBring(parts.expected.flatMap((state) => ofExpected(state, parts, gone, names))),
    ...parts.pairing.unexpected
      .filter((live) => isOurs(live, parts) && !liesInUnread(live))
      .map((live) => ofUnexpected(live, names)),
    ...networkAclDifferences(parts),
  ];
}

type Names = (id: unknown) => string;

/** Logical names of the program's resources by AWS's ids. */
function namesIn({ expected, pairing }: StateParts): Names {
  const names = new Map<unknown, string>();
  for (const state of expected) {
    const id = pairing.liveOf.get(state.urn)?.id ?? state.id;
    if (id !== undefined && id !== "" && !names.has(id)) names.set(id, nameOf(state.urn));
  }
  return (id) => names.get(id) ?? (typeof id === "string" ? id : "unknown");
}

/** Something that is not as the program has it, and what is gone and explains it: then it is not told for itself. */
interface Candidate extends Found {
  /** URNs. */
  readonly since: readonly string[];
}

function withWhatTheyBring(candidates: readonly Candidate[]): readonly Found[] {
  const broughtBy = new Map<string, Candidate[]>();
  for (const each of candidates) {
    for (const urn of each.since) broughtBy.set(urn, [...(broughtBy.get(urn) ?? []), each]);
  }
  return candidates
    .filter(({ since }) => since.length === 0)
    .map(({ difference, urn, live }): Found => {
      const own = { difference, urn, live };
      if (difference.kind !== "missing" || urn === undefined) return own;
      const brought = new Set(broughtBy.get(urn) ?? []);
      // A set goes on with what is added to it meanwhile.
      for (const each of brought) {
        const more = each.difference.kind === "missing" ? (broughtBy.get(each.urn ?? "") ?? []) : [];
        for (const next of more) brought.add(next);
      }
      return brought.size === 0 ? own : { ...own, brings: [...brought] };
    });
}

/** Ids of the program's that nothing in AWS stands for, and whose they are: what names them cannot be compared. */
type Gone = ReadonlyMap<string, readonly string[]>;

function goneIn({ expected, pairing, placeOf, isRead }: StateParts): Gone {
  const gone = expected.filter(
    (state) =>
      placeOf(state) !== undefined &&
      isRead(state.type) &&
      !pairing.liveOf.has(state.urn) &&
      state.id !== undefined,
  );
  const urns = groupBy(gone, ({ id = "" }) => id);
  return new Map([...urns].map(([id, states]) => [id, states.map(({ urn }) => urn)]));
}

function ofExpected(
  state: ResourceState,
  parts: DifferenceParts,
  gone: Gone,
  names: Names,
): readonly Candidate[] {
  const { pairing, placeOf, isRead } = parts;
  const place = placeOf(state);
  if (place === undefined) return [];
  const { urn, type } = state;
  const live = pairing.liveOf.get(urn);
  const program = inAws(state, pairing);
  const values: Mapping = { ...program.outputs, ...program.inputs };
  const phrase = phraseOf(state, values, names);
  const about = { account: place.account, region: place.region, type, resource: nameOf(urn) };
  if (live === undefined) {
    if (!isRead(type) || isUnreadState(state, place, parts)) return [];
    const difference: Difference = {
      ...about,
      kind: "missing",
      id: null,
      setting: null,
      expected: program.inputs,
      found: null,
      text: `${phrase} is missing`,
    };
    return [{ difference, urn, live, since: ownersGone(state, gone, pairing.translation) }];
  }
  const unnamed = [...gone].filter(([id]) => !pairing.translation.has(id));
  const namedGone = (value: Canonical): readonly string[] => {
    const text = JSON.stringify(value ?? null);
    return unnamed.flatMap(([id, urns]) => (text.includes(id) ? urns : []));
  };
  return settingsOf(state, live, pairing.translation).map(({ path, expected, found }) => ({
    difference: {
      ...about,
      kind: "differs",
      id: live.id,
      setting: path.join("."),
      expected: toldBeside(found, expected),
      found: toldBeside(expected, found),
      text: `${phrase} ${changeOf(path, expected, found)}`,
    },
    urn,
    live,
    since: namedGone(expected),
  }));
}

/** A value as it is told: what is off is compared as if it were not there, and is `false` beside what is on. */
function toldBeside(other: Canonical, value: Canonical): unknown {
  return value ?? (other === "true" ? "false" : null);
}

/** What it lies in, or is told by, and is not there, which is told already. */
function ownersGone(state: ResourceState, gone: Gone, translation: Translation): readonly string[] {
  const { key = [], within = [], by = [] } = identities.get(state.type) ?? {};
  const lies = [...key, ...within].flatMap((name) => gone.get(String(property(state, name))) ?? []);
  const told = JSON.stringify(by.map((name) => property(state, name)));
  const named = [...gone].flatMap(([id, urns]) => (!translation.has(id) && told.includes(id) ? urns : []));
  return [...lies, ...named].filter((urn) => urn !== state.urn);
}

/** What is there in every account without anybody's doing, or stays there after it was used. */
const neverUnexpected: ReadonlySet<string> = new Set([
  types.deployment,
  types.defaultNetworkAcl,
  types.networkAclAssociation,
  types.defaultRouteTable,
  types.mainRouteTableAssociation,
  types.vpc,
  types.vpnGateway,
  types.transitGateway,
  types.managedPolicy,
  types.gatewayAccount,
  types.networkInterface,
]);

function isOurs({ type, id, outputs }: Live, { adoptedVpcIds, pairing }: DifferenceParts): boolean {
  if (neverUnexpected.has(type) || isLocalRoute(type, outputs)) return false;
  const home = outputs["vpcId"] ?? vpcOf(outputs, pairing.unexpected);
  return !(typeof home === "string" && adoptedVpcIds.has(home)) && !adoptedVpcIds.has(id);
}

/** The route to the VPC itself, which every table has. */
function isLocalRoute(type: string, { gatewayId }: Mapping): boolean {
  return type === types.route && gatewayId === "local";
}

/** The VPC of what a subnet, a table or a group is in that no program made. */
function vpcOf(outputs: Mapping, unexpected: readonly Live[]): unknown {
  const owners = ["routeTableId", "subnetId", "securityGroupId", "vpcEndpointId"].flatMap(
    (key) => outputs[key] ?? [],
  );
  return unexpected.find(({ id }) => owners.includes(id))?.outputs["vpcId"];
}

/** What an owner is named by, among the properties that tell what something lies in. */
const namesOwner = /(Id|Arn)$|^(restApi|role|function|rule)$/;

/** Tells whether what something lies in is not known, so that it may be the program's; only where something was not read. */
function unreadOwners({ pairing, hasUnread }: DifferenceParts): (live: Live) => boolean {
  const all = [...pairing.liveOf.values(), ...pairing.unexpected];
  const known = new Set(all.flatMap(({ id, outputs }) => [id, outputs["arn"]]));
  return ({ type, outputs }) => {
    const { key = [], within = [] } = identities.get(type) ?? {};
    const owners = [...key, ...within]
      .filter((name) => namesOwner.test(name))
      .flatMap((name) => outputs[name] ?? []);
    return hasUnread && owners.some((owner) => !known.has(owner));
  };
}

function ofUnexpected(live: Live, names: Names): Found {
  const { account, region, type, id, outputs } = live;
  const urn = `urn:pulumi:live::apilink::${type}::${id}`;
  const phrase = phraseOf({ type, urn }, outputs, names);
  return {
    difference: {
      kind: "unexpected",
      account,
      region,
      type,
      resource: id,
      id,
      setting: null,
      expected: null,
      found: outputs,
      text: `${phrase} is there, and the program has no such ${kindOf(type)}`,
    },
    urn: undefined,
    live,
  };
}
