import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { isMapping } from "../../../stacks/mapping";
import { unknown, type ResourceState } from "../../../lab/state";
import type { Topology } from "../../../stacks/topology/types";
import { check } from "../../../verify/check";
import type { Finding, Report } from "../../../verify/contract";
import { types } from "../../../verify/model/types";
import { topologyIn } from "../../../verify/sources/stackTopology";
import { withoutResources } from "../../../verify/sources/without";
import { runTopology } from "../../support/stacks";
import { labelOf } from "../../support/states";

const region = "ap-northeast-2";
const topic = `arn:aws:sns:${region}:111111111111:on-call`;
const written = {
  accounts: {
    net: { id: "111111111111" },
    api: { id: "222222222222" },
    same: { id: "222222222222" },
    other: { id: "333333333333" },
  },
  networks: { seoul: { account: "net", region, cidr: "10.0.0.0/16", canary: { alarmTopicArns: [topic] } } },
  apis: {
    srv: {
      account: "api",
      region,
      backend: "inventory",
      cors: ["https://a.example"],
      collect: { accounts: ["api", "same", "other"], regions: [region, "us-west-2"] },
    },
  },
  links: [{ from: "seoul", to: "srv" }],
};

type States = readonly ResourceState[];
type Change = (states: States) => States;

function set(label: string, values: (inputs: ResourceState["inputs"]) => object): Change {
  return (states) => {
    assert.equal(states.filter((state) => labelOf(state) === label).length, 1, label);
    return states.map((state) => {
      if (labelOf(state) !== label) return state;
      const more = values(state.inputs);
      return { ...state, inputs: { ...state.inputs, ...more }, outputs: { ...state.outputs, ...more } };
    });
  };
}

function gone(label: string): Change {
  return (states) => {
    const found = states.find((state) => labelOf(state) === label) ?? assert.fail(label);
    return withoutResources(states, [found.urn]);
  };
}

/** A role's policy with some text of it replaced. */
function policy(label: string, from: string, to: string): Change {
  return set(label, (inputs) => {
    const text = String(inputs["policy"]);
    assert.ok(text.includes(from), text);
    return { policy: text.replace(from, to) };
  });
}

