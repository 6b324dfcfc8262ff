import { addressOf, contains, everywhere } from "../model/addresses";
import type { GatewayKind, Model, Peering, Route, RouteTable, Subnet, Vpc } from "../model/facts";
import { types } from "../model/types";
import { ended, hop, undecided } from "./verdicts";
import type { Ended, Source, Verdict } from "./types";

/** The way that a packet takes from one VPC into another, or into its own. */
export type Way =
  | { readonly kind: "local" }
  | { readonly kind: "peering"; readonly id: string }
  | { readonly kind: "gateway"; readonly id: string };

type Entered = Verdict<{ readonly vpc: Vpc; readonly way: Way }>;

/** Where a packet from a source to a private address arrives. */
export function wayIn(model: Model, source: Source, address: number): Entered {
  if (source.kind === "internet") {
    return ended(
      "route",
      "timeout",
      `${addressOf(address)} is a private address: nothing on the internet leads there`,
    );
  }
  if (source.kind === "corporate") return throughGateway(model, source.vpcId, source.gatewayId, address);
  const subnet = model.subnets.get(source.subnetId);
  return subnet === undefined
    ? undecided("route", `no subnet ${source.subnetId} is among the resources`)
    : fromSubnet(model, subnet, address);
}

/** Where a packet from a subnet to a private address arrives. */
export function fromSubnet(model: Model, subnet: Subnet, address: number): Entered {
  const own = model.vpcs.get(subnet.vpcId);
  if (own === undefined) return undecided("route", `no VPC ${subnet.vpcId} is among the resources`);
  const table = subnet.routeTable;
  if (table === undefined) return undecided("route", `the route table of ${subnet.label} is not known`);
  const route = longestPrefix(table, address);
  if (route === undefined) {
    return ended("route", "timeout", `${table.label} has no route to ${addressOf(address)}`, {
      mend: `peer the networks and add a route to ${addressOf(address)} to ${table.label}`,
    });
  }
  const { target } = route;
  if (route.range === undefined) return undecided("route", `where ${route.label} leads is not known`);
  if (target.kind === "unknown") return undecided("route", target.why);
  if (target.kind === "local") {
    return {
      passed: true,
      vpc: own,
      way: { kind: "local" },
      hops: [hop("route", `${table.label} keeps ${addressOf(address)} in ${own.label}`)],
    };
  }
  return target.kind === "peering"
    ? overPeering(model, own, target.id, address, route)
    : elsewhere(target.kind, target.id, address, table);
}

/** Whether answers to an address find the way back that the call came in by. */
export function wayBack(subnet: Subnet, address: number, came: Way, vpc: Vpc): Ended | undefined {
  const table = subnet.routeTable;
  if (table === undefined) return undecided("route", `the route table of ${subnet.label} is not known`);
  const route = longestPrefix(table, address);
  const away = `answers to ${addressOf(address)}`;
  if (route === undefined) {
    return ended("route", "timeout", `${away} find no way back: ${table.label} has no route to it`, {
      mend: `add a route to the caller's range to ${table.label}`,
    });
  }
  const { target } = route;
  if (route.range === undefined) return undecided("route", `where ${route.label} leads is not known`);
  if (target.kind === "unknown") return undecided("route", target.why);
  if (target.kind === "local" ? came.kind === "local" : came.kind !== "local" && came.id === target.id)
    return undefined;
  return ended(
    "route",
    "timeout",
    `${away} take another way back: ${route.label} of ${vpc.label} leads elsewhere`,
    {
      mend: `in ${table.label}, lead the caller's range back the way that the call came in by`,
    },
  );
}

/** A way to public addresses. */
type Out = Verdict<{
  /** What it goes by, in words. */
  readonly by: string;
  /** The subnet that it leaves its VPC from: of a call by NAT, the NAT gateway's. */
  readonly from?: Subnet;
}>;

/**
 * The way to public addresses, from a subnet out of its VPC.
 *
 * @param mend What to do where there is none.
 */
export function wayOut(
  model: Model,
  source: Source,
  mend = "make the API private and call it through an endpoint",
): Out {
  if (source.kind === "internet") return outside("the internet");
  if (source.kind === "corporate") return outside("the corporate network's own access to the internet");
  const subnet = model.subnets.get(source.subnetId);
  if (subnet?.routeTable === undefined)
    return undecided("route", "the route table of the caller's subnet is not known");
  const { routeTable: table } = subnet;
  const route = table.routes.find(
    ({ range }) =>
      range === undefined || (range.first === everywhere.first && range.last === everywhere.last),
  );
  if (route === undefined) {
    return ended(
      "route",
      "timeout",
      `${table.label} has no route out of the VPC, and the address is a public one`,
      { mend },
    );
  }
  if (route.range === undefined) return undecided("route", `where ${route.label} leads is not known`);
  if (route.target.kind === "internet-gateway") return throughInternetGateway(model, subnet, route.target.id);
  if (route.target.kind === "nat-gateway") {
    const { id } = route.target;
    const home = model.subnets.get(model.natGateways.get(id) ?? "");
    if (home === undefined) return undecided("route", `no NAT gateway ${id} is among the resources`);
    const by = `the NAT gateway ${id}`;
    return home.isPublic
      ? { passed: true, by, from: home, hops: [hop("route", `leaves the VPC by ${by}: a public call`)] }
      : ended("route", "timeout", `the NAT gateway ${id} is in ${home.label}, which has no way out`);
  }
  // Source: "VPC peering limitations" of the Amazon VPC Peering Guide, on routing edge to edge.
  if (route.target.kind === "peering") {
    const says = `${route.label} leads over a peering, which passes on nothing to addresses outside of the peered VPC`;
    return ended("route", "timeout", says, { mend });
  }
  return undecided("route", `${route.label} leads to a network that is not among the resources`);
}

