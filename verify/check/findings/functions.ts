import type { EventRule, LambdaFunction, Model } from "../../model/facts";
import { notStarted } from "../../trace/function";
import { notInvoked, type Refusal } from "../../trace/grants";
import { tellIt } from "./tracing";
import type { Found } from ".";

/** The function of a component such as `LinkCanary/seoul`, as its tag says. */
export function functionOf({ functions }: Model, component: string): LambdaFunction | undefined {
  return [...functions.values()].find((fn) => fn.component === component);
}

/** What keeps a function from being run by its schedule: each thing that lacks or is refused. */
export function notScheduled(model: Model, fn: LambdaFunction): readonly Refusal[] {
  const rules = model.eventRules.filter(({ targets }) => targets.some(({ arn }) => arn === fn.arn));
  const [first] = rules;
  const idle = first === undefined ? unscheduled(model, fn) : undefined;
  const uncalled = rules.flatMap((rule) => unclocked(rule) ?? disabled(rule) ?? uninvited(rule, fn) ?? []);
  // A schedule that works is enough.
  const schedule = uncalled.length < rules.length ? [] : uncalled.slice(0, 1);
  return [idle, ...schedule, notStarted(model, fn)].filter((refusal) => refusal !== undefined);
}

function unscheduled({ eventRules }: Model, { label }: LambdaFunction): Refusal {
  const isVague = eventRules.some(({ targets }) => targets.some(({ arn }) => arn === undefined));
  return {
    isCertain: !isVague,
    says: isVague ? `whether a rule starts ${label} is not known` : `no rule of EventBridge starts ${label}`,
    mend: `make a rule with a schedule, and ${label} its target`,
  };
}

/** A rule may go by events alone. */
function unclocked({ label, isScheduled }: EventRule): Refusal | undefined {
  if (isScheduled === true) return undefined;
  const isCertain = isScheduled === false;
  return {
    isCertain,
    says: isCertain ? `${label} has no schedule` : `whether ${label} has a schedule is not known`,
    mend: `give ${label} a schedule`,
  };
}

function disabled({ label, enabled }: EventRule): Refusal | undefined {
  if (enabled === true) return undefined;
  return {
    isCertain: enabled === false,
    says: enabled === false ? `${label} is disabled` : `whether ${label} is enabled is not known`,
    mend: `enable ${label}`,
  };
}

function uninvited(rule: EventRule, fn: LambdaFunction): Refusal | undefined {
  const source = { arn: rule.arn, account: fn.account, what: rule.label };
  return notInvoked(fn, "events.amazonaws.com", source);
}

/** One finding for each thing that lacks or is refused, however many steps it keeps from being done. */
export function brokenAt(where: string, what: string, refusals: readonly Refusal[]): readonly Found[] {
  return [...new Map(refusals.map((refusal) => [refusal.says, refusal])).values()].map(({ says, mend }) => ({
    rule: "link-broken",
    where,
    message: `${what}: ${says}`,
    hint: mend === "" ? tellIt : mend,
  }));
}
