import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { addCanaryAlarms } from "./canaryAlarms";
import { alarmPeriod, unwatched } from "./canarySchedule";
import { groupName } from "./groupName";
import { keysVariable } from "./handlerEnvironment";
import { HandlerFunction } from "./handlerFunction";
import { missing, pathsOf, rangeProblems, refuse, type Problem } from "./problems";
import { dashed, mergeRanges } from "./ranges";
import { addSchedule } from "./scheduled";
import { scheduleProblems } from "./schedules";
import { tagsOf, type Tags } from "./tags";

export interface LinkCanaryArgs {
  readonly region: string;
  /** The VPC that the calls come from. */
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The bundle of `handlers/canary`, with its `settings.json`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** The key of the environment variables and the logs: `EncryptionKey`. */
  readonly keyArn: pulumi.Input<string>;
  /** IPv4 ranges of the endpoints that it calls: its security group lets out 443 to these alone. */
  readonly ranges: readonly string[];
  /**
   * The keys of the APIs, by the names that `settings.json` has for them. They stay secret.
   * @default - none
   */
  readonly apiKeys?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /**
   * When to call: an EventBridge `rate(…)` or `cron(…)` expression, in UTC; never more than a day apart.
   * @default "rate(5 minutes)"
   */
  readonly schedule?: string;
  /**
   * SNS topics that learn of an alarm and of its end.
   * @default - none: alarms show in CloudWatch only
   */
  readonly alarmTopicArns?: readonly pulumi.Input<string>[];
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * Calls a network's links from inside the network, by schedule, and raises an alarm where a call comes out otherwise than
 * expected, and another where the canary itself does not run. Its metrics have one dimension, `Function`: the function's name.
 *
 * @throws pulumi.InputPropertiesError for no subnet, for no range or one that is none, and for a schedule that is none or
 * leaves more than a day between two runs.
 */
export class LinkCanary extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** Of the alarm that a link fails. */
  readonly alarmArn: pulumi.Output<string>;
  /** Of the alarm that the canary does not run. */
  readonly silenceAlarmArn: pulumi.Output<string>;

  constructor(name: string, args: LinkCanaryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { schedule = "rate(5 minutes)" } = args;
    refuse("LinkCanary", name, problemsOf(args, schedule));
    super("apilink:index:LinkCanary", name, {}, opts);
    const { region, alarmTopicArns: topicArns = [] } = args;
    const tags = tagsOf("LinkCanary", name, args.tags);

    const group = firewall(this, name, args, tags);
    const { functionName, functionArn } = handlerOf(this, name, args, group, tags);
    addSchedule(this, `${name}.canary`, { region, schedule, functionName, functionArn, tags });
    const period = alarmPeriod(schedule);
    const alarms = addCanaryAlarms(this, name, { region, functionName, period, topicArns, tags });

    this.functionName = functionName;
    this.functionArn = functionArn;
    this.securityGroupId = group.id;
    this.alarmArn = alarms.failing.arn;
    this.silenceAlarmArn = alarms.silent.arn;
    this.registerOutputs({
      functionName: this.functionName,
      functionArn: this.functionArn,
      securityGroupId: this.securityGroupId,
      alarmArn: this.alarmArn,
      silenceAlarmArn: this.silenceAlarmArn,
    });
  }
}

/** Nothing in, and out to the endpoints alone: groups do not filter what goes to the VPC's own resolver. */
function firewall(
  parent: LinkCanary,
  name: string,
  { region, vpcId, ranges }: LinkCanaryArgs,
  tags: Tags,
): aws.ec2.SecurityGroup {
  const child = { parent };
  const group = new aws.ec2.SecurityGroup(
    `${name}.canary`,
    { region, vpcId, ...groupName(name), description: `Canary of the links of ${name}`, tags },
    child,
  );
  for (const range of mergeRanges(ranges)) {
    new aws.vpc.SecurityGroupEgressRule(
      `${name}.canary-to-${dashed(range)}`,
      {
        region,
        securityGroupId: group.id,
        fromPort: 443,
        toPort: 443,
        ipProtocol: "tcp",
        cidrIpv4: range,
        description: "HTTPS",
        tags,
      },
      child,
    );
  }
  return group;
}

function handlerOf(
  parent: LinkCanary,
  name: string,
  { region, code, keyArn, subnetIds, apiKeys, logRetentionDays }: LinkCanaryArgs,
  group: aws.ec2.SecurityGroup,
  tags: Tags,
): HandlerFunction {
  return new HandlerFunction(
    `${name}.canary`,
    {
      region,
      description: `Calls the links of ${name} from inside`,
      code,
      keyArn,
      ...(apiKeys !== undefined && {
        secrets: { API_KEYS: pulumi.output(apiKeys).apply((keys) => keysVariable(keys).API_KEYS) },
      }),
      timeoutSeconds: 120,
      memoryMb: 256,
      reservedConcurrency: 1,
      vpc: { subnetIds, securityGroupIds: [group.id] },
      onFailure: true,
      ...(logRetentionDays !== undefined && { logRetentionDays }),
      tags,
    },
    { parent },
  );
}

function problemsOf({ subnetIds, ranges }: LinkCanaryArgs, schedule: string): Problem[] {
  return [
    ...missing({ subnetIds, ranges }),
    ...rangeProblems(pathsOf("ranges", ranges)),
    ...canaryScheduleProblems(schedule),
  ];
}

function canaryScheduleProblems(schedule: string): Problem[] {
  const unsound = scheduleProblems(schedule);
  const rare = unwatched(schedule);
  if (unsound.length > 0 || rare === undefined) return unsound;
  return [{ propertyPath: "schedule", reason: `${rare.message}: ${rare.hint}` }];
}
