import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, LinkCanary, Network, type LinkCanaryArgs } from "../../components";
import { types } from "../../lab/services/types";
import { isSecret } from "../../lab/state";
import {
  accountIds,
  onEmbeddedCloud,
  problemsOf,
  providerFor,
  valueOf,
  type EmbeddedRun,
  handlerCode as code,
} from "../support/embedded";
import { awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const topic = `arn:aws:sns:${region}:${accountIds.networks}:alarms`;

const make = (args: Partial<LinkCanaryArgs> = {}, name = "seoul") =>
  onEmbeddedCloud(() => {
    const provider = providerFor("networks");
    const { keyArn } = new EncryptionKey("needed", { region, accountId: accountIds.networks }, { provider });
    const { vpcId, isolatedSubnetIds: subnetIds } = new Network(
      "needed",
      { region, cidr: "10.0.0.0/16" },
      { provider },
    );
    const place = { region, vpcId, subnetIds, ranges: ["10.0.0.0/24"] };
    return new LinkCanary(name, { ...place, code, keyArn, ...args }, { provider });
  });

const functionOf = ({ states }: EmbeddedRun<unknown>) =>
  stateOf(states, types.lambdaFunction, "seoul.canary.function");
const alarmOf = ({ states }: EmbeddedRun<unknown>) => stateOf(states, types.metricAlarm, "seoul.canary");
const silenceOf = ({ states }: EmbeddedRun<unknown>) => stateOf(states, types.metricAlarm, "seoul.silent");
const groupOf = ({ states }: EmbeddedRun<unknown>) => stateOf(states, types.securityGroup, "seoul.canary");

describe("LinkCanary", () => {
  it("is a function in the network that a schedule calls, a queue for what it failed on, and two alarms", async () => {
    const run = await make();
    const own = awsStates(run.states).filter(({ urn }) => urn.includes("LinkCanary"));
    assert.deepEqual(labelsOf(own), [
      "EventRule seoul.canary.schedule",
      "EventTarget seoul.canary.schedule",
      "Function seoul.canary.function",
      "FunctionEventInvokeConfig seoul.canary.failures",
      "LogGroup seoul.canary.function",
      "MetricAlarm seoul.canary",
      "MetricAlarm seoul.silent",
      "Permission seoul.canary.schedule",
      "Queue seoul.canary.failures",
      "Role seoul.canary.function",
      "RolePolicy seoul.canary.function",
      "SecurityGroup seoul.canary",
      "SecurityGroupEgressRule seoul.canary-to-10-0-0-0-24",
    ]);
    const subnets = statesOf(run.states, types.subnet).map(({ id }) => id);
    const { inputs } = functionOf(run);
    assert.deepEqual(inputs["vpcConfig"], { subnetIds: subnets, securityGroupIds: [groupOf(run).id] });
    assert.equal(inputs["reservedConcurrentExecutions"], 1);
    assert.deepEqual(inputs["environment"], { variables: { NODE_OPTIONS: "--enable-source-maps" } });
  });

  it("lets nothing in, and 443 out to the endpoints' ranges alone", async () => {
    const run = await make({ ranges: ["10.0.1.0/24", "10.0.0.0/24", "10.9.0.0/24", "10.9.0.0/24"] });
    assert.deepEqual(statesOf(run.states, types.securityGroupIngressRule), []);
    const rules = statesOf(run.states, types.securityGroupEgressRule).map(({ inputs }) => {
      const { tags, ...rule } = inputs;
      assert.ok(tags !== undefined);
      return rule;
    });
    const https = {
      region,
      securityGroupId: groupOf(run).id,
      fromPort: 443,
      toPort: 443,
      ipProtocol: "tcp",
      description: "HTTPS",
    };
    assert.deepEqual(rules, [
      { ...https, cidrIpv4: "10.0.0.0/23" },
      { ...https, cidrIpv4: "10.9.0.0/24" },
    ]);
  });

  it("keeps the APIs' keys secret: in its inputs, in its outputs, in every state", async () => {
    const run = await make({ apiKeys: { srv: pulumi.secret("hush hush"), web: "plain words" } });
    for (const clear of ["hush hush", "plain words"]) {
      const tellTale = run.states.filter((state) => JSON.stringify(state).includes(clear));
      assert.deepEqual(labelsOf(tellTale), []);
    }
    const { inputs, outputs } = functionOf(run);
    for (const { environment } of [inputs, outputs]) {
      const { variables } = environment as { variables?: Record<string, unknown> };
      assert.ok([environment, variables, variables?.["API_KEYS"]].some(isSecret));
    }
    const asked = run.options.find(({ type }) => type === types.lambdaFunction);
    assert.deepEqual(asked?.additionalSecretOutputs, ["environment"]);
  });

  it("raises an alarm where a call of a run failed, until one in which none did", async () => {
    const run = await make({ alarmTopicArns: [topic] });
    const { tags, ...inputs } = alarmOf(run).inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      alarmDescription: "A link of seoul fails",
      namespace: "apilink",
      metricName: "LinkFailures",
      dimensions: { Function: functionOf(run).outputs["name"] },
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      period: 300,
      evaluationPeriods: 1,
      treatMissingData: "ignore",
      alarmActions: [topic],
      okActions: [topic],
    });
    assert.deepEqual(alarmOf(await make()).inputs["alarmActions"], []);
  });

  it("raises another where two runs are missing, but not before the first two are due", async () => {
    const run = await make({ alarmTopicArns: [topic] });
    const { tags, ...inputs } = silenceOf(run).inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      alarmDescription: "The canary of seoul does not run",
      namespace: "apilink",
      metricName: "LinkFailures",
      dimensions: { Function: functionOf(run).outputs["name"] },
      statistic: "SampleCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 300,
      evaluationPeriods: 2,
      treatMissingData: "breaching",
      warmUpConfiguration: { warmUpPeriodDurationInMinutes: 10 },
      alarmActions: [topic],
      okActions: [topic],
    });
    const renewed = run.options.filter(({ replaceOnChanges }) => replaceOnChanges.length > 0);
    assert.deepEqual(
      renewed.map(({ name, replaceOnChanges }) => [name, replaceOnChanges]),
      [["seoul.silent", ["period"]]],
    );
    assert.deepEqual(silenceOf(await make()).inputs["okActions"], []);
  });

  it("is looked at in periods as wide as the widest gap of its schedule, five minutes at least", async () => {
    const periods = [
      ["rate(1 minute)", 300],
      ["rate(12 hours)", 43200],
      ["rate(1 day)", 86400],
      ["cron(0 3 * * ? *)", 86400],
      ["cron(0/20 8-17 * * ? *)", 51600],
    ] as const;
    for (const [schedule, period] of periods) {
      const run = await make({ schedule });
      const rule = stateOf(run.states, types.eventRule, "seoul.canary.schedule");
      assert.equal(rule.inputs["scheduleExpression"], schedule);
      for (const alarm of [alarmOf(run), silenceOf(run)])
        assert.equal(alarm.inputs["period"], period, schedule);
      assert.deepEqual(silenceOf(run).inputs["warmUpConfiguration"], {
        warmUpPeriodDurationInMinutes: (2 * period) / 60,
      });
    }
  });

  it("is called every five minutes by its own rule, once that may", async () => {
    const run = await make();
    const [rule, target, permission] = [
      stateOf(run.states, types.eventRule, "seoul.canary.schedule"),
      stateOf(run.states, types.eventTarget, "seoul.canary.schedule"),
      stateOf(run.states, types.lambdaPermission, "seoul.canary.schedule"),
    ];
    assert.equal(rule.inputs["scheduleExpression"], "rate(5 minutes)");
    assert.equal(permission.inputs["sourceArn"], rule.outputs["arn"]);
    assert.equal(permission.inputs["function"], functionOf(run).outputs["name"]);
    assert.equal(target.inputs["arn"], functionOf(run).outputs["arn"]);
    assert.ok(comesBefore(run.states, permission, target));
  });

  it("is deployed whatever its name", async () => {
    const name = "long.".repeat(25);
    const { states } = await make({}, name);
    const rule = stateOf(states, types.eventRule, `${name}.canary.schedule`);
    assert.match(String(rule.outputs["name"]), /^long\.long\..*\.schedule-[0-9a-f]+$/);
  });

  it("tells its outputs", async () => {
    const run = await make({ logRetentionDays: 7 });
    const told = {
      functionName: await valueOf(run.result.functionName),
      functionArn: await valueOf(run.result.functionArn),
      securityGroupId: await valueOf(run.result.securityGroupId),
      alarmArn: await valueOf(run.result.alarmArn),
      silenceAlarmArn: await valueOf(run.result.silenceAlarmArn),
    };
    assert.deepEqual(told, {
      functionName: functionOf(run).outputs["name"],
      functionArn: functionOf(run).outputs["arn"],
      securityGroupId: groupOf(run).id,
      alarmArn: alarmOf(run).outputs["arn"],
      silenceAlarmArn: silenceOf(run).outputs["arn"],
    });
    assert.deepEqual(stateOf(run.states, "apilink:index:LinkCanary", "seoul").outputs, told);
    const group = stateOf(run.states, types.logGroup, "seoul.canary.function");
    assert.equal(group.inputs["retentionInDays"], 7);
  });

  it("refuses to call from nowhere, to nowhere, and more rarely than an alarm can watch", async () => {
    const place = { region, code, keyArn: "arn", vpcId: "vpc-1" };
    const refused = (args: Pick<LinkCanaryArgs, "subnetIds" | "ranges" | "schedule">) =>
      problemsOf(() => new LinkCanary("seoul", { ...place, ...args }));
    assert.deepEqual(await refused({ subnetIds: [], ranges: [], schedule: "daily" }), [
      { propertyPath: "subnetIds", reason: "must name at least one" },
      { propertyPath: "ranges", reason: "must name at least one" },
      {
        propertyPath: "schedule",
        reason:
          'must be a schedule rate(…) or cron(…), not "daily": such as rate(1 day), rate(5 minutes) or cron(0 3 * * ? *)',
      },
    ]);
    assert.deepEqual(
      await refused({ subnetIds: ["subnet-1"], ranges: ["10.0.0.1/24"], schedule: "rate(2 days)" }),
      [
        { propertyPath: "ranges[0]", reason: "10.0.0.1/24 has host bits set: write 10.0.0.0/24" },
        {
          propertyPath: "schedule",
          reason:
            "rate(2 days) leaves more than a day between two runs, and a period of an alarm is a day at most: " +
            "run it every day, such as rate(5 minutes) or cron(0 8 * * ? *)",
        },
      ],
    );
  });
});
