import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import type { Topology } from "../../stacks/topology/types";
import { property, text } from "../model/reading";
import { types } from "../model/types";
import { adoptedNetworks, tablesOf, type AdoptedNetwork } from "./adopted";
import type { Found } from "./differences";
import type { Difference } from "./report";
import { shown } from "./wording";

/** What an adopted VPC has otherwise than it is taken to have: its owner's affair, unless it decides a link. */
export interface AdoptedFaults {
  readonly found: readonly Found[];
  /** What the VPC is taken to have instead, by URN. */
  readonly taken: ReadonlyMap<string, ResourceState>;
}

/** @param states What is there. */
export function adoptedFaultsIn(topology: Topology, states: readonly ResourceState[]): AdoptedFaults {
  const faults = adoptedNetworks(topology).flatMap((adopted) => faultsOf(adopted, states));
  return {
    found: faults.map(({ found }) => found),
    taken: new Map(
      faults.flatMap(({ taken }): [string, ResourceState][] =>
        taken === undefined ? [] : [[taken.urn, taken]],
      ),
    ),
  };
}

interface Fault {
  readonly found: Found;
  readonly taken: ResourceState | undefined;
}

function faultsOf(adopted: AdoptedNetwork, states: readonly ResourceState[]): readonly Fault[] {
  const { existing } = adopted;
  const live = states.filter(({ urn }) => urn.startsWith("urn:pulumi:live:"));
  const inVpc = live.filter((state) => text(state, "vpcId") === existing.vpcId);
  const vpcs = live.filter(({ type, id }) => type === types.vpc && id === existing.vpcId);
  const endpoints = inVpc.filter(({ type, id }) => type === types.endpoint && id === existing.endpointId);
  const tables = tablesOf(states, existing.vpcId);
  const subnets = inVpc.filter(({ type }) => type === types.subnet);
  const tableIds = new Set(subnets.map(({ id = "" }) => tables(id)));
  return [
    ...vpcs.flatMap((state) => [
      ...otherwise(adopted, state, "enableDnsSupport", true),
      ...otherwise(adopted, state, "enableDnsHostnames", true),
    ]),
    ...endpoints.flatMap((state) =>
      otherwise(adopted, state, "privateDnsEnabled", adopted.network.privateDns),
    ),
    ...subnets.flatMap((state) => inOtherTable(adopted, state, tables(state.id ?? ""), live)),
    ...corporateRoutes(adopted, live),
    ...inVpc
      .filter(({ type }) => type === types.networkAcl || type === types.defaultNetworkAcl)
      .map((state) => inTheWay(adopted, state, `network ACL ${state.id ?? ""} refuses what it needs`)),
    ...live
      .filter(({ type }) => type === types.endpointPolicy)
      .filter((state) => text(state, "vpcEndpointId") === existing.endpointId)
      .map((state) =>
        inTheWay(adopted, state, `policy of the endpoint ${state.id ?? ""} refuses what it needs`),
      ),
    ...live
      .filter(({ type }) => type === types.route)
      .filter((state) => tableIds.has(text(state, "routeTableId")) && text(state, "gatewayId") !== "local")
      .map((state) => inTheWay(adopted, state, `${routeText(state)} leads elsewhere than it needs`)),
  ];
}

/** A setting that is not as it is taken to be. */
function otherwise(
  adopted: AdoptedNetwork,
  state: ResourceState,
  key: string,
  expected: boolean,
): readonly Fault[] {
  const found = property(state, key);
  if (typeof found !== "boolean" || found === expected) return [];
  const what = state.type === types.vpc ? "" : `endpoint ${state.id ?? ""} `;
  return [
    faultOf(adopted, state, {
      kind: "differs",
      setting: key,
      expected: String(expected),
      found: String(found),
      text: `${what}${key}: ${String(expected)} expected, ${String(found)} found`,
      taken: { [key]: expected },
    }),
  ];
}

