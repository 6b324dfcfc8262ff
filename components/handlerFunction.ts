import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fittingName, fittingPrefix, longest } from "./fittingName";
import { ownVariables } from "./handlerEnvironment";
import { HandlerRole, type ExecutionRole } from "./handlerRole";
import { plainName } from "./plainName";
import { missing, refuse, wholeNumber, type Problem } from "./problems";
import {
  policyText,
  readEnvironment,
  sendTo,
  useInterfaces,
  writeLogs,
  type PolicyStatement,
} from "./roleStatements";
import { tagsOf, type Tags } from "./tags";

/** The network that a function calls from. */
export interface HandlerVpc {
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupIds: readonly pulumi.Input<string>[];
}

export interface HandlerFunctionArgs {
  readonly region: string;
  /** What the function is for, in one sentence. */
  readonly description: string;
  /** The archive with `index.js`, whose export `handler` Lambda calls. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** The key of the environment variables and of the logs: `EncryptionKey`. */
  readonly keyArn: pulumi.Input<string>;
  /** Seconds that a call may take, 1 to 900. */
  readonly timeoutSeconds: number;
  /** MB, 128 to 10240; the processor's share grows with it. */
  readonly memoryMb: number;
  /** How many calls run at once at most: as many are also set aside of the account's own. */
  readonly reservedConcurrency: number;
  /**
   * What the function may do beside writing its logs.
   * @default - nothing
   */
  readonly statements?: pulumi.Input<readonly PolicyStatement[]>;
  /**
   * Environment variables.
   * @default - none of its own
   */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables that no state and no log of the deployment shows.
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
  /** @default - one of its own */
  readonly role?: ExecutionRole;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** @default - none: the function calls from AWS's own network */
  readonly vpc?: HandlerVpc;
  /**
   * Keep events that the function failed on, in an encrypted queue: of asynchronous calls, such as a schedule's.
   * @default false
   */
  readonly onFailure?: boolean;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/** Source: "Quotas" of the Lambda developer guide. */
const quotas = { timeoutSeconds: [1, 900], memoryMb: [128, 10240] } as const;

/** What the name of a function, and so that of its log group, ends with before the digits that make it unique. */
const functionSuffix = ".function";

/** The log groups of these functions, as a pattern of policies. */
export const functionLogGroups = `*${functionSuffix}*`;

/** Two weeks, the longest that SQS keeps a message. Source: CreateQueue of the SQS API reference. */
const failureRetentionSeconds = 14 * 24 * 60 * 60;

/** How old an event may become while Lambda tries again: one of an hour ago tells nothing that a newer one does not. */
const eventAgeSeconds = 60 * 60;

/**
 * A function of `handlers/`, with a role that may do what `statements` say and nothing else, an encrypted log group of its own
 * and reserved concurrency.
 *
 * @throws pulumi.InputPropertiesError for numbers outside Lambda's quotas, and for a network without subnets or security
 * groups.
 */
export class HandlerFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  /** What API Gateway calls the function by. */
  readonly invokeArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  /** Of the queue with the events that failed; undefined without `onFailure`. */
  readonly failureQueueArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: HandlerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("HandlerFunction", name, problemsOf(args));
    super("apilink:index:HandlerFunction", name, {}, opts);
    const tags = tagsOf("HandlerFunction", name, args.tags);

    const role = args.role ?? new HandlerRole(name, { tags }, { parent: this });
    const logs = logGroup(this, name, args, tags);
    const queue = args.onFailure === true ? failureQueue(this, name, args, tags) : undefined;
    const rights = permit(this, name, args, { role, logs, queue });
    const made = functionOf(this, name, args, { role, logs, rights }, tags);
    if (queue !== undefined) keepFailures(this, name, args, made, queue);

    this.functionName = made.name;
    this.functionArn = made.arn;
    this.invokeArn = made.invokeArn;
    this.roleArn = pulumi.output(role.roleArn);
    this.roleName = pulumi.output(role.roleName);
    this.logGroupName = logs.name;
    this.failureQueueArn = queue?.arn;
    this.registerOutputs({
      functionName: this.functionName,
      functionArn: this.functionArn,
      invokeArn: this.invokeArn,
      roleArn: this.roleArn,
      roleName: this.roleName,
      logGroupName: this.logGroupName,
      ...(this.failureQueueArn && { failureQueueArn: this.failureQueueArn }),
    });
  }
}

function logGroup(
  parent: HandlerFunction,
  name: string,
  { region, keyArn, logRetentionDays = 90 }: HandlerFunctionArgs,
  tags: Tags,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    `${name}${functionSuffix}`,
    {
      region,
      ...fittingName(name, functionSuffix, longest.lambdaFunction),
      retentionInDays: logRetentionDays,
      kmsKeyId: keyArn,
      tags,
    },
    { parent },
  );
}

