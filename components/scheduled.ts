import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fittingName, longest } from "./fittingName";
import { statementPrefix } from "./plainName";
import type { Tags } from "./tags";

/** A function and when it is called. */
export interface Scheduled {
  readonly region: string;
  /** An EventBridge `rate(…)` or `cron(…)` expression, in UTC. */
  readonly schedule: string;
  readonly functionName: pulumi.Input<string>;
  readonly functionArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Makes the children that call a function by schedule: the rule, its target, and the permission of exactly that rule. */
export function addSchedule(
  parent: pulumi.Resource,
  name: string,
  { region, schedule, functionName, functionArn, tags }: Scheduled,
): void {
  const child = { parent };
  const rule = new aws.cloudwatch.EventRule(
    `${name}.schedule`,
    {
      region,
      ...fittingName(name, ".schedule", longest.eventRule),
      description: `Calls ${name}`,
      scheduleExpression: schedule,
      tags,
    },
    child,
  );
  const permission = new aws.lambda.Permission(
    `${name}.schedule`,
    {
      region,
      statementIdPrefix: statementPrefix(name),
      function: functionName,
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      // It names the account, too, so that a condition on the account would add nothing.
      sourceArn: rule.arn,
    },
    child,
  );
  new aws.cloudwatch.EventTarget(
    `${name}.schedule`,
    {
      region,
      rule: rule.name,
      // Through the permission, without which EventBridge loses the first events.
      arn: pulumi.all([functionArn, permission.id]).apply(([arn]) => arn),
    },
    child,
  );
}
