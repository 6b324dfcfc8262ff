import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import { archiveOf, landscape, oregon, owner, seoul, type Landscape } from "./landscape";
import { inputsLike, refuses, refusesToDelete, type Refused } from "./refusing";

const statement = (more: Properties): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...more }] });
const root = (account: string): Properties => ({ Principal: { AWS: `arn:aws:iam::${account}:root` } });

/** A key's policy that lets CloudWatch Logs encrypt log groups with names like this. */
function keyOfGroups(operator: string, groups: string): string {
  const { account, region } = seoul;
  const Condition = {
    [operator]: {
      "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:${groups}`,
    },
  };
  const all = { Effect: "Allow", Action: "kms:*", Resource: "*" };
  const logs = { Principal: { Service: `logs.${region}.amazonaws.com` } };
  return JSON.stringify({
    Statement: [
      { ...all, ...root(account) },
      { ...all, ...logs, Condition },
    ],
  });
}

/** A role that Lambda may assume, with one policy or none. */
function executor(made: Landscape, policy?: string): string {
  const trust = statement({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } });
  const role = made.make(types.role, "another", { assumeRolePolicy: trust });
  if (policy !== undefined) made.make(types.rolePolicy, "its policy", { role, policy });
  return String(made.output("another", "arn"));
}

/** A second VPC with one subnet and one security group. */
function otherVpc(made: Landscape): { readonly subnet: string; readonly group: string } {
  const vpcId = made.make(types.vpc, "other", { cidrBlock: "10.7.0.0/16" });
  return {
    subnet: made.make(types.subnet, "other.a", { vpcId, cidrBlock: "10.7.0.0/20" }),
    group: made.make(types.securityGroup, "other", { vpcId }),
  };
}

const lambdaFunction = (inputs: Refused["inputs"], expected: Omit<Refused, "type" | "inputs">): Refused => ({
  type: types.lambdaFunction,
  like: "canary",
  inputs: (made) => ({ reservedConcurrentExecutions: null, ...inputs(made) }),
  ...expected,
});

const invalidValue = "InvalidParameterValueException";

