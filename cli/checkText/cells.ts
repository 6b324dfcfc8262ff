import type { Probe } from "../../verify/contract";
import type { Style } from "../paint";

/** What all calls of one caller to one API come to. */
export type Cell = "answered" | "broken" | "unused" | "kept-out" | "open" | "public" | "unknown";

interface Sign {
  /** One character, so that it is told from the others without colour. */
  readonly sign: string;
  readonly style: Style;
  readonly meaning: string;
  /** Whether nobody has to do anything about it. */
  readonly right: boolean;
}

/** In the order of the legend. */
export const signs: Readonly<Record<Cell, Sign>> = {
  answered: { sign: "+", style: "green", right: true, meaning: "linked, and answered" },
  broken: { sign: "x", style: "red", right: false, meaning: "linked, but BROKEN" },
  unused: { sign: ".", style: "dim", right: true, meaning: "linked, not answered, and need not be" },
  "kept-out": { sign: "-", style: "dim", right: true, meaning: "not linked, and kept out" },
  open: { sign: "!", style: "red", right: false, meaning: "not linked, but ANSWERED: isolation is broken" },
  public: { sign: "o", style: "cyan", right: true, meaning: "public API, answered without a link" },
  unknown: { sign: "?", style: "yellow", right: false, meaning: "not known: see below" },
};

export const cellKinds = Object.keys(signs) as readonly Cell[];

/** Sums up the probes of one caller and one API; undefined where there are none. */
export function cellOf(probes: readonly Probe[]): Cell | undefined {
  const [first] = probes;
  if (first === undefined) return undefined;
  return first.linked ? linkedCell(probes) : unlinkedCell(probes);
}

function linkedCell(probes: readonly Probe[]): Cell {
  const failing = probes.filter(({ ok }) => !ok);
  // Nobody relies on the public subnets of a linked network, nor on a second way from the same corporate range.
  if (failing.length === 0) return probes.some(({ outcome }) => outcome === "ok") ? "answered" : "unused";
  return failing.every(isUnknown) ? "unknown" : "broken";
}

function unlinkedCell(probes: readonly Probe[]): Cell {
  if (probes.some((probe) => !probe.ok && !isUnknown(probe))) return "open";
  if (probes.some(isUnknown)) return "unknown";
  return probes.some(({ outcome }) => outcome === "ok") ? "public" : "kept-out";
}

export function isUnknown({ outcome }: Probe): boolean {
  return outcome === "unknown";
}
