import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import {
  add,
  defaultUrl,
  modelWith,
  remove,
  resource,
  route,
  set,
  testOutcomes,
  traceIn,
  workload,
  type Change,
} from "../../support/oneEndpoint";

const ok = "backend ok 200";
const stopped = "route timeout";
const open = "route unknown";

const guest = { from: "guest" } as const;
const corporate = { from: "corporate" } as const;
const nat = { natGatewayId: "nat-0" };
const igw = { gatewayId: "igw-0" };
const tgw = { transitGatewayId: "tgw-0" };
const peering = { vpcPeeringConnectionId: "pcx-0" };
const extra = (table: string, range: string, target: Properties): Change =>
  add(route("extra", table, range, target));
const inline = (table: string, ...routes: readonly unknown[]): Change => set(`${table}.table`, { routes });

describe("routes within a VPC", () => {
  testOutcomes([
    ["an endpoint whose VPC only its subnets tell", [set("endpoint", { vpcId: unknown })], ok],
    ["the local route", [], ok],
    ["a table without routes of its own still has it", [set("caller.table", { routes: [] })], ok],
    [
      "a block that was added to the VPC",
      [
        set("home.vpc", { cidrBlock: "10.0.0.0/24" }),
        add(resource(types.vpcRange, "block", "b-0", { vpcId: "vpc-home", cidrBlock: "10.0.1.0/24" })),
      ],
      ok,
    ],
    [
      "a block that was added to another VPC",
      [
        set("home.vpc", { cidrBlock: "10.0.0.0/24" }),
        add(resource(types.vpcRange, "block", "b-0", { vpcId: "vpc-away", cidrBlock: "10.0.1.0/24" })),
      ],
      stopped,
    ],
    ["a block that is not known", [set("home.vpc", { cidrBlock: unknown })], open],
    [
      "an added block that is not known",
      [add(resource(types.vpcRange, "block", "b-0", { vpcId: "vpc-home", cidrBlock: unknown }))],
      open,
    ],
    ["a table whose VPC is not known", [set("caller.table", { vpcId: unknown })], open],
    ["a longer prefix to elsewhere", [extra("caller", "10.0.1.0/24", nat)], stopped],
    ["a shorter prefix to elsewhere", [extra("caller", "0.0.0.0/0", nat)], ok],
    [
      "a longer prefix to elsewhere, inline",
      [inline("caller", { cidrBlock: "10.0.1.0/24", ...nat })],
      stopped,
    ],
    ["a longer prefix that is local, too", [extra("caller", "10.0.1.0/24", { gatewayId: "local" })], ok],
    [
      "the longest prefix of three",
      [
        extra("caller", "10.0.1.0/24", nat),
        inline("caller", { cidrBlock: "10.0.1.5/32", gatewayId: "local" }),
      ],
      ok,
    ],
    ["a route of another table", [extra("carrier", "10.0.0.10/32", nat)], stopped],
    [
      "a longer prefix of IPv6",
      [extra("caller", "", { destinationIpv6CidrBlock: "::/0", egressOnlyGatewayId: "eigw-0" })],
      ok,
    ],
    ["IPv6, inline", [inline("caller", { ipv6CidrBlock: "::/0", egressOnlyGatewayId: "eigw-0" })], ok],
    [
      "a gateway endpoint's prefix list",
      [inline("caller", { destinationPrefixListId: "pl-0", gatewayId: "vpce-0s3" })],
      ok,
    ],
    [
      "a range that is not known beside IPv6",
      [
        add(
          resource(types.route, "extra", "r-x", {
            routeTableId: "rtb-caller",
            destinationCidrBlock: unknown,
            destinationIpv6CidrBlock: "::/0",
            ...nat,
          }),
        ),
      ],
      open,
    ],
    [
      "a route to a Gateway Load Balancer's endpoint",
      [extra("caller", "10.0.1.0/24", { gatewayId: "vpce-0gw" })],
      open,
    ],
    ["another prefix list", [inline("caller", { destinationPrefixListId: "pl-0", ...tgw })], open],
    ["a route to what is not known", [extra("caller", "10.0.1.0/24", { gatewayId: unknown })], open],
    [
      "a route to a network interface",
      [extra("caller", "10.0.1.0/24", { networkInterfaceId: "eni-0" })],
      open,
    ],
    ["a route to a transit gateway", [extra("caller", "10.0.1.0/24", tgw)], open],
    [
      "a route to a virtual private gateway",
      [extra("caller", "10.0.1.0/24", { gatewayId: "vgw-1" })],
      stopped,
    ],
    ["a route to an internet gateway", [extra("caller", "10.0.1.0/24", igw)], stopped],
    ["a route whose range is not known", [extra("caller", unknown, nat)], open],
    [
      "a route whose table is not known",
      [
        add({
          ...route("extra", "", "10.9.0.0/16", nat),
          outputs: { routeTableId: unknown, destinationCidrBlock: "10.9.0.0/16", ...nat },
        }),
      ],
      open,
    ],
    ["routes that are not known", [set("caller.table", { routes: unknown })], open],
    [
      "routes that a gateway adds, beyond a VPC of two blocks",
      [
        set("caller.table", { propagatingVgws: ["vgw-1"] }),
        add(resource(types.vpcRange, "block", "b-0", { vpcId: "vpc-home", cidrBlock: "10.8.0.0/24" })),
      ],
      ok,
    ],
    ["routes that a gateway adds, beyond the VPC", [set("caller.table", { propagatingVgws: ["vgw-1"] })], ok],
  ]);
});

