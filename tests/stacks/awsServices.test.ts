import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { accountIds } from "../support/embedded";
import { openingsOf, runTopology } from "../support/stacks";
import { accountOfState, awsStates, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const accounts = { net: { id: accountIds.networks }, api: { id: accountIds.apis } };
const seoul = { account: "net", region, cidr: "10.0.0.0/16" };
const existing = {
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  routeTableIds: ["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"],
};

const run = (network: object, name = "seoul"): Promise<readonly ResourceState[]> =>
  runTopology({ accounts, networks: { [name]: { ...seoul, ...network } } });

function endpointOf(states: readonly ResourceState[], name: string): ResourceState["inputs"] {
  return stateOf(states, types.endpoint, `${name}.endpoint`).inputs;
}

describe("the ways of a network to AWS's services", () => {
  it("are none unless they are asked for", async () => {
    assert.deepEqual(statesOf(await run({}), types.endpoint), []);
  });

  it("by gateway endpoints stand on every route table, public ones included", async () => {
    for (const publicSubnets of [false, true]) {
      const states = await run({ gateways: ["s3", "dynamodb"], publicSubnets });
      const tables = statesOf(states, types.routeTable)
        .map(({ id }) => id)
        .sort();
      assert.equal(tables.length, publicSubnets ? 4 : 1);
      for (const service of ["s3", "dynamodb"]) {
        const { routeTableIds, serviceName, policy } = endpointOf(states, `seoul.${service}`);
        assert.deepEqual([...(routeTableIds as string[])].sort(), tables);
        assert.equal(serviceName, `com.amazonaws.ap-northeast-2.${service}`);
        assert.equal(policy, undefined, "full access");
      }
    }
  });

  it("lead to the named buckets and to the named tables of the network's own account and region only", async () => {
    const gateways = [
      { service: "s3", buckets: ["acme-logs", "acme-data"] },
      { service: "dynamodb", tables: ["orders"] },
    ];
    const resourcesOf = (states: readonly ResourceState[], name: string): unknown => {
      const { Statement } = JSON.parse(String(endpointOf(states, name)["policy"])) as {
        Statement: { Resource: unknown }[];
      };
      return Statement.map(({ Resource }) => Resource);
    };
    const states = await run({ gateways });
    assert.deepEqual(resourcesOf(states, "seoul.s3"), [
      [
        "arn:aws:s3:::acme-logs",
        "arn:aws:s3:::acme-logs/*",
        "arn:aws:s3:::acme-data",
        "arn:aws:s3:::acme-data/*",
      ],
    ]);
    const table = `arn:aws:dynamodb:ap-northeast-2:${accountIds.networks}:table/orders`;
    assert.deepEqual(resourcesOf(states, "seoul.dynamodb"), [[table, `${table}/index/*`]]);
    const gov = await run({ gateways, region: "us-gov-west-1" });
    assert.equal(String(endpointOf(gov, "seoul.s3")["policy"]).match(/arn:aws-us-gov:s3:::acme/g)?.length, 4);
    const govTable = `arn:aws-us-gov:dynamodb:us-gov-west-1:${accountIds.networks}:table/orders`;
    assert.deepEqual(resourcesOf(gov, "seoul.dynamodb"), [[govTable, `${govTable}/index/*`]]);
  });

  it("by interface endpoints admit their own network on the service's port, and no corporate range", async () => {
    const states = await run({
      interfaces: ["cloudformation", { service: "ssm", privateDns: false }],
      corporate: [{ cidr: "192.168.0.0/16", via: "tgw-0123456789abcdef0" }],
    });
    const subnets = statesOf(states, types.subnet).map(({ id }) => id);
    for (const [service, privateDns] of [
      ["cloudformation", true],
      ["ssm", false],
    ] as const) {
      const { subnetIds, serviceName, privateDnsEnabled } = endpointOf(states, `seoul.${service}`);
      assert.deepEqual(subnetIds, subnets);
      assert.equal(serviceName, `com.amazonaws.ap-northeast-2.${service}`);
      assert.equal(privateDnsEnabled, privateDns);
      assert.deepEqual(openingsOf(states, `seoul.${service}`), ["10.0.0.0/16 tcp 443-443"]);
    }
  });

  it("stand in an adopted VPC's subnets and route tables as they were given", async () => {
    const states = await run({ existing, gateways: ["s3"], interfaces: ["cloudformation"] });
    const gateway = endpointOf(states, "seoul.s3");
    assert.deepEqual([gateway["vpcId"], gateway["routeTableIds"]], [existing.vpcId, existing.routeTableIds]);
    const face = endpointOf(states, "seoul.cloudformation");
    assert.deepEqual([face["vpcId"], face["subnetIds"]], [existing.vpcId, existing.subnetIds]);
  });

  it("are in the network's account and region, with the user's tags", async () => {
    const networks = {
      seoul: { ...seoul, gateways: ["s3"] },
      oregon: { ...seoul, account: "api", region: "us-west-2", interfaces: ["ssm"], gateways: ["s3"] },
    };
    const states = await runTopology({ accounts, networks }, { "apilink:tags": { team: "net" } });
    const endpoints = awsStates(states).filter(({ type }) => type === types.endpoint);
    assert.deepEqual(labelsOf(endpoints), [
      "VpcEndpoint oregon.s3.endpoint",
      "VpcEndpoint oregon.ssm.endpoint",
      "VpcEndpoint seoul.s3.endpoint",
    ]);
    for (const { urn, inputs, ...state } of endpoints) {
      const [account, where] = urn.includes("::oregon.")
        ? [accountIds.apis, "us-west-2"]
        : [accountIds.networks, region];
      assert.equal(accountOfState(states, { urn, inputs, ...state }), account);
      assert.equal(inputs["region"], where);
      assert.equal((inputs["tags"] as Record<string, string>)["team"], "net");
    }
  });

  it("lead to S3 both ways at once where a network asks for both", async () => {
    const states = await run({ gateways: ["s3"], interfaces: ["s3"] });
    const kinds = statesOf(states, types.endpoint).map(({ inputs }) => inputs["vpcEndpointType"]);
    assert.deepEqual(kinds.sort(), ["Gateway", "Interface"]);
    assert.equal(new Set(statesOf(states, types.endpoint).map(({ urn }) => urn)).size, 2);
  });
});