function outside(by: string): Out {
  return { passed: true, by, hops: [hop("route", `reaches public addresses by ${by}`)] };
}

function throughInternetGateway(model: Model, subnet: Subnet, id: string): Out {
  const attached = model.internetGateways.get(id);
  if (attached === undefined) return undecided("route", `no internet gateway ${id} is among the resources`);
  const by = `the internet gateway ${id}`;
  return attached === subnet.vpcId
    ? { passed: true, by, from: subnet, hops: [hop("route", `leaves the VPC by ${by}: a public call`)] }
    : ended("route", "timeout", `${by} is attached to another VPC`);
}

/** Routes are in the order of their prefixes; one whose range is not known might be the longest that fits. */
function longestPrefix(table: RouteTable, address: number): Route | undefined {
  return table.routes.find(({ range }) => range === undefined || contains(range, address));
}

function overPeering(model: Model, own: Vpc, id: string, address: number, route: Route): Entered {
  const peering = model.peerings.get(id);
  if (peering === undefined) {
    return model.complete.has(types.peering)
      ? ended(
          "route",
          "timeout",
          `${route.label} leads nowhere: the peering connection ${id} does not exist`,
          {
            mend: "make the peering connection again",
          },
        )
      : undecided("route", `no peering connection ${id} is among the resources`);
  }
  if (peering.active === undefined)
    return undecided("route", `whether ${peering.label} has been accepted is not known`);
  if (!peering.active) {
    return ended("route", "timeout", `the peering connection ${peering.label} has not been accepted`, {
      mend: "accept it in the account and region of its other side",
    });
  }
  const other = otherSide(model, peering, own);
  if (other === undefined)
    return undecided("route", `the other VPC of ${peering.label} is not among the resources`);
  if (other.ranges === undefined) return undecided("route", `the ranges of ${other.label} are not known`);
  if (!other.ranges.some((range) => contains(range, address))) {
    return ended(
      "route",
      "timeout",
      `${addressOf(address)} is not in ${other.label}, and peering does not lead further: ${route.label} leads nowhere`,
      {
        mend: "peer the caller's network with the one that holds the endpoint",
      },
    );
  }
  const hops = [hop("route", `${route.label} leads over the peering ${peering.label} into ${other.label}`)];
  return { passed: true, vpc: other, way: { kind: "peering", id }, hops };
}

function otherSide({ vpcs }: Model, { vpcIds: [one, other] }: Peering, own: Vpc): Vpc | undefined {
  return one === own.id ? vpcs.get(other) : other === own.id ? vpcs.get(one) : undefined;
}

/** What a gateway leads to holds no private address of a VPC, save for a transit gateway's other VPCs. */
const beyond: Readonly<Record<Exclude<GatewayKind, "peering">, string>> = {
  "internet-gateway": "the internet, where no private address lies",
  "nat-gateway": "the internet, where no private address lies",
  "vpn-gateway": "the corporate network, which is not where the address lies",
  "transit-gateway": "a transit gateway",
};

function elsewhere(
  kind: Exclude<GatewayKind, "peering">,
  id: string,
  address: number,
  table: RouteTable,
): Entered {
  const says = `${table.label} leads ${addressOf(address)} to ${beyond[kind]} (${id})`;
  return kind === "transit-gateway"
    ? undecided("route", `${says}, whose route tables are not among the resources`)
    : ended("route", "timeout", says, {
        mend: "peer the caller's network with the one that holds the endpoint",
      });
}

/** A Direct Connect or VPN leads into the VPCs that its gateway is attached to, and not on from there (guide row R9). */
function throughGateway(model: Model, homeId: string, gatewayId: string, address: number): Entered {
  const attached = model.attachments.get(gatewayId) ?? [];
  const vpcs = attached.flatMap(({ vpcId = "" }) => model.vpcs.get(vpcId) ?? []);
  const [vpc, ...more] = vpcs.filter(({ ranges }) => ranges?.some((range) => contains(range, address)));
  if (more.length > 0) {
    return undecided(
      "route",
      `${gatewayId} leads into several VPCs that hold ${addressOf(address)}, and which of them is for its route tables to say`,
    );
  }
  if (vpc !== undefined) {
    const hops = [hop("route", `comes in by the gateway ${gatewayId} into ${vpc.label}`)];
    return { passed: true, vpc, way: { kind: "gateway", id: gatewayId }, hops };
  }
  const doubtful = attached.find(({ vpcId }) => vpcId === undefined) ?? model.attachments.get("")?.[0];
  if (doubtful !== undefined) return undecided("route", `what ${doubtful.label} attaches is not known`);
  const vague = vpcs.find(({ ranges }) => ranges === undefined);
  if (vague !== undefined) return undecided("route", `the ranges of ${vague.label} are not known`);
  const home = model.vpcs.get(homeId);
  if (!attached.some(({ vpcId }) => vpcId === homeId)) {
    const says = `the gateway ${gatewayId} is not attached to ${home?.label ?? homeId}`;
    return ended("route", "timeout", says, { mend: `attach ${gatewayId} to the VPC` });
  }
  const says = `${gatewayId} leads into ${home?.label ?? homeId}, which does not hold ${addressOf(address)}: peering passes on no Direct Connect or VPN`;
  return ended("route", "timeout", says, {
    mend: "link the corporate range's own network through an endpoint of its own",
  });
}
