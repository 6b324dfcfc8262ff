import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { FlowLogs, type FlowLogsArgs } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, providerFor, valueOf } from "../support/embedded";
import { statementsOf } from "../support/policies";
import { comesBefore, stateOf } from "../support/states";

const region = "ap-northeast-2";
const make = (args: Partial<FlowLogsArgs> = {}) =>
  onEmbeddedCloud(() => {
    const provider = providerFor("networks");
    const vpc = new aws.ec2.Vpc("vpc", { region, cidrBlock: "10.0.0.0/16" }, { provider });
    return new FlowLogs("seoul", { vpcId: vpc.id, region, ...args }, { provider });
  });

describe("FlowLogs", () => {
  it("logs all traffic of the VPC into a group of its own", async () => {
    const { result, states } = await make();
    const [group, role, log] = [
      stateOf(states, types.logGroup, "seoul.flow-logs"),
      stateOf(states, types.role, "seoul.flow-logs"),
      stateOf(states, types.flowLog, "seoul.flow-logs"),
    ];
    const { tags, ...inputs } = log.inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      vpcId: stateOf(states, types.vpc, "vpc").id,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.outputs["arn"],
      iamRoleArn: role.outputs["arn"],
    });
    assert.equal(await valueOf(result.logGroupName), group.outputs["name"]);
    assert.deepEqual(stateOf(states, "apilink:index:FlowLogs", "seoul").outputs, {
      logGroupName: group.outputs["name"],
    });
  });

  it("keeps the logs 90 days under CloudWatch's own key, or as it is told", async () => {
    const byDefault = stateOf((await make()).states, types.logGroup, "seoul.flow-logs").inputs;
    assert.deepEqual([byDefault["retentionInDays"], byDefault["kmsKeyId"]], [90, undefined]);
    const kmsKeyArn = "arn:aws:kms:ap-northeast-2:111111111111:key/1";
    const told = stateOf(
      (await make({ retentionDays: 7, kmsKeyArn })).states,
      types.logGroup,
      "seoul.flow-logs",
    ).inputs;
    assert.deepEqual([told["retentionInDays"], told["kmsKeyId"]], [7, kmsKeyArn]);
  });

  it("lets its role write to that group and nowhere else, before the first record", async () => {
    const { states } = await make();
    const group = stateOf(states, types.logGroup, "seoul.flow-logs");
    const role = stateOf(states, types.role, "seoul.flow-logs");
    const writer = stateOf(states, types.rolePolicy, "seoul.flow-logs");
    assert.equal(writer.inputs["role"], role.id);
    assert.deepEqual(statementsOf(role.inputs["assumeRolePolicy"]), [
      { Effect: "Allow", Principal: { Service: "vpc-flow-logs.amazonaws.com" }, Action: ["sts:AssumeRole"] },
    ]);
    assert.deepEqual(statementsOf(writer.inputs["policy"]), [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: [`${String(group.outputs["arn"])}:*`],
      },
    ]);
    assert.ok(comesBefore(states, writer, stateOf(states, types.flowLog, "seoul.flow-logs")));
  });
});
