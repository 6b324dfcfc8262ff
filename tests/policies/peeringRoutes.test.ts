import assert from "node:assert/strict";
import { unknown } from "../../lab/state";
import { peeringComplete } from "../../policies/policies";
import { types } from "../../policies/types";
import type { Mapping } from "../../stacks/mapping";
import { askedAll, type Given } from "./asking";

const made = (type: string, name: string, properties: Mapping): Given => ({ type, name, properties });
const one = made(types.vpc, "one", { id: "vpc-1", cidrBlock: "10.0.0.0/16", ownerId: "111111111111" });
const two = made(types.vpc, "two", { id: "vpc-2", cidrBlock: "10.1.0.0/16", ownerId: "111111111111" });
const peering = (more: Mapping = {}): Given =>
  made(types.peering, "peering", {
    id: "pcx-1",
    vpcId: "vpc-1",
    peerVpcId: "vpc-2",
    autoAccept: true,
    ...more,
  });
const table = (name: string, vpcId: string): Given =>
  made(types.routeTable, name, { id: `rtb-${name}`, vpcId });
const route = (of: string, destinationCidrBlock: string | undefined, more: Mapping = {}): Given =>
  made(types.route, `${of}-${destinationCidrBlock ?? "route"}`, {
    routeTableId: `rtb-${of}`,
    destinationCidrBlock,
    vpcPeeringConnectionId: "pcx-1",
    ...more,
  });
const subnet = made(types.subnet, "subnet", { id: "subnet-1", vpcId: "vpc-1", cidrBlock: "10.0.8.0/24" });
const association = (more: Mapping): Given =>
  made(types.routeTableAssociation, "association", { subnetId: "subnet-1", routeTableId: "rtb-a", ...more });

const sides = [one, two, table("a", "vpc-1"), table("b", "vpc-2"), route("a", "10.1.0.0/16")];
const back = route("b", "10.0.0.0/16");
const violationsOf = async (...given: readonly Given[]): Promise<string> =>
  (await askedAll(peeringComplete, given)).violations.join();

describe("peering-complete, of routes that carry nothing", () => {
  it("asks for a table that subnets use: associated, or main of those that have none", async () => {
    const whole = [...sides, back, peering(), subnet];
    assert.match(await violationsOf(...whole), /one has no route .* in a table that its subnets use/);
    assert.equal(await violationsOf(...whole, association({})), "");
    const other = [table("other", "vpc-1"), association({ routeTableId: "rtb-other" })];
    assert.match(await violationsOf(...whole, ...other), /one has no route/);
    const main = made(types.mainRouteTableAssociation, "main", { vpcId: "vpc-1", routeTableId: "rtb-a" });
    assert.equal(await violationsOf(...whole, main), "");
    assert.match(await violationsOf(...whole, main, ...other), /one has no route/);
    const gateway = association({ subnetId: undefined, gatewayId: "igw-1" });
    assert.match(await violationsOf(...whole, gateway), /one has no route/);
  });

  it("asks for the other VPC's range or one of its subnets, whole", async () => {
    for (const [destination, isFine] of [
      ["10.0.0.0/8", true],
      ["10.0.4.0/22", true],
      ["10.0.0.1/32", false],
      ["10.9.0.0/16", false],
    ] as const) {
      assert.equal(
        (await violationsOf(...sides, peering(), route("b", destination))) === "",
        isFine,
        destination,
      );
    }
    const used = [...sides, peering(), subnet, association({})];
    for (const [destinations, isFine] of [
      [["10.0.8.0/24"], true],
      [["10.0.8.0/25", "10.0.8.128/25"], true],
      [["10.0.8.0/25"], false],
      [["10.0.9.0/24"], false],
    ] as const) {
      const said = await violationsOf(...used, ...destinations.map((destination) => route("b", destination)));
      assert.equal(said === "", isFine, destinations.join());
    }
  });

  it("takes an IPv6 route where the other VPC has such a range", async () => {
    const six = route("b", undefined, { destinationIpv6CidrBlock: "2600:1f00::/56" });
    assert.match(await violationsOf(...sides, peering(), six), /two has no route/);
    const dual = { ...one, properties: { ...one.properties, ipv6CidrBlock: "2600:1f00::/56" } };
    assert.equal(
      await violationsOf(...sides.map((each) => (each === one ? dual : each)), peering(), six),
      "",
    );
  });
});

describe("peering-complete, of another account's acceptance", () => {
  it("takes no autoAccept for another account, and waits to know which it is", async () => {
    const asked = (more: Mapping) => askedAll(peeringComplete, [...sides, back, peering(more)]);
    assert.match((await asked({ peerOwnerId: "222222222222" })).violations.join(), /never accepted/);
    assert.deepEqual(await asked({ peerOwnerId: "111111111111" }), { violations: [], open: undefined });
    assert.match((await asked({ peerOwnerId: unknown })).open ?? "", /peering\.peerOwnerId/);
  });
});
