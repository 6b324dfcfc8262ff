import type { ComponentProgress, Step } from "../../automation/progress";
import { printable } from "../../stacks/printable";
import { isChange, subjectOf, wordsOf } from "./words";

/** How far the whole run is. */
export type Count = Pick<ComponentProgress, "done" | "total">;

/**
 * A step as a quiet line, for a log: what was done, to what, as the how manieth of how many. undefined of what changes
 * nothing or has only begun.
 */
export function stepLine(step: Step, { done, total }: Count): string | undefined {
  if (step.at === "started" || (step.at === "done" && !isChange(step.operation))) return undefined;
  const { done: past, infinitive } = wordsOf(step.operation);
  const what = step.at === "failed" ? `FAILED to ${infinitive}` : past;
  const count = `${String(done).padStart(String(total).length)}/${total}`;
  return `  ${count}  ${what.padEnd(8)}  ${subjectOf(step)}${ownerOf(step)}`;
}

/** What a step names for a resource that belongs to no component. */
const withoutComponent = "stack";

/** Most resources are called after the component that they belong to. */
function ownerOf({ component, name }: Step): string {
  const isOwn = name === component || name.startsWith(`${component}.`) || name.startsWith(`${component}-`);
  return isOwn || component === withoutComponent ? "" : ` of ${printable(component)}`;
}
