import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
  type DescribeRuleResponse,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { textOf } from "../../../model/reading";
import { types } from "../../../model/types";
import { forEach, regional } from "../gateway/liveResource";
import type { LiveResource, Reader, ReadContext } from "../types";
import { namedByArn } from "./references";

const defaultBus = "default";

/**
 * The rules that start the topology's functions, or that these let start them: one call a function, and three a rule. The list
 * of all rules tells no tags.
 */
export const eventRules: Reader = {
  permissions: [
    "events:ListRuleNamesByTarget",
    "events:DescribeRule",
    "events:ListTargetsByRule",
    "events:ListTagsForResource",
  ],
  types: [types.eventRule, types.eventTarget],
  phase: 3,
  read: async (context) => {
    const client = context.client(EventBridgeClient);
    const starting = await forEach(context.found(types.lambdaFunction), async ({ outputs }) => {
      const TargetArn = textOf(outputs["arn"]);
      return (await client.send(new ListRuleNamesByTargetCommand({ TargetArn }))).RuleNames ?? [];
    });
    const permitted = await namedByArn(context, "events", "rule");
    return forEach(new Set([...starting, ...permitted]), (name) => ruleOf(context, client, name));
  },
};

async function ruleOf(
  context: ReadContext,
  client: EventBridgeClient,
  Name: string,
): Promise<readonly LiveResource[]> {
  const rule = await descriptionOf(client, Name);
  if (rule === undefined) return [];
  const [{ Tags = [] }, { Targets = [] }] = await Promise.all([
    client.send(new ListTagsForResourceCommand({ ResourceARN: rule.Arn })),
    client.send(new ListTargetsByRuleCommand({ Rule: Name })),
  ]);
  return [
    regional(context, {
      type: types.eventRule,
      id: Name,
      tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
      outputs: {
        name: Name,
        arn: rule.Arn,
        description: rule.Description ?? null,
        eventBusName: rule.EventBusName ?? defaultBus,
        eventPattern: rule.EventPattern ?? null,
        scheduleExpression: rule.ScheduleExpression ?? null,
        state: rule.State,
        isEnabled: rule.State !== "DISABLED",
      },
    }),
    ...Targets.map((target) => targetOf(context, Name, target)),
  ];
}

function targetOf(
  context: ReadContext,
  rule: string,
  { Id = "", Arn, Input, RoleArn }: Target,
): LiveResource {
  return regional(context, {
    type: types.eventTarget,
    id: `${rule}-${Id}`,
    outputs: {
      rule,
      targetId: Id,
      arn: Arn,
      eventBusName: defaultBus,
      input: Input ?? null,
      roleArn: RoleArn ?? null,
    },
  });
}

async function descriptionOf(
  client: EventBridgeClient,
  Name: string,
): Promise<DescribeRuleResponse | undefined> {
  try {
    return await client.send(new DescribeRuleCommand({ Name }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