const functions: readonly Refused[] = [
  lambdaFunction(() => ({ role: `arn:aws:iam::${seoul.account}:role/nobody` }), {
    name: "a role that does not exist",
    code: invalidValue,
    message: /^The role defined for the function cannot be assumed by Lambda\.$/,
  }),
  lambdaFunction(
    (made) => {
      const trust = statement({ Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } });
      made.make(types.role, "of an instance", { assumeRolePolicy: trust, name: "of-an-instance" });
      return { role: made.output("of an instance", "arn") };
    },
    { name: "a role that Lambda may not assume", code: invalidValue, message: /cannot be assumed by Lambda/ },
  ),
  lambdaFunction(() => ({ role: `arn:aws:iam::${owner.account}:role/theirs` }), {
    name: "a role of another account",
    code: "AccessDeniedException",
    message: /^Cross-account pass role is not allowed\.$/,
  }),
  lambdaFunction(() => ({ role: "theirs" }), { name: "a role that is no ARN", code: "ValidationException" }),
  lambdaFunction(() => ({ runtime: "nodejs99.x" }), {
    name: "an unknown runtime",
    code: invalidValue,
    message: /Value nodejs99\.x at 'runtime' failed to satisfy constraint/,
  }),
  lambdaFunction(() => ({ runtime: "nodejs20.x" }), {
    name: "a runtime of the past",
    code: invalidValue,
    message: /The runtime parameter of nodejs20\.x is no longer supported/,
  }),
  lambdaFunction(() => ({ handler: null }), { name: "a function without a handler", code: invalidValue }),
  lambdaFunction(() => ({ handler: "index handler" }), {
    name: "a handler with a space",
    code: "ValidationException",
    message: /Value 'index handler' at 'handler' .* regular expression pattern: \[\^\\s\]\+$/,
  }),
  lambdaFunction(() => ({ code: null }), { name: "a function without code", code: invalidValue }),
  lambdaFunction(() => ({ code: archiveOf({}) }), {
    name: "an empty archive",
    code: invalidValue,
    message: /non-empty zip/,
  }),
  lambdaFunction(() => ({ code: { ...archiveOf({}), assets: undefined, path: "code.zip" } }), {
    name: "an archive of a kind that it cannot read",
    code: "UnknownArchive",
  }),
  lambdaFunction(() => ({ name: "seoul.canary" }), {
    name: "a name with a dot",
    code: "ValidationException",
    message: /Value 'seoul\.canary' at 'functionName'/,
  }),
  lambdaFunction(() => ({ name: "a".repeat(65) }), {
    name: "a name of 65 characters",
    code: "ValidationException",
    message: /length less than or equal to 64/,
  }),
  lambdaFunction((made) => ({ name: made.id("canary") }), {
    name: "a name that is taken",
    code: "ResourceConflictException",
    message: /^Function already exist: canary-/,
  }),
  lambdaFunction(() => ({ timeout: 901 }), {
    name: "a timeout over 15 minutes",
    code: "ValidationException",
  }),
  lambdaFunction(() => ({ memorySize: 127 }), {
    name: "too little memory",
    code: "ValidationException",
    message: /'memorySize' .* value greater than or equal to 128/,
  }),
  lambdaFunction(() => ({ architectures: ["arm"] }), {
    name: "an unknown architecture",
    code: "ValidationException",
    message: /enum value set: \[x86_64, arm64\]/,
  }),
  lambdaFunction(() => ({ vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] } }), {
    name: "an unknown subnet",
    code: invalidValue,
    message:
      /^Error occurred while DescribeSubnets\. EC2 Error Code: InvalidSubnetID\.NotFound\. EC2 Error Message: The subnet ID 'subnet-1' does not exist$/,
  }),
  lambdaFunction((made) => ({ vpcConfig: { subnetIds: [made.id("a")], securityGroupIds: ["sg-1"] } }), {
    name: "an unknown security group",
    code: invalidValue,
    message: /while DescribeSecurityGroups\. EC2 Error Code: InvalidGroup\.NotFound/,
  }),
  lambdaFunction((made) => ({ vpcConfig: { subnetIds: [made.id("a")], securityGroupIds: [] } }), {
    name: "subnets without security groups",
    code: invalidValue,
    message: /^SubnetIds and SecurityIds must coexist or be both empty list\.$/,
  }),
  lambdaFunction(
    (made) => ({
      vpcConfig: {
        subnetIds: [made.id("a"), otherVpc(made).subnet],
        securityGroupIds: [made.id("group")],
      },
    }),
    { name: "subnets of two VPCs", code: invalidValue, message: /^Subnets .* same VPC/ },
  ),
  lambdaFunction(
    (made) => ({ vpcConfig: { subnetIds: [made.id("a")], securityGroupIds: [otherVpc(made).group] } }),
    { name: "a security group of another VPC", code: invalidValue, message: /^Security Groups .* same VPC/ },
  ),
  lambdaFunction(
    (made) => ({ role: executor(made, statement({ Action: "ec2:DescribeNetworkInterfaces" })) }),
    {
      name: "a VPC that its role may not make interfaces in",
      code: invalidValue,
      message: /does not have permissions to call CreateNetworkInterface on EC2/,
    },
  ),
  lambdaFunction(
    () => ({
      kmsKeyArn: `arn:aws:kms:${oregon.region}:${seoul.account}:key/11111111-2222-3333-4444-555555555555`,
    }),
    {
      name: "a key of another region",
      code: invalidValue,
      message: /NotFoundException .* Invalid arn us-west-2$/,
    },
  ),
  lambdaFunction(
    () => ({
      kmsKeyArn: `arn:aws:kms:${seoul.region}:${seoul.account}:key/11111111-2222-3333-4444-555555555555`,
    }),
    { name: "a key that is not there", code: invalidValue, message: /Key 'arn:.*' does not exist$/ },
  ),
  lambdaFunction(
    (made) => {
      made.make(types.key, "their key", {}, owner);
      return { kmsKeyArn: made.output("their key", "arn") };
    },
    {
      name: "a key of an account that does not share it",
      code: invalidValue,
      message: /AccessDeniedException/,
    },
  ),
  lambdaFunction(() => ({ environment: { variables: { AWS_REGION: "us-east-1" } } }), {
    name: "an environment variable of Lambda's own",
    code: invalidValue,
    message: /Reserved keys used in this request: AWS_REGION$/,
  }),
  lambdaFunction(() => ({ environment: { variables: { ONE: "hidden".repeat(700) } } }), {
    name: "more than 4 KB of environment, without showing it",
    code: invalidValue,
    message: /exceeded the 4KB limit\.$/,
  }),
  lambdaFunction(() => ({ reservedConcurrentExecutions: 900 }), {
    name: "to set aside what others need",
    code: invalidValue,
    message: /below its minimum value of \[100\]/,
  }),
  lambdaFunction(
    () => ({ deadLetterConfig: { targetArn: "arn:aws:sqs:ap-northeast-2:111111111111:others" } }),
    {
      name: "dead letters to where the role may not send",
      code: invalidValue,
      message: /^The provided execution role does not have permissions to call SendMessage on SQS$/,
    },
  ),
];

