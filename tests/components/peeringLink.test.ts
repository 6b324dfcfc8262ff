import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { Network, PeeringLink, type PeeringSide } from "../../components";
import { types } from "../../lab/services/types";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { accountOfState, awsStates, comesBefore, labelsOf, stateOf } from "../support/states";

const places = {
  requester: { account: "networks", region: "us-west-2", cidr: "10.1.0.0/16" },
  accepter: { account: "apis", region: "ap-northeast-2", cidr: "10.0.0.0/16" },
} as const;

/** Two networks of two accounts and regions, peered. */
const make = () =>
  onEmbeddedCloud(() => {
    const side = (name: keyof typeof places, network: string): PeeringSide => {
      const { account, region, cidr } = places[name];
      const provider = providerFor(account, region);
      const { vpcId, routeTableIds } = new Network(network, { cidr, region }, { provider });
      return { vpcId, cidr, region, accountId: accountIds[account], routeTableIds, provider };
    };
    return new PeeringLink("link", {
      requester: side("requester", "oregon"),
      accepter: side("accepter", "seoul"),
    });
  });

const own = ({ states }: Awaited<ReturnType<typeof make>>) =>
  awsStates(states).filter(({ urn }) => urn.includes("PeeringLink"));

describe("PeeringLink", () => {
  it("is a request, its acceptance, and on each side the options and a route a table", async () => {
    assert.deepEqual(labelsOf(own(await make())), [
      "PeeringConnectionOptions link.accepter",
      "PeeringConnectionOptions link.requester",
      "Route link.accepter-1",
      "Route link.requester-1",
      "VpcPeeringConnection link.request",
      "VpcPeeringConnectionAccepter link.accept",
    ]);
  });

  it("makes each side in its own account and region", async () => {
    const run = await make();
    for (const state of own(run)) {
      const side = /accept/.test(state.urn.split("::").at(-1) ?? "") ? places.accepter : places.requester;
      assert.equal(accountOfState(run.states, state), accountIds[side.account], state.urn);
      assert.equal(state.inputs["region"], side.region, state.urn);
    }
  });

  it("asks the other account and region, which accepts", async () => {
    const { states } = await make();
    const [oregon, seoul] = ["oregon", "seoul"].map((name) => stateOf(states, types.vpc, `${name}.vpc`).id);
    const request = stateOf(states, types.peering, "link.request");
    const { tags, ...inputs } = request.inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region: "us-west-2",
      vpcId: oregon,
      peerVpcId: seoul,
      peerOwnerId: accountIds.apis,
      peerRegion: "ap-northeast-2",
    });
    const accept = stateOf(states, types.peeringAccepter, "link.accept").inputs;
    assert.deepEqual([accept["vpcPeeringConnectionId"], accept["autoAccept"]], [request.id, true]);
  });

  it("routes to the other side's range over the connection, and sets its own side's DNS option", async () => {
    const { states } = await make();
    const connection = stateOf(states, types.peering, "link.request").id;
    const sides = [
      { name: "requester", network: "oregon", other: "10.0.0.0/16" },
      { name: "accepter", network: "seoul", other: "10.1.0.0/16" },
    ];
    for (const { name, network, other } of sides) {
      const route = stateOf(states, types.route, `link.${name}-1`).inputs;
      assert.equal(route["routeTableId"], stateOf(states, types.routeTable, `${network}.isolated`).id);
      assert.deepEqual([route["destinationCidrBlock"], route["vpcPeeringConnectionId"]], [other, connection]);
      const { region, vpcPeeringConnectionId, ...options } = stateOf(
        states,
        types.peeringOptions,
        `link.${name}`,
      ).inputs;
      assert.deepEqual([region, vpcPeeringConnectionId], [route["region"], connection]);
      assert.deepEqual(options, { [name]: { allowRemoteVpcDnsResolution: true } });
    }
  });

  it("sets options and routes once the connection is accepted", async () => {
    const run = await make();
    const accept = stateOf(run.states, types.peeringAccepter, "link.accept");
    const after = own(run).filter(({ type }) => type === types.peeringOptions || type === types.route);
    assert.equal(after.length, 4);
    for (const state of after) assert.ok(comesBefore(run.states, accept, state), state.urn);
  });

  it("routes from every table of a side", async () => {
    const { states } = await onEmbeddedCloud(() => {
      const side = (name: keyof typeof places, count: number): PeeringSide => {
        const { account, region, cidr } = places[name];
        const provider = providerFor(account, region);
        const { vpcId } = new Network(name, { cidr, region }, { provider });
        // Tables of the same VPC: what a network with public subnets has.
        const routeTableIds = Array.from(
          { length: count },
          (_, n) => new aws.ec2.RouteTable(`${name}-${n + 1}`, { region, vpcId }, { provider }).id,
        );
        return { vpcId, cidr, region, accountId: accountIds[account], routeTableIds, provider };
      };
      return new PeeringLink("link", { requester: side("requester", 3), accepter: side("accepter", 2) });
    });
    const routes = awsStates(states).filter(({ type }) => type === types.route);
    assert.deepEqual(labelsOf(routes), [
      "Route link.accepter-1",
      "Route link.accepter-2",
      "Route link.requester-1",
      "Route link.requester-2",
      "Route link.requester-3",
    ]);
    assert.equal(new Set(routes.map(({ inputs }) => inputs["routeTableId"])).size, 5);
  });

  it("tells the accepted connection", async () => {
    const { result, states } = await make();
    const connectionId = await valueOf(result.connectionId);
    assert.equal(connectionId, stateOf(states, types.peeringAccepter, "link.accept").id);
    assert.deepEqual(stateOf(states, "apilink:index:PeeringLink", "link").outputs, { connectionId });
  });

  it("refuses ranges that overlap or are none, and sides without tables, before anything is asked (R8)", async () => {
    const problems = (requester: Partial<PeeringSide>, accepter: Partial<PeeringSide>) =>
      problemsOf(() => {
        const provider = providerFor("networks");
        const side = (args: Partial<PeeringSide>): PeeringSide => ({
          vpcId: "vpc-1",
          cidr: "10.0.0.0/16",
          region: "us-west-2",
          accountId: accountIds.networks,
          routeTableIds: ["rtb-1"],
          provider,
          ...args,
        });
        return new PeeringLink("link", { requester: side(requester), accepter: side(accepter) });
      });
    assert.deepEqual(await problems({}, { cidr: "10.0.8.0/24" }), [
      { propertyPath: "accepter.cidr", reason: "10.0.8.0/24 overlaps the requester's 10.0.0.0/16" },
    ]);
    assert.deepEqual(
      await problems({ cidr: "ten", routeTableIds: [] }, { cidr: "10.0.0.1/8", routeTableIds: [] }),
      [
        { propertyPath: "requester.cidr", reason: '"ten" is no IPv4 range, such as 10.0.0.0/16' },
        { propertyPath: "accepter.cidr", reason: "10.0.0.1/8 has host bits set: write 10.0.0.0/8" },
        { propertyPath: "requester.routeTableIds", reason: "must name at least one" },
        { propertyPath: "accepter.routeTableIds", reason: "must name at least one" },
      ],
    );
  });
});
