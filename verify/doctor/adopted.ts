import type { ResourceState } from "../../lab/state";
import type { Network, Topology } from "../../stacks/topology/types";
import { readProperty } from "../model/adopted";
import { property, text, texts } from "../model/reading";
import { types } from "../model/types";
import type { Place } from "./place";
import type { StateParts } from "./state";

export interface AdoptedNetwork {
  /** The network's name. */
  readonly name: string;
  readonly network: Network;
  readonly existing: NonNullable<Network["existing"]>;
  readonly place: Place;
}

export function adoptedNetworks({ accounts, networks }: Topology): readonly AdoptedNetwork[] {
  return Object.entries(networks).flatMap(([name, network]) => {
    const { existing, account, region } = network;
    const place = { account: accounts[account]?.id ?? "", region };
    return existing === undefined ? [] : [{ name, network, existing, place }];
  });
}

/** Says of each adopted VPC what was read of it, and leaves out its subnets that have nothing to do with the topology. */
export function withAdopted(
  states: readonly ResourceState[],
  topology: Topology,
  parts: Pick<StateParts, "isRead" | "isUnread">,
): readonly ResourceState[] {
  return adoptedNetworks(topology).reduce((before, adopted) => {
    const read = readOf(adopted, parts);
    const isOut = read.includes(types.routeTable) ? outsideIn(before, adopted) : () => false;
    return before
      .filter((state) => !isOut(state))
      .map((state) =>
        state.type === types.vpc && state.id === adopted.existing.vpcId
          ? { ...state, outputs: { ...state.outputs, [readProperty]: read } }
          : state,
      );
  }, states);
}

function readOf(
  { place }: AdoptedNetwork,
  { isRead, isUnread }: Pick<StateParts, "isRead" | "isUnread">,
): readonly string[] {
  return Object.values(types).filter((type) => isRead(type) && !isUnread(type, place, false));
}

/** What the topology's own things stand in, whoever made it. */
const standing: readonly (readonly [type: string, property: string])[] = [
  [types.endpoint, "subnetIds"],
  [types.loadBalancer, "subnets"],
];

/**
 * Tells a subnet of which the topology says nothing: it names others, or other route tables. A NAT gateway's counts, since calls
 * leave by it.
 */
function outsideIn(
  states: readonly ResourceState[],
  { existing: { vpcId, subnetIds, routeTableIds, endpointId } }: AdoptedNetwork,
): (state: ResourceState) => boolean {
  if (subnetIds.length + routeTableIds.length === 0) return () => false;
  const tables = tablesOf(states, vpcId);
  const used = new Set([
    ...subnetIds,
    ...states.flatMap((state) => {
      const isOwn = !state.urn.startsWith("urn:pulumi:live:") || state.id === endpointId;
      if (state.type === types.natGateway || state.type === types.instance)
        return texts([property(state, "subnetId")]);
      return isOwn
        ? standing.flatMap(([type, key]) => (state.type === type ? texts(property(state, key)) : []))
        : [];
    }),
  ]);
  const isNamed = (id: string): boolean =>
    subnetIds.length > 0 ? false : routeTableIds.includes(tables(id) ?? "");
  return (state) =>
    state.type === types.subnet &&
    text(state, "vpcId") === vpcId &&
    state.urn.startsWith("urn:pulumi:live:") &&
    !used.has(state.id ?? "") &&
    !isNamed(state.id ?? "");
}

/** The route table of each subnet of a VPC: its own, else the VPC's main one. */
export function tablesOf(
  states: readonly ResourceState[],
  vpcId: string,
): (subnetId: string) => string | undefined {
  const vpc = states.find(({ type, id }) => type === types.vpc && id === vpcId);
  const main = vpc && text(vpc, "mainRouteTableId");
  const own = new Map(
    states
      .filter(({ type }) => type === types.routeTableAssociation)
      .map((state) => [text(state, "subnetId"), text(state, "routeTableId")] as const),
  );
  return (subnetId) => own.get(subnetId) ?? main;
}