const settings: readonly Refused[] = [
  {
    name: "a permission on a function that is not there",
    type: types.lambdaPermission,
    like: "scheduled",
    inputs: () => ({ function: "nothing" }),
    code: "ResourceNotFoundException",
    message: /^Function not found: arn:aws:lambda:ap-northeast-2:111111111111:function:nothing$/,
  },
  {
    name: "a permission on a function of another region",
    type: types.lambdaPermission,
    place: oregon,
    like: "scheduled",
    inputs: (made) => ({ function: made.output("canary", "arn") }),
    code: "ResourceNotFoundException",
  },
  {
    name: "a permission on another account's function of the same name",
    type: types.lambdaPermission,
    like: "scheduled",
    inputs: (made) => ({
      function: `arn:aws:lambda:${seoul.region}:${owner.account}:function:${made.id("canary")}`,
    }),
    code: "ResourceNotFoundException",
  },
  {
    name: "a statement twice",
    type: types.lambdaPermission,
    like: "scheduled",
    inputs: (made) => ({
      statementId: made.output("scheduled", "statementId"),
      function: made.output("canary", "arn"),
    }),
    code: "ResourceConflictException",
    message: /^The statement id \(scheduled-[0-9a-f]{7}\) provided already exists\./,
  },
  {
    name: "a statement with a dot in its name",
    type: types.lambdaPermission,
    like: "scheduled",
    inputs: () => ({ statementId: "seoul.canary" }),
    code: "ValidationException",
    message: /'statementId' failed to satisfy constraint: .*pattern: \(\[a-zA-Z0-9-_\]\+\)$/,
  },
  {
    name: "a principal that is none",
    type: types.lambdaPermission,
    like: "scheduled",
    inputs: () => ({ principal: "events" }),
    code: invalidValue,
    message: /The provided principal was invalid/,
  },
  {
    name: "a third retry",
    type: types.eventInvokeConfig,
    like: "invocations",
    inputs: () => ({ maximumRetryAttempts: 3 }),
    code: "ValidationException",
    message: /'maximumRetryAttempts' .* less than or equal to 2$/,
  },
  {
    name: "events that live less than a minute",
    type: types.eventInvokeConfig,
    like: "invocations",
    inputs: () => ({ maximumEventAgeInSeconds: 59 }),
    code: "ValidationException",
  },
  {
    name: "settings for the invocations of nothing",
    type: types.eventInvokeConfig,
    like: "invocations",
    inputs: () => ({ functionName: "nothing" }),
    code: "ResourceNotFoundException",
    message: /^The function doesn't exist\.$/,
  },
  {
    name: "settings that say nothing",
    type: types.eventInvokeConfig,
    inputs: (made) => ({ functionName: made.id("canary") }),
    code: invalidValue,
    message: /at least one of error handling or destination/,
  },
  {
    name: "a destination that is not there",
    type: types.eventInvokeConfig,
    like: "invocations",
    inputs: () => to("arn:aws:sqs:ap-northeast-2:111111111111:nothing"),
    code: invalidValue,
    message: /^The destination ARN arn:aws:sqs:ap-northeast-2:111111111111:nothing is invalid\.$/,
  },
  {
    name: "a destination that the role may not send to",
    type: types.eventInvokeConfig,
    like: "invocations",
    inputs: (made) => {
      made.make(types.queue, "forbidden", {});
      return to(made.output("forbidden", "arn"));
    },
    code: invalidValue,
    message: /^The destination ARN .*:forbidden-[0-9a-f]{7} is invalid\.$/,
  },
  {
    name: "a function as its own destination",
    type: types.eventInvokeConfig,
    like: "invocations",
    inputs: (made) => to(made.output("canary", "arn")),
    code: invalidValue,
    message: /destination for itself/,
  },
];

