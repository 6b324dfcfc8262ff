import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { GatewayEndpoint, PublicNetwork, type GatewayEndpointArgs } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const table = "arn:aws:dynamodb:ap-northeast-2:111111111111:table/orders";
type Choice = Partial<Pick<GatewayEndpointArgs, "service" | "buckets" | "tables">>;
const make = ({ service = "s3", ...args }: Choice = {}) =>
  onEmbeddedCloud(() => {
    const opts = { provider: providerFor("networks") };
    const { vpcId, routeTableIds } = new PublicNetwork("seoul", { cidr: "10.0.0.0/16", region }, opts);
    return new GatewayEndpoint(`seoul.${service}`, { vpcId, routeTableIds, region, service, ...args }, opts);
  });

const policyOf = async (choice: Choice): Promise<unknown> => {
  const { states } = await make(choice);
  const name = `seoul.${choice.service ?? "s3"}.endpoint`;
  const policy = stateOf(states, types.endpoint, name).inputs["policy"];
  return typeof policy === "string" ? JSON.parse(policy) : policy;
};

const problems = (args: Partial<GatewayEndpointArgs>) =>
  problemsOf(
    () =>
      new GatewayEndpoint("seoul.x", {
        vpcId: "vpc-1",
        region,
        service: "s3",
        routeTableIds: ["rtb-1"],
        ...args,
      }),
  );

describe("GatewayEndpoint", () => {
  it("is a route to the service in each route table, and nothing else", async () => {
    for (const service of ["s3", "dynamodb"] as const) {
      const { states } = await make({ service });
      const { tags, ...inputs } = stateOf(states, types.endpoint, `seoul.${service}.endpoint`).inputs;
      assert.ok(tags !== undefined);
      const routeTables = statesOf(states, types.routeTable).map(({ id }) => id);
      assert.equal(routeTables.length, 4);
      assert.deepEqual(new Set(inputs["routeTableIds"] as string[]), new Set(routeTables));
      assert.deepEqual(
        { ...inputs, routeTableIds: [] },
        {
          region,
          vpcId: statesOf(states, types.vpc)[0]?.id,
          vpcEndpointType: "Gateway",
          serviceName: `com.amazonaws.ap-northeast-2.${service}`,
          routeTableIds: [],
        },
        "AWS's own policy, which is full access",
      );
      const own = awsStates(states).filter(({ urn }) => urn.includes("apilink:index:GatewayEndpoint$"));
      assert.deepEqual(labelsOf(own), [`VpcEndpoint seoul.${service}.endpoint`]);
    }
  });

  it("is narrowed to buckets and what is in them", async () => {
    const buckets = ["arn:aws:s3:::acme-logs", pulumi.output("arn:aws:s3:::acme-data")];
    assert.deepEqual(await policyOf({ buckets }), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:*",
          Resource: [
            "arn:aws:s3:::acme-logs",
            "arn:aws:s3:::acme-logs/*",
            "arn:aws:s3:::acme-data",
            "arn:aws:s3:::acme-data/*",
          ],
        },
      ],
    });
  });

  it("is narrowed to tables and their indexes", async () => {
    assert.deepEqual(await policyOf({ service: "dynamodb", tables: [table] }), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: "*", Action: "dynamodb:*", Resource: [table, `${table}/index/*`] },
      ],
    });
  });

  it("tells its outputs", async () => {
    const { result, states } = await make();
    const endpoint = stateOf(states, types.endpoint, "seoul.s3.endpoint");
    const outputs = {
      endpointId: await valueOf(result.endpointId),
      prefixListId: await valueOf(result.prefixListId),
    };
    assert.deepEqual(outputs, {
      endpointId: endpoint.id,
      prefixListId: endpoint.outputs["prefixListId"],
    });
    assert.match(outputs.prefixListId, /^pl-[0-9a-f]+$/);
    assert.deepEqual(stateOf(states, "apilink:index:GatewayEndpoint", "seoul.s3").outputs, outputs);
  });

  it("refuses what it could not serve, all at once", async () => {
    assert.deepEqual(await problems({ routeTableIds: [], buckets: [], tables: [table] }), [
      { propertyPath: "routeTableIds", reason: "must name at least one" },
      { propertyPath: "buckets", reason: "must name at least one" },
      { propertyPath: "tables", reason: "belong to dynamodb, and the endpoint leads to s3" },
    ]);
    assert.deepEqual(await problems({ service: "ec2" }), [
      { propertyPath: "service", reason: '"ec2" has no gateway endpoints' },
    ]);
    assert.deepEqual(await problems({ service: "dynamodb", buckets: ["arn:aws:s3:::a"] }), [
      { propertyPath: "buckets", reason: "belong to s3, and the endpoint leads to dynamodb" },
    ]);
  });
});
