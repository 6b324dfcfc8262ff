import { groupBy } from "../../components/groupBy";
import { mergeRanges } from "../../components/ranges";
import type { Topology } from "../../stacks/topology/types";
import type { Vantage } from "../contract";
import { rangeOf, type AddressRange } from "../model/addresses";
import type { Model, Subnet, Vpc } from "../model/facts";
import { interfaceEndpointsIn } from "../model/interfaceEndpoints";
import { defaultAcl } from "../model/firewalls";
import type { Source, Trace } from "../trace/types";
import { bordersOf, boundariesIn, intervalOf, split } from "./boundaries";

/** Everybody who calls from one vantage of one network, or from the internet. */
export interface Caller {
  /** The network's name, or `internet`. */
  readonly from: string;
  readonly vantage: Vantage;
  /** The range as a whole: the network's, or a corporate range. */
  readonly range: string;
  /** The gateway that a corporate range comes in by. */
  readonly gatewayId?: string;
  /** Its parts, such as subnets, each of which fares alike throughout; empty where nothing is known of the network. */
  readonly parts: readonly CallerPart[];
}

export interface CallerPart {
  /** In CIDR notation; several are joined by `, `. */
  readonly range: string;
  readonly source: Source;
}

/** Everybody who can try: each network's private and public subnets, each corporate range, and the internet. */
export function callersOf(model: Model, { networks }: Topology): readonly Caller[] {
  const boundaries = boundariesIn(model);
  const taken = takenIn(model);
  const corporateBoundaries = bordersOf(
    Object.values(networks).flatMap(({ corporate }) => corporate.flatMap(({ cidr }) => rangeOf(cidr) ?? [])),
  );
  return [
    ...Object.entries(networks).flatMap(([from, { cidr, corporate }]): readonly Caller[] => {
      const vpc = model.vpcs.get(model.names.networks.get(from) ?? "");
      const subnets = vpc === undefined ? [] : (taken.subnets.get(vpc.id) ?? []);
      const inside = (vantage: "workload" | "public"): Caller => ({
        from,
        vantage,
        range: cidr,
        parts: partsOf(
          subnets.filter(({ isPublic }) => isPublic === (vantage === "public")),
          vantage,
          boundaries,
          taken.addresses,
        ),
      });
      const behind = corporate.flatMap((range) =>
        apart(range.cidr, corporateBoundaries).map((part) =>
          corporateCaller(from, vpc, { ...range, cidr: part }, boundaries),
        ),
      );
      const outer = inside("public");
      return [inside("workload"), ...(outer.parts.length > 0 ? [outer] : []), ...behind];
    }),
    {
      from: "internet",
      vantage: "internet",
      range: "0.0.0.0/0",
      parts: [{ range: "0.0.0.0/0", source: { kind: "internet" } }],
    },
  ];
}

/** Where a corporate range begins or ends within a wider one of another network, it may be others who are linked. */
function apart(cidr: string, boundaries: readonly number[]): readonly string[] {
  const range = rangeOf(cidr);
  return range === undefined ? [cidr] : split(range, boundaries).flatMap(({ text }) => text.split(", "));
}

/** Which subnets each VPC has, and which of their addresses a machine cannot have, since an interface has them. */
function takenIn(model: Model) {
  const held = [...interfaceEndpointsIn(model), ...model.loadBalancers];
  return {
    subnets: groupBy([...model.subnets.values()], ({ vpcId }) => vpcId),
    addresses: new Set(
      held
        .flatMap(({ interfaces }) => interfaces ?? [])
        .map(({ subnetId, address }) => `${subnetId} ${address}`),
    ),
  };
}

/** The subnets' addresses, those together that nothing on any way can tell apart. */
function partsOf(
  subnets: readonly Subnet[],
  kind: "workload" | "public",
  boundaries: readonly number[],
  taken: ReadonlySet<string>,
): readonly CallerPart[] {
  // In whatever order the resources are listed, the first subnet speaks for those that fare alike.
  const inOrder = [...subnets].sort((one, other) => one.range.first - other.range.first);
  const pieces = inOrder.flatMap((subnet) =>
    split(subnet.range, boundaries)
      .filter(({ first, last }) => first < last || !taken.has(`${subnet.id} ${first}`))
      .map((piece) => ({ subnet, piece })),
  );
  const alike = groupBy(pieces, ({ subnet: { id, routeTable, acl }, piece }) => {
    // A network ACL is asked between subnets and not within one, so all but the default one tell subnets apart.
    const decides = routeTable !== undefined && acl === defaultAcl ? routeTable.label : id;
    return `${decides} ${intervalOf(boundaries, piece.first)}`;
  });
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { id, vpcId } = first.subnet;
    return {
      range: group.map(({ piece }) => piece.text).join(", "),
      source: { kind, vpcId, subnetId: id, address: representative(first.piece) },
    };
  });
}

function corporateCaller(
  from: string,
  vpc: Vpc | undefined,
  { cidr, via }: Topology["networks"][string]["corporate"][number],
  boundaries: readonly number[],
): Caller {
  const range = rangeOf(cidr);
  const pieces = vpc === undefined || range === undefined ? [] : split(range, boundaries);
  return {
    from,
    vantage: "corporate",
    range: cidr,
    gatewayId: via,
    parts: pieces.map((piece) => ({
      range: piece.text,
      source: { kind: "corporate", vpcId: vpc?.id ?? "", gatewayId: via, address: representative(piece) },
    })),
  };
}

/** Beyond the addresses at the beginning that AWS keeps to itself, where the piece goes so far. */
function representative({ first, last }: AddressRange): number {
  return Math.min(first + 10, last);
}

/** The fewest ranges that hold exactly these parts. */
export function rangesOf(parts: readonly CallerPart[]): string {
  return mergeRanges(parts.flatMap(({ range }) => range.split(", "))).join(", ");
}

/** The trace of a caller of whom nothing is known. */
export function nowhere({ from, vantage }: Caller): Trace {
  const says = `no ${vantage === "corporate" ? "VPC" : "private subnet"} of the network ${from} is among the resources`;
  return { outcome: "unknown", decidedBy: "route", explanation: says, hops: [{ step: "route", says }] };
}