function to(destination: unknown): Properties {
  return { destinationConfig: { onFailure: { destination } } };
}

const keys: readonly Refused[] = [
  {
    name: "a key policy that locks its owner out",
    type: types.key,
    inputs: () => ({ policy: statement({ ...root(seoul.account), Action: ["kms:Encrypt", "kms:Decrypt"] }) }),
    code: "MalformedPolicyDocumentException",
    message: /^The new key policy will not allow you to update the key policy in the future\.$/,
  },
  {
    name: "a key policy for another account alone",
    type: types.key,
    inputs: () => ({ policy: statement(root(owner.account)) }),
    code: "MalformedPolicyDocumentException",
  },
  {
    name: "a key policy that denies its change",
    type: types.key,
    inputs: () => {
      const all = { Effect: "Allow", Action: "kms:*", Resource: "*", ...root(seoul.account) };
      const none = { Effect: "Deny", NotAction: "kms:Decrypt", Resource: "*", Principal: "*" };
      return { policy: JSON.stringify({ Statement: [all, none] }) };
    },
    code: "MalformedPolicyDocumentException",
  },
  {
    name: "a key policy that is no JSON",
    type: types.key,
    inputs: () => ({ policy: "all" }),
    code: "MalformedPolicyDocumentException",
  },
  {
    name: "a waiting period under a week",
    type: types.key,
    inputs: () => ({ deletionWindowInDays: 6 }),
    code: "ValidationException",
    message: /'deletionWindowInDays' .* greater than or equal to 7$/,
  },
  {
    name: "a log group that its key does not know of",
    type: types.logGroup,
    inputs: (made) => ({ kmsKeyId: made.output("encryption key", "arn") }),
    code: "AccessDeniedException",
    message: /not allowed to be used with Arn 'arn:aws:logs:.*:log-group:refused-/,
  },
  ...["ArnLike", "ArnEquals", "StringLike", "StringEquals"].map((operator) => ({
    name: `a log group that its key's policy does not name: ${operator}`,
    type: types.logGroup,
    inputs: (made: Landscape) => {
      made.make(types.key, operator, { policy: keyOfGroups(operator, "*.function*") });
      return { kmsKeyId: made.output(operator, "arn") };
    },
    code: "AccessDeniedException",
    message: /not allowed to be used with Arn/,
  })),
  {
    name: "a log group with a key of another region",
    type: types.logGroup,
    inputs: () => ({ kmsKeyId: `arn:aws:kms:us-west-2:${seoul.account}:key/1` }),
    code: "InvalidParameterException",
  },
  {
    name: "to trust a role that is not there yet",
    type: types.role,
    inputs: () => ({
      assumeRolePolicy: statement({
        Action: "sts:AssumeRole",
        Principal: { AWS: `arn:aws:iam::${seoul.account}:role/later` },
      }),
    }),
    code: "MalformedPolicyDocument",
    message: /^Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:role\/later"$/,
  },
];

const table = (inputs: Properties, expected: Omit<Refused, "type" | "inputs" | "code">): Refused => ({
  type: types.table,
  like: "servers",
  inputs: () => inputs,
  code: "ValidationException",
  ...expected,
});

const tables: readonly Refused[] = [
  table(
    { hashKey: "id" },
    {
      name: "a key that is no attribute",
      message:
        /^One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions\. Keys: \[id\], AttributeDefinitions: \[instance-id\]$/,
    },
  ),
  table(
    {
      attributes: [
        { name: "instance-id", type: "S" },
        { name: "region", type: "S" },
      ],
    },
    {
      name: "an attribute that is no key",
      message: /Number of attributes in KeySchema does not exactly match/,
    },
  ),
  table(
    {
      attributes: [
        { name: "instance-id", type: "S" },
        { name: "region", type: "S" },
        { name: "os", type: "S" },
      ],
      globalSecondaryIndexes: [{ name: "by region", hashKey: "region", projectionType: "ALL" }],
    },
    {
      name: "an attribute that no index has",
      message: /Some AttributeDefinitions are not used\. .*keys used: \[instance-id, region\]$/,
    },
  ),
  table({ hashKey: null }, { name: "a table without a key", message: /HASH/ }),
  table(
    { attributes: [{ name: "instance-id", type: "T" }] },
    { name: "a type of attribute that is none", message: /enum value set: \[B, N, S\]/ },
  ),
  table(
    { billingMode: null },
    { name: "provisioned capacity of no units", message: /must both be specified/ },
  ),
  table({ readCapacity: 5 }, { name: "units on demand", message: /PAY_PER_REQUEST/ }),
  table({ billingMode: "FREE" }, { name: "a billing mode that is none" }),
  table({ name: "my table" }, { name: "a name with a space", message: /Value 'my table' at 'tableName'/ }),
  table(
    {
      serverSideEncryption: {
        enabled: true,
        kmsKeyArn: `arn:aws:kms:${oregon.region}:${seoul.account}:key/1`,
      },
    },
    {
      name: "a table with a key of another region",
      message: /^KMS validation error: .*Invalid arn us-west-2$/,
    },
  ),
  {
    name: "a table of a name that is taken",
    type: types.table,
    like: "servers",
    inputs: (made) => ({ name: made.id("servers") }),
    code: "ResourceInUseException",
    message: /^Table already exists: servers-/,
  },
];

