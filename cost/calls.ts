import { readSchedule } from "../components/schedules";
import { types } from "../lab/services/types";
import type { Link } from "../stacks/topology/types";
import { assumed } from "./assumptions";
import { days, hours } from "./month";
import { textOf, type CostedStack } from "./stack";

/** How often something that a component schedules runs in a month; a cron expression counts as if of every day. */
export function runsOf(stack: CostedStack, kind: string, name: string): number {
  return stack.inComponent(types.eventRule, kind, name).reduce((sum, rule) => {
    const schedule = readSchedule(textOf(rule, "scheduleExpression") ?? "");
    if (schedule.kind === "fault") return sum;
    if (schedule.kind === "rate") return sum + (hours * 3600) / schedule.seconds;
    return sum + schedule.minutes.length * schedule.hours.length * days;
  }, 0);
}

/** The requests of a link: its callers', and those of its network's canary. */
export function requestsOf(stack: CostedStack, { from }: Pick<Link, "from">): number {
  return stack.usage.requests + runsOf(stack, "LinkCanary", from) * assumed.canaryForms;
}

/** The requests of several links together. */
export function requestsOfAll(stack: CostedStack, links: readonly Link[]): number {
  return links.reduce((sum, link) => sum + requestsOf(stack, link), 0);
}