describe("the table of a subnet", () => {
  const local = { cidrBlock: "10.0.1.0/24", ...nat };
  const main = (id: string, type: string = types.defaultRouteTable): Change =>
    add(resource(type, "main", id, { vpcId: "vpc-home", routes: [local] }));
  const chosen = (more: Properties): Change =>
    add(
      resource(types.mainRouteTableAssociation, "chosen", "c-0", {
        vpcId: "vpc-home",
        routeTableId: "rtb-1",
        ...more,
      }),
    );
  const bare = remove("caller.association");
  testOutcomes([
    ["the main one, which nobody touched", [bare], ok],
    ["the main one, as the program has it", [bare, main("rtb-home-main")], stopped],
    ["its own before the main one", [main("rtb-home-main")], ok],
    ["the main one of another VPC", [bare, main("rtb-away-main")], ok],
    ["the one that was made the main one", [bare, main("rtb-1", types.routeTable), chosen({})], stopped],
    [
      "the one that another VPC has as the main one",
      [bare, main("rtb-1", types.routeTable), chosen({ vpcId: "vpc-away" })],
      ok,
    ],
    [
      "the one that may be the main one",
      [bare, main("rtb-1", types.routeTable), chosen({ vpcId: unknown })],
      open,
    ],
    ["a main one that is not known", [bare, chosen({ routeTableId: unknown })], open],
    ["a main one that is not among the resources", [bare, chosen({})], open],
    [
      "a main one that may be any",
      [bare, main("rtb-1"), set("home.vpc", { mainRouteTableId: unknown })],
      open,
    ],
    ["one that is not known", [set("caller.association", { routeTableId: unknown })], open],
    ["one that is not among the resources", [set("caller.association", { routeTableId: "rtb-9" })], open],
    [
      "one that belongs to a subnet that is not known",
      [set("caller.association", { subnetId: unknown })],
      open,
    ],
    [
      "another subnet's",
      [set("caller.association", { subnetId: "subnet-x" }), extra("caller", "10.0.1.0/24", nat)],
      ok,
    ],
  ]);
});