/** A subnet that has none of the route tables that the topology names. */
function inOtherTable(
  adopted: AdoptedNetwork,
  { id = "" }: ResourceState,
  table: string | undefined,
  live: readonly ResourceState[],
): readonly Fault[] {
  const [expected] = adopted.existing.routeTableIds;
  if (expected === undefined || (table !== undefined && adopted.existing.routeTableIds.includes(table)))
    return [];
  const association = live.find(
    (state) => state.type === types.routeTableAssociation && text(state, "subnetId") === id,
  );
  const own = association ?? {
    ...blank(types.routeTableAssociation, `${id}-association`),
    outputs: { subnetId: id, region: adopted.place.region },
  };
  const one = adopted.existing.routeTableIds.join(" or ");
  return [
    faultOf(adopted, own, {
      kind: association === undefined ? "missing" : "differs",
      setting: association === undefined ? null : "routeTableId",
      expected: one,
      found: table ?? null,
      text: `subnet ${id} route table: ${one} expected, ${shown(table)} found`,
      taken: { routeTableId: expected },
    }),
  ];
}

/** Routes that the owner is to have made to the corporate ranges. */
function corporateRoutes(adopted: AdoptedNetwork, live: readonly ResourceState[]): readonly Fault[] {
  const { network, existing } = adopted;
  return existing.routeTableIds.flatMap((routeTableId) =>
    network.corporate.flatMap(({ cidr, via }): readonly Fault[] => {
      const target = via.startsWith("tgw-") ? "transitGatewayId" : "gatewayId";
      const isThere = live.some(
        (state) =>
          state.type === types.route &&
          text(state, "routeTableId") === routeTableId &&
          text(state, "destinationCidrBlock") === cidr &&
          text(state, target) === via,
      );
      if (isThere) return [];
      const outputs = { routeTableId, destinationCidrBlock: cidr, [target]: via };
      return [
        faultOf(
          adopted,
          { ...blank(types.route, `${routeTableId}-${cidr}`), outputs },
          {
            kind: "missing",
            setting: null,
            expected: outputs,
            found: null,
            text: `${routeTableId} route ${cidr} to ${via} is missing`,
            taken: {},
          },
        ),
      ];
    }),
  );
}

/** Something that the VPC could do without. */
function inTheWay(adopted: AdoptedNetwork, state: ResourceState, says: string): Fault {
  return faultOf(adopted, state, {
    kind: "unexpected",
    setting: null,
    expected: null,
    found: state.outputs,
    text: says,
    taken: undefined,
  });
}

function routeText(state: ResourceState): string {
  const destination = text(state, "destinationCidrBlock") ?? text(state, "destinationIpv6CidrBlock");
  return `${text(state, "routeTableId") ?? ""} route ${shown(destination ?? property(state, "destinationPrefixListId"))}`;
}

interface Told extends Pick<Difference, "kind" | "setting" | "expected" | "found" | "text"> {
  /** The settings that are taken for granted; undefined of what is not to be there. */
  readonly taken: Mapping | undefined;
}

function faultOf(
  { name, existing, place }: AdoptedNetwork,
  state: ResourceState,
  { taken, ...told }: Told,
): Fault {
  const { urn, type, id = "", outputs } = state;
  return {
    found: {
      difference: {
        ...told,
        ...place,
        type,
        resource: id,
        id: told.kind === "missing" ? null : id,
        text: `${name} adopted VPC ${existing.vpcId}: ${told.text}`,
      },
      urn: taken === undefined ? undefined : urn,
      live: undefined,
    },
    taken: taken === undefined ? undefined : { ...state, outputs: { ...outputs, ...taken } },
  };
}

/** Something that is not there. */
function blank(type: string, id: string): ResourceState {
  const urn = `urn:pulumi:live::apilink::${type}::${id}`;
  return { urn, type, custom: true, id, inputs: {}, outputs: {}, dependencies: [] };
}
