import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { CorporateLink, Network, type CorporateLinkArgs } from "../../components";
import { types } from "../../lab/services/types";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor } from "../support/embedded";
import { awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const gateways = { vgw: "vgw-0123456789abcdef0", tgw: "tgw-0123456789abcdef0" } as const;
const adopted = [
  { type: types.vpnGateway, id: gateways.vgw },
  { type: types.transitGateway, id: gateways.tgw },
].map((gateway) => ({ ...gateway, account: accountIds.networks, region, inputs: {}, outputs: {} }));

const through = (gatewayId: string, ...cidrs: string[]) => cidrs.map((cidr) => ({ cidr, gatewayId }));

const make = (ranges: CorporateLinkArgs["ranges"]) =>
  onEmbeddedCloud(
    () => {
      const opts = { provider: providerFor("networks") };
      const network = new Network("seoul", { cidr: "10.0.0.0/16", region }, opts);
      const { vpcId, isolatedSubnetIds: subnetIds, routeTableIds } = network;
      return new CorporateLink("seoul.hq", { vpcId, region, ranges, subnetIds, routeTableIds }, opts);
    },
    { adopted },
  );

const ownOf = ({ states }: Awaited<ReturnType<typeof make>>) =>
  awsStates(states).filter(({ urn }) => urn.includes("CorporateLink"));
const routes = ["Route seoul.hq.to-172-16-0-0-12-1", "Route seoul.hq.to-192-168-0-0-16-1"];

describe("CorporateLink", () => {
  it("attaches a virtual private gateway and routes every range to it", async () => {
    const run = await make(through(gateways.vgw, "192.168.0.0/16", "172.16.0.0/12"));
    assert.deepEqual(labelsOf(ownOf(run)), [...routes, "VpnGatewayAttachment seoul.hq.vgw"]);
    const attachment = stateOf(run.states, types.vpnGatewayAttachment, "seoul.hq.vgw");
    // A VPC takes a second one only once the first is gone.
    assert.deepEqual(
      run.options.filter(({ deleteBeforeReplace }) => deleteBeforeReplace).map(({ name }) => name),
      ["seoul.hq.vgw"],
    );
    const vpc = stateOf(run.states, types.vpc, "seoul.vpc").id;
    assert.deepEqual(attachment.inputs, { region, vpcId: vpc, vpnGatewayId: gateways.vgw });
    for (const range of ["192.168.0.0/16", "172.16.0.0/12"]) {
      const route = stateOf(run.states, types.route, `seoul.hq.to-${range.replace(/[./]/g, "-")}-1`);
      assert.deepEqual(route.inputs, {
        region,
        routeTableId: stateOf(run.states, types.routeTable, "seoul.isolated").id,
        destinationCidrBlock: range,
        gatewayId: gateways.vgw,
      });
      assert.ok(comesBefore(run.states, attachment, route));
    }
  });

  it("attaches a transit gateway by a subnet a zone and routes every range to it", async () => {
    const run = await make(through(gateways.tgw, "192.168.0.0/16", "172.16.0.0/12"));
    assert.deepEqual(labelsOf(ownOf(run)), [...routes, `VpcAttachment seoul.hq.${gateways.tgw}`]);
    const attachment = stateOf(run.states, types.transitGatewayAttachment, `seoul.hq.${gateways.tgw}`);
    const { tags, ...inputs } = attachment.inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      vpcId: stateOf(run.states, types.vpc, "seoul.vpc").id,
      transitGatewayId: gateways.tgw,
      subnetIds: statesOf(run.states, types.subnet).map(({ id }) => id),
    });
    for (const route of statesOf(run.states, types.route)) {
      assert.equal(route.inputs["transitGatewayId"], gateways.tgw);
      assert.ok(!("gatewayId" in route.inputs));
      assert.ok(comesBefore(run.states, attachment, route));
    }
  });

  it("routes from every route table", async () => {
    const { states } = await onEmbeddedCloud(
      () => {
        const opts = { provider: providerFor("networks") };
        const { vpcId } = new Network("seoul", { cidr: "10.0.0.0/16", region }, opts);
        const routeTableIds = [1, 2].map(
          (n) => new aws.ec2.RouteTable(`table-${n}`, { region, vpcId }, opts).id,
        );
        const args = {
          vpcId,
          region,
          ranges: through(gateways.vgw, "192.168.0.0/16"),
          subnetIds: [],
          routeTableIds,
        };
        return new CorporateLink("seoul.hq", args, opts);
      },
      { adopted },
    );
    const tables = statesOf(states, types.route).map(({ inputs }) => inputs["routeTableId"]);
    assert.deepEqual(
      tables,
      [1, 2].map((n) => stateOf(states, types.routeTable, `table-${n}`).id),
    );
  });

  it("refuses ids that are no gateway's, ranges that are none, and lists that must not be empty, all at once", async () => {
    const problems = (args: Partial<CorporateLinkArgs>) =>
      problemsOf(() => {
        const all = {
          vpcId: "vpc-1",
          region,
          ranges: through(gateways.vgw, "192.168.0.0/16"),
          subnetIds: ["subnet-1"],
          routeTableIds: ["rtb-1"],
        };
        return new CorporateLink("hq", { ...all, ...args });
      });
    assert.deepEqual(
      await problems({
        ranges: through("igw-1", "192.168.0.0/16").concat(through(gateways.vgw, "192.168.0.1/16", "hq")),
        routeTableIds: [],
      }),
      [
        { propertyPath: "ranges[0].gatewayId", reason: '"igw-1" is neither a vgw-… nor a tgw-…' },
        { propertyPath: "routeTableIds", reason: "must name at least one" },
        { propertyPath: "ranges[1].cidr", reason: "192.168.0.1/16 has host bits set: write 192.168.0.0/16" },
        { propertyPath: "ranges[2].cidr", reason: '"hq" is no IPv4 range, such as 10.0.0.0/16' },
      ],
    );
    assert.deepEqual(await problems({ ranges: [] }), [
      { propertyPath: "ranges", reason: "must name at least one" },
    ]);
    assert.deepEqual(
      await problems({
        ranges: [gateways.vgw, "vgw-0123456789abcdef1"].flatMap((id) => through(id, "192.168.0.0/16")),
      }),
      [{ propertyPath: "ranges", reason: "name 2 virtual private gateways, not one" }],
    );
    assert.deepEqual(await problems({ ranges: through(gateways.tgw, "192.168.0.0/16"), subnetIds: [] }), [
      { propertyPath: "subnetIds", reason: "must name at least one" },
    ]);
  });
});