describe("routes over a peering connection", () => {
  testOutcomes([
    ["both ways, accepted", [], ok, guest],
    [
      "from the side that accepted",
      [set("peering", { vpcId: "vpc-home", peerVpcId: "vpc-away" })],
      ok,
      guest,
    ],
    ["not accepted", [remove("accepter")], stopped, guest],
    ["accepted by hand", [remove("accepter"), set("peering", { acceptStatus: "active" })], ok, guest],
    ["pending", [remove("accepter"), set("peering", { acceptStatus: "pending-acceptance" })], stopped, guest],
    ["accepted by itself", [remove("accepter"), set("peering", { autoAccept: true })], ok, guest],
    [
      "another connection is accepted",
      [set("accepter", { vpcPeeringConnectionId: "pcx-9" })],
      stopped,
      guest,
    ],
    ["it is not known whether it is accepted", [set("accepter", { autoAccept: unknown })], open, guest],
    ["the connection is not there", [remove("peering")], open, guest],
    ["its other side is not known", [set("peering", { peerVpcId: unknown })], open, guest],
    ["its other side is not among the resources", [set("peering", { peerVpcId: "vpc-9" })], open, guest],
    ["it is between other VPCs", [set("peering", { vpcId: "vpc-8", peerVpcId: "vpc-9" })], open, guest],
    ["no route there", [remove("there")], stopped, guest],
    ["no route back", [remove("back")], stopped, guest],
    [
      "inline routes",
      [
        remove("there"),
        remove("back"),
        inline("guest", { cidrBlock: "10.0.0.0/16", ...peering }),
        inline("carrier", { cidrBlock: "10.1.0.0/16", ...peering }),
      ],
      ok,
      guest,
    ],
    ["a route that is too narrow", [set("there", { destinationCidrBlock: "10.0.1.8/29" })], stopped, guest],
    [
      "a route back that is too narrow",
      [set("back", { destinationCidrBlock: "10.1.0.0/29" })],
      stopped,
      guest,
    ],
    ["a longer prefix to elsewhere", [extra("guest", "10.0.1.0/24", nat)], stopped, guest],
    [
      "a way back by another connection",
      [extra("carrier", "10.1.0.0/24", { vpcPeeringConnectionId: "pcx-9" })],
      stopped,
      guest,
    ],
    [
      "a way back by another gateway",
      [extra("carrier", "10.1.0.0/24", { gatewayId: "vgw-0123456789abcdef0" })],
      stopped,
      guest,
    ],
    ["a way back that is local", [extra("carrier", "10.1.0.0/24", { gatewayId: "local" })], stopped, guest],
    ["a way back that is not known", [extra("carrier", "10.1.0.0/24", { gatewayId: unknown })], open, guest],
    ["a way back whose range is not known", [extra("carrier", unknown, nat)], open, guest],
    [
      "the table of the way back is not known",
      [set("carrier.association", { routeTableId: unknown })],
      open,
      guest,
    ],
    ["the ranges of the other side are not known", [set("home.vpc", { cidrBlock: unknown })], open, guest],
    [
      "routes that a gateway adds might be longer",
      [set("guest.table", { propagatingVgws: ["vgw-1"] })],
      open,
      guest,
    ],
    [
      "a gateway adds routes by a resource of its own",
      [
        add(
          resource(types.routePropagation, "adds", "p-0", {
            vpnGatewayId: "vgw-1",
            routeTableId: "rtb-guest",
          }),
        ),
      ],
      open,
      guest,
    ],
    [
      "a gateway adds routes to another table",
      [
        add(
          resource(types.routePropagation, "adds", "p-0", {
            vpnGatewayId: "vgw-1",
            routeTableId: "rtb-caller",
          }),
        ),
      ],
      ok,
      guest,
    ],
    [
      "a gateway adds routes to a table that is not known",
      [
        add(
          resource(types.routePropagation, "adds", "p-0", { vpnGatewayId: "vgw-1", routeTableId: unknown }),
        ),
      ],
      open,
      guest,
    ],
  ]);

  it("do not lead on from the other VPC", () => {
    const third: Change = add(
      resource(types.vpc, "third", "vpc-third", { cidrBlock: "10.2.0.0/16", enableDnsSupport: true }),
      resource(types.subnet, "third.subnet", "subnet-third", {
        vpcId: "vpc-third",
        cidrBlock: "10.2.0.0/24",
      }),
      resource(types.routeTable, "third.table", "rtb-third", {
        vpcId: "vpc-third",
        routes: [{ cidrBlock: "10.0.0.0/15", vpcPeeringConnectionId: "pcx-1" }],
      }),
      resource(types.routeTableAssociation, "third.association", "a-3", {
        subnetId: "subnet-third",
        routeTableId: "rtb-third",
      }),
      resource(types.peering, "second", "pcx-1", {
        vpcId: "vpc-third",
        peerVpcId: "vpc-away",
        autoAccept: true,
      }),
    );
    const from = workload("third", "third", "10.2.0.10");
    const { outcome, decidedBy, explanation } = traceIn(modelWith(third), { from });
    assert.deepEqual([decidedBy, outcome], ["route", "timeout"]);
    assert.match(
      explanation,
      /^10\.0\.1\.5 is not in away\.vpc \(vpc-away\), and peering does not lead further/,
    );
  });
});

