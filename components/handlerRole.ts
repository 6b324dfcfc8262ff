import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fittingName, longest } from "./fittingName";
import { tagsOf, type Tags } from "./tags";
import { trust } from "./trust";

/** A role that Lambda runs a function as, as whoever gives it permissions and whoever trusts it name it. */
export interface ExecutionRole {
  readonly roleArn: pulumi.Input<string>;
  readonly roleName: pulumi.Input<string>;
}

export interface HandlerRoleArgs {
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * The role of one function, without any permission yet: `HandlerFunction` gives it those. It is by itself where other
 * accounts have to trust it before the function can be told of them.
 */
export class HandlerRole extends pulumi.ComponentResource implements ExecutionRole {
  readonly roleArn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: HandlerRoleArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("apilink:index:HandlerRole", name, {}, opts);

    const role = new aws.iam.Role(
      `${name}.function`,
      {
        ...fittingName(name, ".function", longest.role),
        assumeRolePolicy: trust("lambda.amazonaws.com"),
        tags: tagsOf("HandlerRole", name, args.tags),
      },
      { parent: this },
    );

    this.roleArn = role.arn;
    this.roleName = role.name;
    this.registerOutputs({ roleArn: this.roleArn, roleName: this.roleName });
  }
}