const queues: readonly Refused[] = [
  {
    name: "a queue with a dot in its name",
    type: types.queue,
    inputs: () => ({ name: "seoul.failures" }),
    code: "InvalidParameterValue",
    message: /alphanumeric characters, hyphens, or underscores\. 1 to 80/,
  },
  {
    name: "a queue whose name is too long with the provider's digits",
    type: types.queue,
    inputs: () => ({ namePrefix: "a".repeat(55) }),
    code: "InvalidParameterValue",
    message: /1 to 80 in length$/,
  },
  {
    name: "a FIFO queue of another ending",
    type: types.queue,
    inputs: () => ({ name: "ordered", fifoQueue: true }),
    code: "InvalidParameterValue",
    message: /must end with \.fifo/,
  },
  {
    name: "messages that stay for more than two weeks",
    type: types.queue,
    inputs: () => ({ messageRetentionSeconds: 1209601 }),
    code: "InvalidAttributeValue",
    message: /^Invalid value for the parameter MessageRetentionSeconds\.$/,
  },
  {
    name: "messages that stay for less than a minute",
    type: types.queue,
    inputs: () => ({ messageRetentionSeconds: 59 }),
    code: "InvalidAttributeValue",
  },
  {
    name: "two encryptions of one queue",
    type: types.queue,
    like: "failures",
    inputs: () => ({ sqsManagedSseEnabled: true }),
    code: "InvalidAttributeValue",
  },
  {
    name: "a queue of a name that is taken",
    type: types.queue,
    inputs: (made) => ({ name: made.output("failures", "name") }),
    code: "QueueAlreadyExists",
  },
  ...(
    [
      ["none", "[]", /not a valid JSON map/],
      ["no target", JSON.stringify({ maxReceiveCount: 1 }), /mandatory attributes/],
      [
        "a target that is not there",
        redriveTo("arn:aws:sqs:ap-northeast-2:111111111111:no", 1),
        /does not exist/,
      ],
      ["no receive at all", redriveTo("arn:aws:sqs:ap-northeast-2:111111111111:no", 0), /maxReceiveCount: 0/],
    ] as const
  ).map(([name, redrivePolicy, message]) => ({
    name: `a redrive policy with ${name}`,
    type: types.queue,
    inputs: () => ({ redrivePolicy }),
    code: "InvalidParameterValue",
    message,
  })),
];

function redriveTo(deadLetterTargetArn: string, maxReceiveCount: number): string {
  return JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
}

const badSchedules = [
  "",
  "every day",
  "rate(1 days)",
  "rate(2 day)",
  "rate(0 minutes)",
  "rate(5 seconds)",
  "cron(0 1 * * * *)",
  "cron(0 1 ? * ? *)",
  "cron(71 8 1 * ? *)",
  "cron(0 24 1 * ? *)",
  "cron(0 8 0 * ? *)",
  "cron(0 8 32W * ? *)",
  "cron(0 8 1 13 ? *)",
  "cron(0 8 ? * NOT *)",
  "cron(0 8 ? * 8 *)",
  "cron(0 8 1 * ? 1969)",
  "cron(0/0 8 1 * ? *)",
  "cron(0 8 1 * ?)",
  "cron(*-5 8 1 * ? *)",
  "cron(0 8 1,L * ? *)",
  "cron(0 8 ? * 3#1,6#3 *)",
  "cron(0 8 ?,1 * MON *)",
];

