import assert from "node:assert/strict";
import type { ResourceState } from "../../../lab/state";
import { parseTopology } from "../../../stacks/topology/parse";
import { modelOf } from "../../../verify/model";
import { readProperty } from "../../../verify/model/adopted";
import { addressOf, numberOf } from "../../../verify/model/addresses";
import { types } from "../../../verify/model/types";
import type { Source } from "../../../verify/trace/types";
import {
  add,
  apiId,
  domain,
  region,
  resource,
  said,
  set,
  statesWith,
  traceIn,
  type Change,
} from "../../support/oneEndpoint";

const id = (kind: string, digit: string): string => `${kind}-${digit.repeat(17)}`;
const [vpcId, endpoint, gateway] = [id("vpc", "a"), id("vpce", "e"), id("vgw", "1")];
const subnetIds = [id("subnet", "1"), id("subnet", "2"), id("subnet", "3")];
const routeTableIds = [id("rtb", "1"), id("rtb", "2")];

function topologyWith(via: string, endpointId?: string) {
  return parseTopology(
    {
      accounts: { one: { id: "111111111111" } },
      networks: {
        old: {
          account: "one",
          region,
          cidr: "10.5.0.0/16",
          corporate: [{ cidr: "192.168.0.0/16", via }],
          existing: { vpcId, subnetIds, routeTableIds, ...(endpointId !== undefined && { endpointId }) },
        },
      },
      apis: { srv: { account: "one", region } },
      links: [{ from: "old", to: "srv" }],
    },
    "test",
  );
}

const associated: Change = set("api", {
  endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [endpoint] },
});

function modelWith(
  changes: readonly Change[] = [],
  via = gateway,
  endpointId: string | undefined = endpoint,
) {
  const states: readonly ResourceState[] = statesWith(associated, ...changes);
  return modelOf(states, topologyWith(via, endpointId));
}

const call = { url: `https://${apiId}-${endpoint}.${domain}/v1` };
const workload = {
  kind: "workload",
  vpcId,
  subnetId: id("subnet", "1"),
  address: numberOf("10.5.0.77"),
} as const;
const corporate = (gatewayId: string): Source => ({
  kind: "corporate",
  vpcId,
  gatewayId,
  address: numberOf("192.168.0.9"),
});

describe("an adopted VPC", () => {
  it("is taken to have what calls through its endpoint need", () => {
    const model = modelWith();
    assert.equal(said(traceIn(model, { ...call, from: workload })), "backend ok 200");
    assert.equal(said(traceIn(model, { ...call, from: corporate(gateway) })), "backend ok 200");
    assert.equal(said(traceIn(model, { ...call, from: corporate(id("vgw", "9")) })), "route timeout");
  });

  it("is taken to be attached to a transit gateway, too", () => {
    const transit = id("tgw", "1");
    assert.equal(
      said(traceIn(modelWith([], transit), { ...call, from: corporate(transit) })),
      "backend ok 200",
    );
  });

  it("has its subnets, each with one of its tables in turn, and an address of the endpoint in each", () => {
    const { vpcs, subnets, endpoints, names } = modelWith();
    assert.deepEqual(
      subnetIds.map((subnetId) => subnets.get(subnetId)?.routeTable?.id),
      [id("rtb", "1"), id("rtb", "2"), id("rtb", "1")],
    );
    assert.deepEqual(
      endpoints.get(endpoint)?.interfaces.map(({ address, told }) => [addressOf(address), told]),
      [
        ["10.5.0.4", false],
        ["10.5.0.5", false],
        ["10.5.0.6", false],
      ],
    );
    const vpc = vpcs.get(vpcId);
    assert.deepEqual(
      [vpc?.account, vpc?.region, vpc?.dnsSupport, vpc?.dnsHostnames],
      ["111111111111", region, true, true],
    );
    assert.equal(names.networks.get("old"), vpcId);
  });

  it("has no endpoint unless one is adopted with it", () => {
    const states = statesWith(associated);
    assert.equal(modelOf(states, topologyWith(gateway)).endpoints.has(endpoint), false);
  });

  it("may lead anywhere else, so only a gateway endpoint that is known decides how AWS's services are reached", () => {
    const bucket = { url: `https://reports.s3.${region}.amazonaws.com/`, from: workload };
    assert.equal(said(traceIn(modelWith(), bucket)), "route unknown");
    const own = add(
      resource(types.endpoint, "s3", id("vpce", "3"), {
        vpcId,
        serviceName: `com.amazonaws.${region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds,
      }),
    );
    assert.equal(said(traceIn(modelWith([own]), bucket)), "backend ok");
    assert.equal(
      said(traceIn(modelWith([own]), { ...bucket, url: `https://sqs.${region}.amazonaws.com/` })),
      "route unknown",
    );
  });

  it("gives way to what is known of it", () => {
    const off = add(
      resource(types.vpc, "read.vpc", vpcId, { cidrBlock: "10.5.0.0/16", enableDnsSupport: false }),
    );
    assert.equal(said(traceIn(modelWith([off]), { ...call, from: workload })), "dns nxdomain");
  });

  it("is not added to where it was read, and takes for granted only what was not", () => {
    const read = (...kinds: readonly string[]) =>
      modelWith([
        add(resource(types.vpc, "read.vpc", vpcId, { cidrBlock: "10.5.0.0/16", [readProperty]: kinds })),
        add(resource(types.subnet, "read.subnet", id("subnet", "1"), { vpcId, cidrBlock: "10.5.1.0/24" })),
      ]);
    const some = read(types.subnet, types.routeTable);
    assert.deepEqual(
      [...some.subnets.values()].filter((subnet) => subnet.vpcId === vpcId).map((subnet) => subnet.id),
      [id("subnet", "1")],
    );
    // Without an association of its own it has the VPC's main table, none of those that the topology names.
    assert.ok(!routeTableIds.includes(some.subnets.get(id("subnet", "1"))?.routeTable?.id ?? ""));
    assert.equal(some.adoptedVpcs.has(vpcId), false);
    assert.equal(some.assumptions.length, 6);
    const most = read(
      ...[types.subnet, types.routeTable, types.networkAcl, types.vpnGatewayAttachment],
      ...[types.endpoint, types.endpointPolicy, types.securityGroup],
    );
    assert.equal(most.endpoints.has(endpoint), false);
    assert.deepEqual(
      most.assumptions.map(({ message }) => message),
      [
        `the adopted VPC ${vpcId} gives its workloads the VPC's own resolver`,
        `the adopted VPC ${vpcId} lets its workloads connect out on 443`,
      ],
    );
    // Of route tables that were not read nothing else is known.
    assert.ok(read(types.subnet).adoptedVpcs.has(vpcId));
  });

  it("is an assumption in every respect, each told once", () => {
    const { assumptions } = modelWith();
    assert.ok(
      assumptions.every(
        ({ where, message }) =>
          where === "networks.old" && message.includes(vpcId) !== message.includes(endpoint),
      ),
    );
    assert.equal(assumptions.length, 8);
    assert.ok(
      assumptions.some(({ message }) =>
        message.endsWith(`is attached to ${gateway} and routes 192.168.0.0/16 to it`),
      ),
    );
    assert.equal(modelOf(statesWith(), topologyWith(gateway)).assumptions.length, 7);
  });
});