function failureQueue(
  parent: HandlerFunction,
  name: string,
  { region }: HandlerFunctionArgs,
  tags: Tags,
): aws.sqs.Queue {
  return new aws.sqs.Queue(
    `${name}.failures`,
    {
      region,
      namePrefix: fittingPrefix(plainName(name), "-failures-", longest.queue),
      messageRetentionSeconds: failureRetentionSeconds,
      sqsManagedSseEnabled: true,
      tags,
    },
    { parent },
  );
}

/**
 * The function's name, known before the function is, so that its role's policy can name it. It is the log group's own, which
 * is made unique, in the letters that Lambda takes.
 */
function functionName(logs: aws.cloudwatch.LogGroup): pulumi.Output<string> {
  return logs.name.apply(plainName);
}

/** What a function's role is given its rights by. */
interface Owned {
  readonly role: ExecutionRole;
  readonly logs: aws.cloudwatch.LogGroup;
  readonly queue: aws.sqs.Queue | undefined;
}

function permit(
  parent: HandlerFunction,
  name: string,
  { region, keyArn, statements = [], vpc }: HandlerFunctionArgs,
  { role, logs, queue }: Owned,
): aws.iam.RolePolicy {
  const functionArn = pulumi
    .all([logs.arn, functionName(logs)])
    .apply(([arn, own]) => arn.replace(/:logs:(.+):log-group:.*$/, `:lambda:$1:function:${own}`));
  const network =
    vpc &&
    pulumi
      .all([functionArn, pulumi.all([...vpc.subnetIds]), pulumi.all([...vpc.securityGroupIds])])
      .apply(([arn, subnetIds, securityGroupIds]) =>
        useInterfaces({ region, functionArn: arn, subnetIds, securityGroupIds }),
      );
  const policy = pulumi
    .all([logs.arn, keyArn, functionArn, queue?.arn, network, statements])
    .apply(([logsArn, key, arn, queueArn, interfaces, others]) =>
      policyText([
        writeLogs(logsArn),
        readEnvironment(key, arn),
        ...(queueArn === undefined ? [] : [sendTo(queueArn)]),
        ...(interfaces ?? []),
        ...others,
      ]),
    );
  return new aws.iam.RolePolicy(
    `${name}${functionSuffix}`,
    { ...fittingName(name, functionSuffix, longest.rolePolicy), role: role.roleName, policy },
    { parent },
  );
}

function functionOf(
  parent: HandlerFunction,
  name: string,
  args: HandlerFunctionArgs,
  { role, logs, rights }: Omit<Owned, "queue"> & { readonly rights: aws.iam.RolePolicy },
  tags: Tags,
): aws.lambda.Function {
  const { region, description, code, keyArn, vpc, environment, secrets } = args;
  return new aws.lambda.Function(
    `${name}${functionSuffix}`,
    {
      region,
      name: functionName(logs),
      description,
      runtime: aws.lambda.Runtime.NodeJS24dX,
      architectures: ["arm64"],
      handler: "index.handler",
      code,
      // Through the policy, so that the first call finds a role that has its rights.
      role: pulumi.all([role.roleArn, rights.id]).apply(([arn]) => arn),
      timeout: args.timeoutSeconds,
      memorySize: args.memoryMb,
      reservedConcurrentExecutions: args.reservedConcurrency,
      kmsKeyArn: keyArn,
      environment: {
        variables: { ...ownVariables, ...environment, ...hidden(secrets) },
      },
      // As it is: the code writes one JSON object a line itself.
      loggingConfig: { logGroup: logs.name, logFormat: "Text" },
      ...(vpc && {
        vpcConfig: { subnetIds: [...vpc.subnetIds], securityGroupIds: [...vpc.securityGroupIds] },
      }),
      tags,
    },
    { parent, ...(secrets && { additionalSecretOutputs: ["environment"] }) },
  );
}

function hidden(secrets: HandlerFunctionArgs["secrets"] = {}): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, pulumi.secret(value)]));
}

function keepFailures(
  parent: HandlerFunction,
  name: string,
  { region }: HandlerFunctionArgs,
  made: aws.lambda.Function,
  queue: aws.sqs.Queue,
): void {
  new aws.lambda.FunctionEventInvokeConfig(
    `${name}.failures`,
    {
      region,
      functionName: made.name,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: eventAgeSeconds,
      destinationConfig: { onFailure: { destination: queue.arn } },
    },
    { parent },
  );
}

function problemsOf({ vpc, reservedConcurrency, ...args }: HandlerFunctionArgs): Problem[] {
  const outside = (["timeoutSeconds", "memoryMb"] as const).flatMap((propertyPath) => {
    const [least, most] = quotas[propertyPath];
    const value = args[propertyPath];
    if (Number.isInteger(value) && value >= least && value <= most) return [];
    return [{ propertyPath, reason: `must be a whole number from ${least} to ${most}, not ${value}` }];
  });
  const networked =
    vpc === undefined
      ? []
      : missing({
          "vpc.subnetIds": vpc.subnetIds,
          "vpc.securityGroupIds": vpc.securityGroupIds,
        });
  return [...outside, ...wholeNumber("reservedConcurrency", reservedConcurrency), ...networked];
}
