import type { Handler } from "../handler";
import type { Properties } from "../resource";
import { Refusal } from "../refusal";
import { constrain, constrainNumber } from "./constraints";
import { refuseWhileUsed } from "./dependents";
import { block, flag, regional, requiredText, tagged, text, unset } from "./fields";
import { arn, physicalName } from "./names";
import { isSchedule } from "./schedules";
import { types } from "./types";

const invalid = (message: string): Refusal => new Refusal("ValidationException", message);

const defaultBus = "default";
const states = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];
const named = { pattern: /^[.\-_A-Za-z0-9]+$/ };

/** Source: "Amazon EventBridge quotas", User Guide. */
const mostTargets = 5;

/** Seconds and attempts. Source: RetryPolicy, Amazon EventBridge API Reference. */
const retryBounds = { maximumEventAgeInSeconds: [60, 86400], maximumRetryAttempts: [0, 185] } as const;

/** Rules and targets of another bus than the default one have its name in front. */
function onBus(inputs: Properties, name: string, separator: string): string {
  const bus = text(inputs, "eventBusName") ?? defaultBus;
  return bus === defaultBus ? name : `${bus}${separator}${name}`;
}

const rule: Handler = {
  type: types.eventRule,
  id: ({ urn, inputs, digest }) => onBus(inputs, physicalName(urn, inputs, digest), "/"),
  replaceOn: ["eventBusName", "name", "namePrefix", "region"],
  absent: [],
  outputs: (request) => {
    const { id, inputs } = request;
    const name = id.slice(id.lastIndexOf("/") + 1);
    constrain("name", name, { longest: 64 }, named);
    checkTrigger(inputs);
    constrain("state", text(inputs, "state") ?? "ENABLED", { oneOf: states });
    const enabled = flag(inputs, "isEnabled") ?? (text(inputs, "state") ?? "ENABLED") !== "DISABLED";
    return tagged(
      request,
      {
        ...unset("description", "eventPattern", "roleArn", "scheduleExpression"),
        eventBusName: defaultBus,
        forceDestroy: false,
        isEnabled: enabled,
        namePrefix: "",
        state: enabled ? "ENABLED" : "DISABLED",
      },
      { arn: arn(request, "events", `rule/${id}`), name },
    );
  },
  beforeDelete: refuseWhileUsed,
};

function checkTrigger(inputs: Properties): void {
  const [pattern, schedule] = [text(inputs, "eventPattern"), text(inputs, "scheduleExpression")];
  if (pattern === undefined && schedule === undefined) {
    throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (schedule === undefined) return;
  if ((text(inputs, "eventBusName") ?? defaultBus) !== defaultBus) {
    throw invalid("ScheduleExpression is supported only on the default event bus.");
  }
  if (!isSchedule(schedule)) throw invalid("Parameter ScheduleExpression is not valid.");
}

const target: Handler = {
  type: types.eventTarget,
  id: ({ inputs, digest }) => {
    const targetId = text(inputs, "targetId") ?? `terraform-${digest.slice(0, 26)}`;
    return onBus(inputs, `${requiredText(inputs, "rule")}-${targetId}`, "-");
  },
  replaceOn: ["eventBusName", "region", "rule", "targetId"],
  absent: [],
  outputs: (request, world) => {
    const { id, inputs } = request;
    const ruleName = requiredText(inputs, "rule");
    const bus = text(inputs, "eventBusName") ?? defaultBus;
    const targetId = id.slice(onBus(inputs, `${ruleName}-`, "-").length);
    constrain("targets.1.member.id", targetId, { longest: 64 }, named);
    if (world.find(request, types.eventRule, onBus(inputs, ruleName, "/")) === undefined) {
      throw new Refusal("ResourceNotFoundException", `Rule ${ruleName} does not exist on EventBus ${bus}.`);
    }
    const destination = requiredText(inputs, "arn");
    if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(destination)) {
      throw invalid(`Parameter ${destination} is not valid. Reason: Provided Arn is not in correct format.`);
    }
    for (const [property, bounds] of Object.entries(retryBounds)) {
      constrainNumber(block(inputs, "retryPolicy") ?? {}, property, bounds);
    }
    if (
      world.others(request, types.eventTarget, { rule: ruleName, eventBusName: bus }).length >= mostTargets
    ) {
      const message = "The requested resource exceeds the maximum number allowed.";
      throw new Refusal("LimitExceededException", message);
    }
    return regional(
      request,
      {
        ...unset("appsyncTarget", "batchTarget", "deadLetterConfig", "ecsTarget", "httpTarget", "input"),
        ...unset(
          "inputPath",
          "inputTransformer",
          "kinesisTarget",
          "redshiftTarget",
          "retryPolicy",
          "roleArn",
        ),
        ...unset("runCommandTargets", "sagemakerPipelineTarget", "sqsTarget"),
        eventBusName: defaultBus,
        forceDestroy: false,
      },
      { targetId },
    );
  },
};

/** Rules of EventBridge and their targets. Whether a target is there, EventBridge finds out when it calls it. */
export const eventRuleHandlers: readonly Handler[] = [rule, target];
