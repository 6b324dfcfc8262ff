import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fittingName, fittingPrefix, longest } from "./fittingName";
import { missing, refuse } from "./problems";
import { policyText } from "./roleStatements";
import { tagsOf, type Tags } from "./tags";

export interface InventoryReaderArgs {
  /** The only role that may assume this one: `HandlerRole.roleArn` of the collector. */
  readonly collectorRoleArn: pulumi.Input<string>;
  /** The regions that may be read. */
  readonly regions: readonly string[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

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
        namePrefix: fittingPrefix(`reader.${name}`, "-", longest.role),
        description: "Read by the server inventory of apilink",
        assumeRolePolicy: pulumi.output(args.collectorRoleArn).apply(trustRole),
        tags: tagsOf("InventoryReader", name, args.tags),
      },
      child,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}.reader`,
      {
        ...fittingName(name, ".reader", longest.rolePolicy),
        role: role.name,
        policy: policyText([readServers(args.regions)]),
      },
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
