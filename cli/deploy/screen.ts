import type { ComponentProgress } from "../../automation/progress";
import { printable } from "../../stacks/printable";
import { plural } from "../layout";
import type { Paint, Style } from "../paint";
import { shortened } from "./shortened";

/** What a run in progress is shown on. */
export interface ScreenSize {
  /** In columns, all of which may be used. */
  readonly width: number;
  /** In rows. One more than is written: the cursor stands there. */
  readonly height: number;
}

/** How far a run is. */
export interface RunProgress {
  readonly title: string;
  readonly components: readonly ComponentProgress[];
  readonly done: number;
  readonly total: number;
  /** Since the beginning. */
  readonly seconds: number;
  /** What the reader has to know meanwhile. @default nothing */
  readonly notice?: string;
}

type Phase = "failed" | "underWay" | "waiting" | "done";

interface Row {
  readonly component: ComponentProgress;
  readonly phase: Phase;
}

/** One sign each, so that they are told apart without colour: those of check's matrix where they mean the same. */
const signs: Readonly<Record<Phase, { readonly sign: string; readonly style: Style }>> = {
  failed: { sign: "x", style: "red" },
  underWay: { sign: ">", style: "cyan" },
  waiting: { sign: ".", style: "dim" },
  done: { sign: "+", style: "green" },
};

/** Who leaves the list first where it has no room for all. */
const leaving: readonly Phase[] = ["done", "waiting", "underWay", "failed"];

/** Title, blank, blank, bar: what stands around the list. The row of the cursor is one more. */
const around = 5;

/** A run in progress, line by line: never wider or higher than the screen, each component always in the same order. */
export function screenLines(progress: RunProgress, size: ScreenSize, paint: Paint): string[] {
  const { title, components, notice } = progress;
  const rows = components.map((component) => ({ component, phase: phaseOf(component) }));
  const room = size.height - around - (notice === undefined ? 0 : 1);
  return [
    paint("bold", shortened(title, size.width)),
    "",
    ...listLines(rows, Math.max(1, room), size.width, paint),
    "",
    barLine(progress, size.width, paint),
    ...(notice === undefined ? [] : [paint("yellow", shortened(`  ${notice}`, size.width))]),
  ];
}

function phaseOf({ done, total, failed, underWay }: ComponentProgress): Phase {
  if (failed > 0) return "failed";
  if (underWay.length > 0) return "underWay";
  if (done >= total) return "done";
  return done > 0 ? "underWay" : "waiting";
}

function listLines(rows: readonly Row[], room: number, width: number, paint: Paint): string[] {
  const shown = rows.length <= room ? rows : fitting(rows, room - 1);
  const left = Math.max(0, ...shown.map(({ component }) => labelOf(component).length));
  const right = Math.max(0, ...rows.map(({ component }) => countOf(component).length));
  const lines = shown.map((row) => rowLine(row, { left, right, width }, paint));
  const rest = rows.filter((row) => !shown.includes(row));
  return rest.length === 0 ? lines : [...lines, paint("dim", shortened(`    ${restOf(rest)}`, width))];
}

/** As many rows as there is room for, in their order: of those that matter least the last ones are left out. */
function fitting(rows: readonly Row[], room: number): readonly Row[] {
  const byImportance = [...leaving].reverse().flatMap((phase) => rows.filter((row) => row.phase === phase));
  const staying = new Set(byImportance.slice(0, Math.max(0, room)));
  return rows.filter((row) => staying.has(row));
}

const restWords: Readonly<Record<Phase, string>> = {
  failed: "failed",
  underWay: "under way",
  waiting: "waiting",
  done: "done",
};

function restOf(rest: readonly Row[]): string {
  const counts = leaving.flatMap((phase) => {
    const count = rest.filter((row) => row.phase === phase).length;
    return count === 0 ? [] : [`${count} ${restWords[phase]}`];
  });
  return `and ${plural(rest.length, "more component")}: ${counts.join(", ")}`;
}

interface Columns {
  readonly left: number;
  readonly right: number;
  readonly width: number;
}

function rowLine({ component, phase }: Row, { left, right, width }: Columns, paint: Paint): string {
  const { sign, style } = signs[phase];
  const count = countOf(component).padStart(right);
  // Sign, gaps and count stay whole; a name gives way, and what is under way gets what is left.
  const label = shortened(labelOf(component).padEnd(left), Math.max(1, width - right - 6));
  const before = 4 + label.length + 2 + count.length + 2;
  const now = component.underWay.map((name) => printable(name)).join(", ");
  const detail = width - before < 12 ? "" : shortened(now, width - before);
  return `  ${paint(style, sign)} ${label}  ${count}${detail === "" ? "" : `  ${paint("dim", detail)}`}`;
}

function labelOf({ kind, name }: ComponentProgress): string {
  // What belongs to no component has one word for both.
  return kind === name ? printable(name) : `${printable(kind)} ${printable(name)}`;
}

function countOf({ done, total, failed }: ComponentProgress): string {
  return failed > 0 ? `${failed} failed, ${done}/${total}` : `${done}/${total}`;
}

const widestBar = 40;

function barLine({ done, total, seconds }: RunProgress, width: number, paint: Paint): string {
  const told = `${done} of ${plural(total, "resource")}  ${clock(seconds)}`;
  const length = Math.min(widestBar, width - told.length - 6);
  if (length < 5) return shortened(`  ${told}`, width);
  const filled = total === 0 ? 0 : Math.floor((length * Math.min(done, total)) / total);
  return `  [${paint("green", "=".repeat(filled))}${" ".repeat(length - filled)}]  ${told}`;
}

/** Seconds as a clock shows them: `1:02`, `1:00:02`. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