describe("the corporate network", () => {
  const tgwAttached = (more: Properties = {}): Change =>
    add(
      resource(types.transitGatewayAttachment, "tgw", "tgw-a", {
        vpcId: "vpc-home",
        transitGatewayId: "vgw-0123456789abcdef0",
        ...more,
      }),
    );
  testOutcomes([
    ["comes in by its gateway and is answered by it", [], ok, corporate],
    ["its gateway is not attached", [remove("vgw")], stopped, corporate],
    ["its gateway is attached elsewhere", [set("vgw", { vpcId: "vpc-away" })], stopped, corporate],
    ["another gateway is attached", [set("vgw", { vpnGatewayId: "vgw-1" })], stopped, corporate],
    [
      "a transit gateway is attached",
      [
        remove("vgw"),
        tgwAttached(),
        set("corporate", { gatewayId: undefined, transitGatewayId: "vgw-0123456789abcdef0" }),
      ],
      ok,
      corporate,
    ],
    [
      "the gateway names its VPC itself",
      [remove("vgw"), add(resource(types.vpnGateway, "own", "vgw-0123456789abcdef0", { vpcId: "vpc-home" }))],
      ok,
      corporate,
    ],
    [
      "the gateway names no VPC",
      [remove("vgw"), add(resource(types.vpnGateway, "own", "vgw-0123456789abcdef0", {}))],
      stopped,
      corporate,
    ],
    ["what is attached is not known", [set("vgw", { vpnGatewayId: unknown })], open, corporate],
    ["where it is attached is not known", [set("vgw", { vpcId: unknown })], open, corporate],
    [
      "where another gateway is attached is not known",
      [remove("vgw"), tgwAttached({ transitGatewayId: "tgw-9", vpcId: unknown })],
      stopped,
      corporate,
    ],
    [
      "reaches a block that was added to the VPC",
      [
        set("home.vpc", { cidrBlock: "10.0.0.0/24" }),
        add(resource(types.vpcRange, "block", "b-0", { vpcId: "vpc-home", cidrBlock: "10.0.1.0/24" })),
      ],
      ok,
      corporate,
    ],
    ["the VPC's ranges are not known", [set("home.vpc", { cidrBlock: unknown })], open, corporate],
    ["no route back", [remove("corporate")], stopped, corporate],
    [
      "a route back that a gateway adds",
      [remove("corporate"), set("carrier.table", { propagatingVgws: ["vgw-0123456789abcdef0"] })],
      open,
      corporate,
    ],
    ["a way back by another gateway", [set("corporate", { gatewayId: "vgw-1" })], stopped, corporate],
    ["the internet leads to no private address", [], stopped, { from: "internet" }],
  ]);

  it("does not come on over a peering", () => {
    const from = { kind: "corporate", vpcId: "vpc-away", gatewayId: "vgw-1", address: 3232235530 } as const;
    const attached = add(
      resource(types.vpnGatewayAttachment, "other", "o-0", { vpcId: "vpc-away", vpnGatewayId: "vgw-1" }),
    );
    const { decidedBy, outcome, explanation } = traceIn(modelWith(attached), { from });
    assert.deepEqual([decidedBy, outcome], ["route", "timeout"]);
    assert.match(explanation, /peering passes on no Direct Connect or VPN/);
  });
});

