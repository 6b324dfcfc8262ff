import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tagsOf, type Tags } from "./tags";
import { trust } from "./trust";

export interface FlowLogsArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  /** @default 90 */
  readonly retentionDays?: number;
  /** @default - the key of CloudWatch Logs */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/** What the name of the log group ends with before the digits that make it unique. */
const flowLogsSuffix = ".flow-logs";

/** The log groups of flow logs, as a pattern of policies. */
export const flowLogGroups = `*${flowLogsSuffix}*`;

/** A VPC's flow logs in CloudWatch Logs, written by a role that can write to this log group only. */
export class FlowLogs extends pulumi.ComponentResource {
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("apilink:index:FlowLogs", name, {}, opts);
    const { region, vpcId } = args;
    const tags = tagsOf("FlowLogs", name, args.tags);
    const child = { parent: this };

    const group = new aws.cloudwatch.LogGroup(
      `${name}${flowLogsSuffix}`,
      {
        region,
        retentionInDays: args.retentionDays ?? 90,
        ...(args.kmsKeyArn && { kmsKeyId: args.kmsKeyArn }),
        tags,
      },
      child,
    );
    const role = new aws.iam.Role(
      `${name}.flow-logs`,
      { assumeRolePolicy: trust("vpc-flow-logs.amazonaws.com"), tags },
      child,
    );
    const writer = new aws.iam.RolePolicy(
      `${name}.flow-logs`,
      {
        role: role.id,
        policy: group.arn.apply((arn) =>
          JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                Resource: `${arn}:*`,
              },
            ],
          }),
        ),
      },
      child,
    );
    new aws.ec2.FlowLog(
      `${name}.flow-logs`,
      {
        region,
        vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        // Through the policy, so that the first records find a role that may already write.
        iamRoleArn: pulumi.all([role.arn, writer.id]).apply(([arn]) => arn),
        tags,
      },
      child,
    );

    this.logGroupName = group.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}
