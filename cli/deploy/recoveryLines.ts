import type { LocatedResource } from "../../automation/located";
import { describeHolder } from "../../automation/lock";
import type { Recovery } from "../../automation/recovery";
import { printable } from "../../stacks/printable";
import { subjectOf } from "./words";

/** What `--recover` has found and done, a line each; what may be left behind comes last, since somebody has to look. */
export function recoveryLines({ unlocked, cleared, adopted, orphans }: Recovery): string[] {
  const lines = [
    ...unlocked.map(
      (holder) => `unlocked: the lock of ${printable(describeHolder(holder))}, which no longer runs`,
    ),
    ...cleared.map((each) => `cleared: ${each.operation} ${placed(each)}`),
    ...adopted.map((each) => `adopted: ${placed(each)}, which was there (${printable(each.id)})`),
    ...orphans.map((each) => `ORPHAN: ${placed(each)} ${orphaned(each.id)}`),
  ];
  if (lines.length === 0) return ["recovered: there was nothing to recover"];
  return orphans.length === 0
    ? lines
    : [...lines, "look for orphans in their accounts, and delete what nobody needs"];
}

function orphaned(id: string | undefined): string {
  return id === undefined
    ? "may exist without being recorded"
    : `exists without being recorded (${printable(id)})`;
}

function placed(resource: LocatedResource): string {
  const where = [resource.account, resource.region].flatMap((part) =>
    part === undefined ? [] : [printable(part)],
  );
  return `${subjectOf(resource)}${where.length === 0 ? "" : ` in ${where.join(" ")}`}`;
}
