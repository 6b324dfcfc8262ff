import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "./partitions";
import { tagsOf, type Tags } from "./tags";
import { trust } from "./trust";

export interface ApiLogRoleArgs {
  readonly region: string;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * Lets API Gateway write logs in one account and region. AWS keeps one such setting an account and region: make it
 * once, and leave it out where it is set already.
 */
export class ApiLogRole extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: ApiLogRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("apilink:index:ApiLogRole", name, {}, opts);
    const { region } = args;
    const child = { parent: this };

    const role = new aws.iam.Role(
      `${name}.logs`,
      { assumeRolePolicy: trust("apigateway.amazonaws.com"), tags: tagsOf("ApiLogRole", name, args.tags) },
      child,
    );
    // The policy that AWS keeps for exactly this role; API Gateway checks its actions when the role is set.
    const attachment = new aws.iam.RolePolicyAttachment(
      `${name}.logs`,
      {
        role: role.name,
        policyArn: `arn:${partitionOf(region).name}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
      },
      child,
    );
    const account = new aws.apigateway.Account(
      `${name}.logs`,
      { region, cloudwatchRoleArn: pulumi.all([role.arn, attachment.id]).apply(([arn]) => arn) },
      child,
    );

    this.roleArn = account.cloudwatchRoleArn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