describe("the way to public addresses", () => {
  const publicApi = set("api", { endpointConfiguration: { types: "REGIONAL" } });
  const call = { url: defaultUrl } as const;
  const gateway = (vpcId: unknown): Change => add(resource(types.internetGateway, "igw", "igw-0", { vpcId }));
  const out = extra("caller", "0.0.0.0/0", igw);
  const byNat = (home: unknown): Change =>
    add(resource(types.natGateway, "nat", "nat-0", { subnetId: home }));
  const natRoute = extra("caller", "0.0.0.0/0", nat);
  const carrierOut = inline("carrier", { cidrBlock: "0.0.0.0/0", ...igw });
  testOutcomes([
    ["by an internet gateway", [publicApi, gateway("vpc-home"), out], ok, call],
    [
      "by an internet gateway that is attached on its own",
      [
        publicApi,
        add(
          resource(types.internetGatewayAttachment, "igw", "x", {
            internetGatewayId: "igw-0",
            vpcId: "vpc-home",
          }),
        ),
        out,
      ],
      ok,
      call,
    ],
    ["by another VPC's internet gateway", [publicApi, gateway("vpc-away"), out], stopped, call],
    ["by an internet gateway of a VPC that is not known", [publicApi, gateway(unknown), out], open, call],
    ["no route out", [publicApi], stopped, call],
    [
      "a route whose range is not known, to a gateway that is known",
      [publicApi, gateway("vpc-home"), extra("caller", unknown, igw)],
      open,
      call,
    ],
    [
      "a route to a part of the internet",
      [publicApi, gateway("vpc-home"), extra("caller", "1.0.0.0/8", igw)],
      stopped,
      call,
    ],
    [
      "by a NAT gateway in a public subnet",
      [publicApi, byNat("subnet-carrier"), natRoute, carrierOut, gateway("vpc-home")],
      ok,
      call,
    ],
    ["by a NAT gateway in a private subnet", [publicApi, byNat("subnet-carrier"), natRoute], stopped, call],
    ["by a NAT gateway that is not there", [publicApi, natRoute], open, call],
    ["by a NAT gateway in a subnet that is not known", [publicApi, byNat(unknown), natRoute], open, call],
    ["by a transit gateway", [publicApi, extra("caller", "0.0.0.0/0", tgw)], open, call],
    ["a route whose range is not known", [publicApi, extra("caller", unknown, igw)], open, call],
    [
      "a table that is not known",
      [publicApi, set("caller.association", { routeTableId: unknown })],
      open,
      call,
    ],
    ["from the corporate network", [publicApi], ok, { ...call, from: "corporate" }],
    ["from the internet", [publicApi], ok, { ...call, from: "internet" }],
    [
      "a network ACL that lets nothing out",
      [
        publicApi,
        gateway("vpc-home"),
        out,
        add(
          resource(types.networkAcl, "acl", "acl-0", {
            subnetIds: ["subnet-caller"],
            ingress: [],
            egress: [],
          }),
        ),
      ],
      "firewall timeout",
      call,
    ],
    [
      "another port",
      [publicApi],
      "firewall timeout",
      { from: "internet", url: defaultUrl.replace("/v1", ":8443/v1") },
    ],
  ]);
});