const goodSchedules = [
  "rate(1 minute)",
  "rate(12 hours)",
  "cron(0 10 * * ? *)",
  "cron(15 12 ? * MON-FRI *)",
  "cron(0/15,30 8-17 ? JAN,Jul 2#1 2026-2030)",
  "cron(0 18 LW * ? *)",
  "cron(0 18 ? * FRIL *)",
  "cron(0 8 3W * ? 2199)",
];

const schedules: readonly Refused[] = [
  ...badSchedules.map((scheduleExpression) => ({
    name: `the schedule '${scheduleExpression}'`,
    type: types.eventRule,
    inputs: () => ({ scheduleExpression }),
    code: "ValidationException",
    message:
      scheduleExpression === ""
        ? /EventPattern or ScheduleExpression must be specified/
        : /^Parameter ScheduleExpression is not valid\.$/,
  })),
  {
    name: "a rule whose name is too long",
    type: types.eventRule,
    like: "schedule",
    inputs: () => ({ name: "a".repeat(65) }),
    code: "ValidationException",
    message: /less than or equal to 64$/,
  },
  {
    name: "a schedule on another bus",
    type: types.eventRule,
    like: "schedule",
    inputs: () => ({ eventBusName: "mine" }),
    code: "ValidationException",
    message: /only on the default event bus/,
  },
  {
    name: "a rule with a space in its name",
    type: types.eventRule,
    like: "schedule",
    inputs: () => ({ name: "every day" }),
    code: "ValidationException",
  },
  {
    name: "a rule in a state that is none",
    type: types.eventRule,
    like: "schedule",
    inputs: () => ({ state: "ON" }),
    code: "ValidationException",
  },
  {
    name: "a rule of a name that is taken",
    type: types.eventRule,
    like: "schedule",
    inputs: (made) => ({ name: made.id("schedule") }),
    code: "ResourceAlreadyExistsException",
  },
  {
    name: "a target of a rule that is not there",
    type: types.eventTarget,
    like: "calls",
    inputs: () => ({ rule: "nothing" }),
    code: "ResourceNotFoundException",
    message: /^Rule nothing does not exist on EventBus default\.$/,
  },
  {
    name: "a target that is no ARN",
    type: types.eventTarget,
    like: "calls",
    inputs: () => ({ arn: "canary" }),
    code: "ValidationException",
    message: /^Parameter canary is not valid\. Reason: Provided Arn is not in correct format\.$/,
  },
  {
    name: "too many retries of a target",
    type: types.eventTarget,
    like: "calls",
    inputs: () => ({ retryPolicy: { maximumRetryAttempts: 186 } }),
    code: "ValidationException",
  },
  {
    name: "a sixth target",
    type: types.eventTarget,
    like: "calls",
    inputs: (made) => {
      for (const name of ["2", "3", "4", "5"]) {
        const inputs = { rule: made.id("schedule"), arn: made.output("canary", "arn") };
        made.make(types.eventTarget, name, inputs);
      }
      return {};
    },
    code: "LimitExceededException",
  },
];

const alarm = (inputs: Properties, name: string, message: RegExp): Refused => ({
  type: types.metricAlarm,
  like: "failing",
  inputs: () => inputs,
  code: "ValidationError",
  name,
  message,
});