describe("what the topology asks for of functions", () => {
  let resources: States = [];
  let topology: Topology;
  before(async () => {
    resources = await runTopology(written);
    topology = topologyIn(resources, "test");
  });

  function report(...changes: readonly Change[]): Report {
    return check(
      "test",
      topology,
      changes.reduce((states, change) => change(states), resources),
    );
  }

  function errors(...changes: readonly Change[]): readonly Finding[] {
    return report(...changes).findings.filter(({ severity }) => severity === "error");
  }

  it("is all there", () => {
    assert.deepEqual(errors(), []);
    assert.equal(report().ok, true);
  });

  const collect = "apis.srv.collect";
  const canary = "networks.seoul.canary";
  const backend = "apis.srv.backend";
  const collector = "srv.collect.function";
  const rights = `RolePolicy ${collector}`;
  const disabled = set("EventRule srv.collect.schedule", () => ({ state: "DISABLED" }));
  const disabledSo = set("EventRule srv.collect.schedule", () => ({ isEnabled: false, state: undefined }));
  const failing = "MetricAlarm seoul.canary";
  const silent = "MetricAlarm seoul.silent";
  const deaf =
    /no alarm on the metric LinkFailures of seoul\.canary\.function .* is raised where one call fails/;
  const vague = /whether seoul\.canary .* is raised where one call fails is not known/;
  const silence = /is raised where no call is made/;
  const rows: readonly (readonly [title: string, change: Change, where: string, ...messages: RegExp[]])[] = [
    ["no collector", gone(`Function ${collector}`), collect, /no function that does it is among/],
    [
      "no rule",
      gone("EventRule srv.collect.schedule"),
      collect,
      /no rule of EventBridge starts srv\.collect/,
    ],
    ["no target", gone("EventTarget srv.collect.schedule"), collect, /no rule of EventBridge starts/],
    [
      "a target of another function",
      set("EventTarget srv.collect.schedule", () => ({ arn: "arn:aws:lambda:r:1:function:x" })),
      collect,
      /no rule of EventBridge starts/,
    ],
    [
      "a target that is not known",
      set("EventTarget srv.collect.schedule", () => ({ arn: unknown })),
      collect,
      /whether a rule starts .* is not known/,
    ],
    ["a rule that is disabled in the older way", disabledSo, collect, /schedule \(.*\) is disabled/],
    [
      "a rule for events",
      set("EventRule srv.collect.schedule", () => ({
        scheduleExpression: undefined,
        eventPattern: '{"source":["aws.ec2"]}',
      })),
      collect,
      /srv\.collect\.schedule .* has no schedule/,
    ],
    [
      "a schedule that is not known",
      set("EventRule srv.collect.schedule", () => ({ scheduleExpression: unknown })),
      collect,
      /whether srv\.collect\.schedule .* has a schedule is not known/,
    ],
    [
      "no collector at a time",
      set(`Function ${collector}`, () => ({ reservedConcurrentExecutions: 0 })),
      collect,
      /reserved concurrency of srv\.collect\.function .* is 0/,
    ],
    [
      "no canary at a time",
      set("Function seoul.canary.function", () => ({ reservedConcurrentExecutions: 0 })),
      canary,
      /reserved concurrency of seoul\.canary\.function .* is 0/,
    ],
    ["a rule that is disabled", disabled, collect, /srv\.collect\.schedule \(.*\) is disabled/],
    [
      "no permission",
      gone("Permission srv.collect.schedule"),
      collect,
      /no permission of .* lets srv\.collect\.schedule/,
    ],
    [
      "one of another rule",
      set("Permission srv.collect.schedule", () => ({
        sourceArn: `arn:aws:events:${region}:222222222222:rule/other`,
      })),
      collect,
      /no permission/,
    ],
    ["no role", gone(`Role ${collector}`), collect, /the role of .* is not among the resources/],
    [
      "no reader of an account",
      gone("Role srv.other.reader"),
      collect,
      /no role to read the account other \(333333333333\)/,
    ],
    [
      "no reader of one that has two names",
      gone("Role srv.api.reader"),
      collect,
      /no role to read the account api or same \(222222222222\)/,
    ],
    [
      "a reader that may not be assumed",
      policy(rights, "sts:AssumeRole", "sts:TagSession"),
      collect,
      /allows sts:AssumeRole of srv\.api\.reader/,
      /allows sts:AssumeRole of srv\.other\.reader/,
    ],
    [
      "a reader that trusts another",
      set("Role srv.other.reader", (inputs) => ({
        assumeRolePolicy: String(inputs["assumeRolePolicy"]).replace(/role\/[^"]+/, "role/other"),
      })),
      collect,
      /srv\.other\.reader .* does not trust srv\.collect/,
    ],
    [
      "a reader whose trust is not known",
      set("Role srv.other.reader", () => ({ assumeRolePolicy: unknown })),
      collect,
      /whom srv\.other\.reader .* trusts is not known/,
    ],
    [
      "a reader without rights",
      gone("RolePolicy srv.other.reader"),
      collect,
      /no policy of srv\.other\.reader .* allows ec2:DescribeInstances/,
    ],
    [
      "a reader of less",
      policy("RolePolicy srv.other.reader", "ssm:GetInventory", "ssm:ListDocuments"),
      collect,
      /allows ssm:GetInventory/,
    ],
    [
      "a reader of one region",
      policy("RolePolicy srv.other.reader", '"us-west-2"', '"us-west-1"'),
      collect,
      /DescribeInstances of the servers in us-west-2/,
    ],
    [
      "a table that is not written",
      policy(rights, "dynamodb:PutItem", "dynamodb:GetItem"),
      collect,
      /no policy of .* allows dynamodb:PutItem/,
    ],
    [
      "another table",
      set(`Function ${collector}`, (inputs) => ({
        environment: { ...(inputs["environment"] as object), variables: { TABLE_NAME: "other" } },
      })),
      collect,
      /fills other, and srv is answered from srv/,
    ],
    [
      "a table that is not known",
      set(`Function ${collector}`, () => ({ environment: unknown })),
      collect,
      /TABLE_NAME of .* is not known/,
    ],
    ["no canary", gone("Function seoul.canary.function"), canary, /no function that does it is among/],
    [
      "no rule of the canary",
      gone("EventRule seoul.canary.schedule"),
      canary,
      /no rule of EventBridge starts seoul\.canary/,
    ],
    ["no permission of the canary", gone("Permission seoul.canary.schedule"), canary, /no permission/],
    ["no alarm of failures", gone(failing), canary, deaf],
    ["no alarm of silence", gone(silent), canary, silence],
    [
      "an alarm of another function",
      set(failing, () => ({ dimensions: { Function: "other" } })),
      canary,
      deaf,
    ],
    [
      "an alarm of a narrower metric",
      set(failing, (inputs) => ({ dimensions: { ...(inputs["dimensions"] as object), Link: "srv" } })),
      canary,
      deaf,
    ],
    ["an alarm of all functions", set(failing, () => ({ dimensions: undefined })), canary, deaf],
    ["an alarm of others' metric", set(failing, () => ({ namespace: "other" })), canary, deaf],
    ["an alarm of another metric", set(failing, () => ({ metricName: "LinkLatency" })), canary, deaf],
    ["an alarm at several failures", set(failing, () => ({ threshold: 2 })), canary, deaf],
    ["an alarm at none as well", set(failing, () => ({ threshold: -1 })), canary, deaf],
    [
      "an alarm at none alone",
      set(failing, () => ({ comparisonOperator: "LessThanThreshold" })),
      canary,
      deaf,
    ],
    ["an alarm at the best of several", set(failing, () => ({ statistic: "Minimum" })), canary, deaf],
    ["an alarm after some time", set(failing, () => ({ evaluationPeriods: 3 })), canary, deaf],
    [
      "an alarm in another account",
      set(failing, () => ({ arn: `arn:aws:cloudwatch:${region}:222222222222:alarm:seoul` })),
      canary,
      deaf,
    ],
    ["an alarm in another region", set(failing, () => ({ region: "us-west-2" })), canary, deaf],
    ["an alarm of what is not known", set(failing, () => ({ metricName: unknown })), canary, vague],
    ["an alarm of whom is not known", set(failing, () => ({ dimensions: unknown })), canary, vague],
    ["an alarm at what is not known", set(failing, () => ({ threshold: unknown })), canary, vague],
    [
      "an alarm that is quiet",
      set(failing, () => ({ actionsEnabled: false })),
      canary,
      /actions of seoul\.canary .* are turned off/,
    ],
    [
      "an alarm that is perhaps quiet",
      set(failing, () => ({ actionsEnabled: unknown })),
      canary,
      /whether seoul\.canary .* takes its actions is not known/,
    ],
    [
      "silence that is taken for well",
      set(silent, () => ({ treatMissingData: "notBreaching" })),
      canary,
      silence,
    ],
    [
      "an alarm that tells nobody",
      set(failing, () => ({ alarmActions: [] })),
      canary,
      /seoul\.canary .* does not tell arn:aws:sns/,
    ],
    [
      "silence that is told to others",
      set(silent, () => ({ alarmActions: [`${topic}-of-others`] })),
      canary,
      /seoul\.silent .* does not tell arn:aws:sns/,
    ],
    [
      "an alarm that tells whom nobody knows",
      set(failing, () => ({ alarmActions: [unknown] })),
      canary,
      /whom seoul\.canary .* tells is not known/,
    ],
    [
      "no way out",
      gone("SecurityGroupEgressRule seoul.canary-to-10-0-0-0-19"),
      canary,
      /admits no TCP 443 to 10\.0\./,
    ],
    [
      "groups that are not known",
      set("Function seoul.canary.function", (inputs) => ({
        vpcConfig: { ...(inputs["vpcConfig"] as object), securityGroupIds: unknown },
      })),
      canary,
      /security groups of seoul\.canary\.function .* are not known/,
    ],
    [
      "no VPC",
      set("Function seoul.canary.function", () => ({ vpcConfig: {} })),
      canary,
      /does not stand in private subnets of seoul/,
    ],
    [
      "another VPC",
      set("Function seoul.canary.function", (inputs) => ({
        vpcConfig: { ...(inputs["vpcConfig"] as object), subnetIds: ["subnet-x"] },
      })),
      canary,
      /does not stand in private subnets/,
    ],
    [
      "no network interfaces",
      policy("RolePolicy seoul.canary.function", "ec2:CreateNetworkInterface", "ec2:Nothing"),
      canary,
      /allows ec2:CreateNetworkInterface/,
    ],
    ["no list", gone("Method srv.srv.GET"), backend, /gets no answer to GET \/srv of srv: missing-token/],
    ["no server", gone("Method srv.srv.srvid.GET"), backend, /GET \/srv\/1 of srv: missing-token/],
    ["no preflights of a path", gone("Method srv.srv.OPTIONS"), backend, /OPTIONS \/srv of srv/],
    [
      "no get",
      policy("RolePolicy srv.inventory.function", "dynamodb:GetItem", "dynamodb:PutItem"),
      backend,
      /GET \/srv\/1 of srv: backend-error .* allows dynamodb:GetItem/,
    ],
  ];
  for (const [title, change, where, ...messages] of rows) {
    it(`${title}: ${where}`, () => {
      const found = errors(change);
      assert.deepEqual(
        found.map(({ rule, where: at }) => [rule, at]),
        messages.map(() => ["link-broken", where]),
        JSON.stringify(found),
      );
      messages.forEach((message, index) => {
        assert.match(found[index]?.message ?? "", message);
      });
      assert.ok(found.every(({ hint }) => hint !== ""));
    });
  }

  it("says once what keeps several steps from being done", () => {
    const found = errors(gone("Key api.ap-northeast-2.key")).filter(({ where }) => where === collect);
    assert.equal(found.length, 1);
  });

  it("is content with an alarm that tells of both, by whatever statistic", () => {
    for (const values of [
      { treatMissingData: "breaching" },
      {
        treatMissingData: "breaching",
        statistic: "Sum",
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: 1,
      },
      { treatMissingData: "breaching", statistic: "Average", evaluationPeriods: 3, datapointsToAlarm: 1 },
    ]) {
      assert.deepEqual(
        errors(
          gone(silent),
          set(failing, () => values),
        ),
        [],
      );
    }
    const coarse = { treatMissingData: "breaching", statistic: "Average", threshold: 0.5 };
    assert.equal(
      errors(
        gone(silent),
        set(failing, () => coarse),
      ).length,
      1,
    );
  });

  it("is watched from private subnets", async () => {
    const networks = { seoul: { ...written.networks.seoul, publicSubnets: true } };
    const states = await runTopology({ ...written, networks });
    const subnetIds = states
      .filter(({ type, urn }) => type === types.subnet && urn.includes("public"))
      .map(({ id }) => id);
    const displaced = set("Function seoul.canary.function", ({ vpcConfig }) => ({
      vpcConfig: { ...(vpcConfig as object), subnetIds },
    }));
    const [found, ...others] = check("test", topologyIn(states, "test"), displaced(states)).findings.filter(
      ({ severity }) => severity === "error",
    );
    assert.deepEqual([subnetIds.length, others], [2, []]);
    assert.match(found?.message ?? "", /does not stand in private subnets of seoul alone/);
  });

  it("is all there in a partition of AWS's own", async () => {
    const moved = (value: string): string =>
      value
        .replaceAll("ap-northeast-2", "us-gov-west-1")
        .replaceAll("us-west-2", "us-gov-east-1")
        .replaceAll("arn:aws:", "arn:aws-us-gov:");
    const states = await runTopology(JSON.parse(moved(JSON.stringify(written))) as object);
    const { findings } = check("test", topologyIn(states, "test"), states);
    assert.deepEqual(
      findings.filter(({ severity }) => severity === "error"),
      [],
    );
  });

  it("is content with one schedule that works", () => {
    const twin: Change = (states) => [
      ...states,
      ...states
        .filter(({ type, urn }) => /event(Rule|Target)/.test(type) && urn.endsWith("srv.collect.schedule"))
        .map((state) => ({
          ...state,
          urn: `${state.urn}-2`,
          inputs: {},
          outputs: {
            ...state.outputs,
            ...(state.type.includes("Rule") ? { name: "two", state: "DISABLED" } : { rule: "two" }),
          },
        })),
    ];
    assert.deepEqual(errors(twin), []);
  });

  it("is not asked where nothing is collected, nor watched", async () => {
    const { srv } = written.apis;
    const seoul = { ...written.networks.seoul, canary: false };
    const bare = { ...written, networks: { seoul }, apis: { srv: { ...srv, collect: { accounts: [] } } } };
    const states = await runTopology(bare);
    assert.deepEqual(
      check("test", topologyIn(states, "test"), states).findings.filter(
        ({ severity }) => severity === "error",
      ),
      [],
    );
  });

  it("lets nobody without a link in, not even by a preflight", async () => {
    const states = await runTopology({
      ...written,
      networks: {
        ...written.networks,
        busan: { account: "net", region, cidr: "10.1.0.0/16" },
      },
      apis: { ...written.apis, crm: { account: "api", region } },
      links: [...written.links, { from: "busan", to: "crm", through: "seoul" }],
    });
    const labels = ["Deployment srv.deployment", "RestApiPolicy policy.srv"];
    const publishing = (document: string): States =>
      states.map((state) => {
        if (!labels.includes(labelOf(state))) return state;
        const triggers = state.inputs["triggers"];
        const values = isMapping(triggers)
          ? { triggers: { ...triggers, policy: document } }
          : { policy: document };
        const { inputs, outputs } = state;
        return { ...state, inputs: { ...inputs, ...values }, outputs: { ...outputs, ...values } };
      });
    const errorsIn = (all: States): readonly Finding[] =>
      check("test", topologyIn(states, "test"), all).findings.filter(({ severity }) => severity === "error");
    assert.deepEqual(errorsIn(states), []);
    const { outputs } = states.find((state) => labelOf(state) === "RestApi srv.api") ?? assert.fail();
    const allow = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke" };
    const arn = `${String(outputs["executionArn"])}/v1`;
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          ...allow,
          Resource: `${arn}/GET/*`,
          Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } },
        },
        { ...allow, Resource: `${arn}/OPTIONS/*` },
      ],
    });
    const errors = errorsIn(publishing(document));
    assert.deepEqual(
      errors.map(({ rule, where }) => [rule, where]),
      [["isolation-broken", "apis.srv"]],
    );
    assert.match(errors[0]?.message ?? "", /^busan .* gets an answer by .*\(OPTIONS \/v1\/srv\/1\)/);

    // What a server's own path answers depends on a table that nobody has read.
    const opened = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { ...allow, Resource: `${arn}/*`, Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } } },
        { ...allow, Resource: `${arn}/GET/srv/*` },
      ],
    });
    const { ok, findings } = check("test", topologyIn(states, "test"), publishing(opened));
    assert.equal(ok, true);
    const left = findings.find(({ rule, message }) => rule === "assumed" && message.includes("busan"));
    assert.match(left?.message ?? "", /is kept out is not known: what srv\.servers .* holds is not known/);
  });
});
