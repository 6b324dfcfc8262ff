import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { missing, refuse } from "./problems";
import { policyText } from "./roleStatements";
import { tagsOf, type Tags } from "./tags";

export interface InventoryReaderArgs {
  /** The only role that may assume this one: `HandlerRole.roleArn` of the collector. */
  readonly collectorRoleArn: pulumi.Input<string>;
  /** The regions that may be read. */
  readonly regions: readonly string[];
  /** @default - one that begins with `reader.` and the component's own, as far as AWS takes it */
  readonly roleName?: string;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/** Of a role's 64 characters the provider adds 26 to a prefix. Source: the AWS provider's `name_prefix` of roles. */
const longestPrefix = 38;

/**
 * Lets one collector read which servers an account has, and what Systems Manager knows of them, in the given regions. It may
 * change nothing.
 *
 * @throws pulumi.InputPropertiesError for no region.
 */
export class InventoryReader extends pulumi.ComponentResource {
  /** Known once the role may read. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: InventoryReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("InventoryReader", name, missing({ regions: args.regions }));
    super("apilink:index:InventoryReader", name, {}, opts);
    const child = { parent: this };

    const role = new aws.iam.Role(
      `${name}.reader`,
      {
        ...(args.roleName === undefined
          ? { namePrefix: `${`reader.${name}`.slice(0, longestPrefix - 1)}-` }
          : { name: args.roleName }),
        description: "Read by the server inventory of apilink",
        assumeRolePolicy: pulumi.output(args.collectorRoleArn).apply(trustRole),
        tags: tagsOf("InventoryReader", name, args.tags),
      },
      child,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}.reader`,
      { role: role.name, policy: policyText([readServers(args.regions)]) },
      child,
    );

    this.roleArn = pulumi.all([role.arn, rights.id]).apply(([arn]) => arn);
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

function trustRole(roleArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: roleArn }, Action: "sts:AssumeRole" }],
  });
}

/** Neither action knows a narrower resource. Source: the service authorization references of EC2 and Systems Manager. */
function readServers(regions: readonly string[]) {
  return {
    Effect: "Allow",
    Action: ["ec2:DescribeInstances", "ssm:GetInventory"],
    Resource: "*",
    Condition: { StringEquals: { "aws:RequestedRegion": [...regions] } },
  } as const;
}
