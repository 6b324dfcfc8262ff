import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fingerprintLine } from "./fingerprint";
import { tagsOf, type Tags } from "./tags";

/** A private custom domain as its mapping names it. */
export interface MappedDomain {
  readonly domainName: pulumi.Input<string>;
  readonly domainNameId: pulumi.Input<string>;
}

export interface ApiStageArgs {
  readonly restApiId: pulumi.Input<string>;
  /** All that is published, as JSON: `PrivateApi.definition`. A change publishes again. */
  readonly definition: pulumi.Input<string>;
  /**
   * The resource policy in place: `CrossAccountPolicy.applied`. A change publishes again, since until then the old policy
   * decides.
   * @default - none, which AWS accepts of a regional API only
   */
  readonly policy?: pulumi.Input<string>;
  readonly region: string;
  /** Name of the stage. */
  readonly stage: string;
  /**
   * Write one line a call to CloudWatch Logs. Needs API Gateway's log role in the account and region: `ApiLogRole`.
   * @default true
   */
  readonly accessLogs?: boolean;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** @default - the key of CloudWatch Logs */
  readonly logKmsKeyArn?: pulumi.Input<string>;
  /**
   * Calls a second that the stage answers; what is above gets 429.
   * @default 100
   */
  readonly rateLimit?: number;
  /**
   * Calls at once above the rate.
   * @default 200
   */
  readonly burstLimit?: number;
  /**
   * Make an API key that admits to this stage.
   * @default false
   */
  readonly apiKey?: boolean;
  /**
   * The private custom domain that the stage answers at the root of: a `PrivateDomain`.
   * @default - none
   */
  readonly domain?: MappedDomain;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/** What the name of the log group ends with before the digits that make it unique. */
const accessLogSuffix = ".access";

/** The log groups of access logs, as a pattern of policies. */
export const accessLogGroups = `*${accessLogSuffix}*`;

/** What an access log line tells: who called, through which endpoint, and what came of it. No header, no body. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  vpcId: "$context.identity.vpcId",
  vpceId: "$context.identity.vpceId",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  error: "$context.error.responseType",
  latencyMs: "$context.responseLatency",
});

/**
 * Publishes an API: a deployment and the stage that shows it, with throttling, metrics and access logs. It publishes
 * again whenever the definition or the policy changes; the stage itself stays.
 */
export class ApiStage extends pulumi.ComponentResource {
  /** The stage's own URL, `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. */
  readonly invokeUrl: pulumi.Output<string>;
  /** The API key's value, a secret; undefined without `apiKey`. */
  readonly apiKey: pulumi.Output<string> | undefined;

  constructor(name: string, args: ApiStageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("apilink:index:ApiStage", name, {}, opts);
    const { region, restApiId, definition, policy = "", stage } = args;
    const { accessLogs = true, rateLimit = 100, burstLimit = 200 } = args;
    const tags = tagsOf("ApiStage", name, args.tags);
    const child = { parent: this };

    const deployment = new aws.apigateway.Deployment(
      `${name}.deployment`,
      {
        region,
        restApi: restApiId,
        // The documents themselves and no hashes: a state file then shows what was published.
        triggers: { definition, policy },
        // Whoever reads the account sees no triggers.
        description: pulumi.output({ definition, policy }).apply(fingerprintLine),
      },
      child,
    );
    const logGroup = accessLogs
      ? new aws.cloudwatch.LogGroup(
          `${name}${accessLogSuffix}`,
          {
            region,
            retentionInDays: args.logRetentionDays ?? 90,
            ...(args.logKmsKeyArn && { kmsKeyId: args.logKmsKeyArn }),
            tags,
          },
          child,
        )
      : undefined;
    const published = new aws.apigateway.Stage(
      `${name}.stage`,
      {
        region,
        restApi: restApiId,
        deployment: deployment.id,
        stageName: stage,
        ...(logGroup && { accessLogSettings: { destinationArn: logGroup.arn, format: accessLogFormat } }),
        tags,
      },
      child,
    );
    new aws.apigateway.MethodSettings(
      `${name}.settings`,
      {
        region,
        restApi: restApiId,
        stageName: published.stageName,
        methodPath: "*/*",
        settings: { metricsEnabled: true, throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit },
      },
      child,
    );
    if (args.domain !== undefined) {
      const { domainName, domainNameId } = args.domain;
      new aws.apigateway.BasePathMapping(
        `${name}.domain`,
        { region, restApi: restApiId, stageName: published.stageName, domainName, domainNameId },
        child,
      );
    }

    this.invokeUrl = published.invokeUrl;
    this.apiKey = args.apiKey === true ? admit(this, name, region, restApiId, published, tags) : undefined;
    this.registerOutputs({ invokeUrl: this.invokeUrl, ...(this.apiKey && { apiKey: this.apiKey }) });
  }
}

/** An API key and the usage plan that admits it to the stage. */
function admit(
  parent: ApiStage,
  name: string,
  region: string,
  restApiId: pulumi.Input<string>,
  stage: aws.apigateway.Stage,
  tags: Tags,
): pulumi.Output<string> {
  const child = { parent };
  const key = new aws.apigateway.ApiKey(`${name}.key`, { region, tags }, child);
  const plan = new aws.apigateway.UsagePlan(
    `${name}.plan`,
    { region, apiStages: [{ apiId: restApiId, stage: stage.stageName }], tags },
    child,
  );
  new aws.apigateway.UsagePlanKey(
    `${name}.key`,
    { region, usagePlanId: plan.id, keyId: key.id, keyType: "API_KEY" },
    // It repeats the key, which AWS's provider takes for a secret of the key alone.
    { ...child, additionalSecretOutputs: ["value"] },
  );
  return pulumi.secret(key.value);
}