const alarms: readonly Refused[] = [
  alarm({ comparisonOperator: "MoreThan" }, "a comparison that is none", /enum value set: \[GreaterThan/),
  alarm({ statistic: "Median" }, "a statistic that is none", /enum value set: \[Average, /),
  alarm({ treatMissingData: "bad" }, "a treatment that is none", /^Option bad is not supported\./),
  alarm({ period: 45 }, "an odd period", /^Period must be 10, 20, 30 or a multiple of 60$/),
  alarm({ evaluationPeriods: 0 }, "no period at all", /at least 1/),
  alarm({ evaluationPeriods: 289 }, "more than a day in short periods", /more than a day .* <= 86400/),
  alarm({ period: 3600, evaluationPeriods: 169 }, "more than a week", /more than a week .* <= 604800/),
  alarm(
    { warmUpConfiguration: { warmUpPeriodDurationInMinutes: 2881 } },
    "a warm-up of more than two days",
    /^WarmUpPeriodDurationInMinutes must be between 1 and 2880$/,
  ),
  alarm({ datapointsToAlarm: 3 }, "more data points than periods", /DatapointsToAlarm/),
  alarm({ statistic: null }, "no statistic", /Statistic and ExtendedStatistic/),
  alarm({ metricName: null }, "no metric", /MetricName and Metrics/),
  alarm({ namespace: null }, "no namespace", /namespace must be specified/),
  alarm({ threshold: null }, "no threshold", /threshold must be specified/),
  alarm({ alarmActions: ["topic"] }, "an action that is no ARN", /^Invalid arn syntax: topic$/),
  alarm(
    { okActions: ["arn:aws:sns:us-west-2:111111111111:topic"] },
    "an action in another region",
    /^Invalid region us-west-2 specified\. Only ap-northeast-2 is supported\.$/,
  ),
];

const backend = (uri: string, name: string, message: RegExp): Refused => ({
  type: types.integration,
  place: owner,
  like: "integration",
  inputs: () => ({ type: "AWS_PROXY", integrationHttpMethod: "POST", uri }),
  code: "BadRequestException",
  name,
  message,
});

const functionArn = "arn:aws:lambda:ap-northeast-2:222222222222:function:inventory";
const proxies = "arn:aws:apigateway:ap-northeast-2:lambda:";
const lambdaAlone = /only supports Lambda function and Firehose stream invocations\.$/;

const integrations: readonly Refused[] = [
  backend(functionArn, "a function's own ARN for a backend", /must contain path or action$/),
  backend("inventory", "a backend that is no ARN", /^Invalid ARN specified in the request$/),
  backend(
    `${proxies}test/2015-03-31/functions/${functionArn}/invocations`,
    "neither path nor action",
    /path or action/,
  ),
  backend(`${proxies}path/random/${functionArn}/invocations`, "a path that calls no function", lambdaAlone),
  backend(
    `arn:aws:apigateway:ap-northeast-2:dynamodb:action/Scan`,
    "a proxy of another service",
    lambdaAlone,
  ),
];

describe("functions and what is around them in the embedded cloud", () => {
  const groups = { functions, settings, keys, tables, queues, schedules, alarms, integrations };
  for (const [name, cases] of Object.entries(groups)) {
    describe(name, () => {
      refuses(cases);
    });
  }

  refusesToDelete([["schedule", "ValidationException"]]);

  for (const scheduleExpression of goodSchedules) {
    it(`takes the schedule ${scheduleExpression}`, () => {
      landscape({ before: "schedule" }).make(types.eventRule, "scheduled", { scheduleExpression });
    });
  }

  it("does not show the environment that is too large", () => {
    const made = landscape();
    const result = made.ask(types.lambdaFunction, "large", {
      role: made.output("executor", "arn"),
      runtime: "nodejs24.x",
      handler: "index.handler",
      code: archiveOf({ "index.js": "" }),
      environment: { variables: { ONE: "hidden".repeat(700) } },
    });
    assert.ok(!result.ok);
    assert.doesNotMatch(result.refusal.message, /hidden/);
  });

  it("keeps a table that is protected", () => {
    const made = landscape();
    made.make(types.table, "protected", {
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
      deletionProtectionEnabled: true,
    });
    const result = made.cloud.delete(seoul, types.table, made.id("protected"));
    assert.ok(!result.ok);
    assert.match(result.refusal.message, /protected against deletion/);
  });

  it("keeps the subnets and the security group of a function in a VPC until it is gone", () => {
    const made = landscape({ before: "schedule" });
    const { subnet, group } = otherVpc(made);
    made.make(types.lambdaFunction, "inside", {
      role: made.output("executor", "arn"),
      runtime: "nodejs24.x",
      handler: "index.handler",
      code: archiveOf({ "index.js": "" }),
      vpcConfig: { subnetIds: [subnet], securityGroupIds: [group] },
    });
    const remove = (type: string, id: string): unknown => {
      const result = made.cloud.delete(seoul, type, id);
      return result.ok ? "gone" : result.refusal.code;
    };
    assert.equal(remove(types.subnet, subnet), "DependencyViolation");
    assert.equal(remove(types.securityGroup, group), "DependencyViolation");
    assert.equal(remove(types.lambdaFunction, made.id("inside")), "gone");
    assert.equal(remove(types.subnet, subnet), "gone");
    assert.equal(remove(types.securityGroup, group), "gone");
  });

  it("names a function, its version and its invocations as AWS does", () => {
    const made = landscape();
    const own = `arn:aws:lambda:ap-northeast-2:111111111111:function:${made.id("canary")}`;
    const path = "arn:aws:apigateway:ap-northeast-2:lambda:path";
    const said = ["arn", "qualifiedArn", "invokeArn", "responseStreamingInvokeArn", "version"].map(
      (property) => made.output("canary", property),
    );
    assert.deepEqual(said, [
      own,
      `${own}:$LATEST`,
      `${path}/2015-03-31/functions/${own}/invocations`,
      `${path}/2021-11-15/functions/${own}/response-streaming-invocations`,
      "$LATEST",
    ]);
    assert.deepEqual(made.output("canary", "vpcConfig"), {
      ipv6AllowedForDualStack: false,
      securityGroupIds: [made.id("group")],
      subnetIds: [made.id("a"), made.id("c")],
      vpcId: made.id("vpc"),
    });
  });

  it("lets a role with a managed policy, a shared key and a trusted service pass", () => {
    const made = landscape();
    const role = executor(made);
    made.make(types.rolePolicyAttachment, "managed", {
      role: made.id("another"),
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    });
    const statements = [owner.account, seoul.account].map((account) => ({
      ...{ Effect: "Allow", Action: "kms:*", Resource: "*" },
      ...root(account),
    }));
    made.make(types.key, "shared", { policy: JSON.stringify({ Statement: statements }) }, owner);
    made.make(types.lambdaFunction, "passing", {
      role,
      runtime: "nodejs24.x",
      handler: "index.handler",
      code: archiveOf({ "index.js": "" }),
      environment: { variables: { ONE: "1" } },
      kmsKeyArn: made.output("shared", "arn"),
      vpcConfig: { subnetIds: [made.id("a")], securityGroupIds: [made.id("group")] },
    });
    made.make(types.key, "reckless", {
      policy: statement({ ...root(seoul.account), Action: "kms:Decrypt" }),
      bypassPolicyLockoutSafetyCheck: true,
    });
    const logs = { Service: "logs.ap-northeast-2.amazonaws.com" };
    const mine = { Effect: "Allow", Action: "kms:*", Resource: "*", ...root(seoul.account) };
    const theirs = { Effect: "Allow", Action: "kms:Encrypt*", Resource: "*", Principal: logs };
    made.make(types.key, "of logs", { policy: JSON.stringify({ Statement: [mine, theirs] }) });
    made.make(types.logGroup, "encrypted", { kmsKeyId: made.output("of logs", "arn") });
    for (const [operator, groups] of [
      ["ArnLike", "*.function*"],
      ["ArnEquals", "a.functio?-*"],
      ["StringLike", "*"],
      ["StringEquals", "a.function-StringEquals"],
      // What is not compared here is taken as met.
      ["ForAnyValue:StringLike", "b.*"],
    ] as const) {
      const [key, name] = [`key by ${operator}`, `a.function-${operator}`.replace(":", "-")];
      made.make(types.key, key, { policy: keyOfGroups(operator, groups) });
      made.make(types.logGroup, name, { name, kmsKeyId: made.output(key, "arn") });
    }
  });

  it("takes the same statement on two functions, and an alarm that looks back for days", () => {
    const made = landscape();
    const place = { role: made.output("executor", "arn"), runtime: "nodejs24.x", handler: "index.handler" };
    made.make(types.lambdaFunction, "second", { ...place, code: archiveOf({ "index.js": "" }) });
    const statementId = made.output("scheduled", "statementId");
    const allowed = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com", statementId };
    const second = made.make(types.lambdaPermission, "second statement", {
      ...allowed,
      function: made.id("second"),
    });
    assert.equal(second, statementId);
    made.make(types.metricAlarm, "patient", {
      ...inputsLike(made, "failing"),
      ...{ period: 3600, evaluationPeriods: 100 },
    });
  });

  it("takes an invoke ARN for a backend, whether its function is there or not", () => {
    const made = landscape();
    made.make(
      types.integration,
      "proxy",
      {
        restApi: made.id("api"),
        resourceId: made.output("api", "rootResourceId"),
        ...{ httpMethod: "GET", type: "AWS_PROXY", integrationHttpMethod: "POST" },
        uri: `${proxies}path/2015-03-31/functions/${functionArn}/invocations`,
      },
      { ...owner },
    );
  });
});
