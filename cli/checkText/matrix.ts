import type { Probe, Report, Vantage } from "../../verify/contract";
import type { Topology } from "../../stacks/topology/types";
import { rangeOf, within } from "../../verify/model/addresses";
import { grouped } from "../layout";
import { placeOf } from "../where";
import { cellOf, signs, type Cell } from "./cells";

/** Who calls (rows) and what is called (columns). */
export interface Matrix {
  readonly apis: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly caller: string;
  /** By API. */
  readonly cells: ReadonlyMap<string, Cell>;
}

type Declared = Pick<Topology, "networks" | "apis">;

const vantages: readonly Vantage[] = ["workload", "public", "corporate", "internet"];

/** Sums up a report by callers and APIs, in the topology's order; the internet comes last. */
export function matrixOf({ probes }: Pick<Report, "probes">, topology: Declared): Matrix {
  const networks = new Map(Object.keys(topology.networks).map((name, index) => [name, index]));
  const labels = new Map(probes.map((probe) => [probe, callerOf(probe, topology)]));
  const rows = grouped(probes, (probe) => labels.get(probe) ?? "").flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, group }];
  });
  rows.sort(
    (one, other) =>
      (networks.get(one.first.from) ?? Infinity) - (networks.get(other.first.from) ?? Infinity) ||
      vantages.indexOf(one.first.vantage) - vantages.indexOf(other.first.vantage),
  );
  return {
    apis: Object.keys(topology.apis),
    rows: rows.map(({ first, group }) => ({ caller: labels.get(first) ?? "", cells: cellsOf(group) })),
  };
}

function cellsOf(probes: readonly Probe[]): ReadonlyMap<string, Cell> {
  return new Map(
    grouped(probes, ({ to }) => to).flatMap((group) => {
      const [cell, first] = [cellOf(group), group[0]];
      return cell === undefined || first === undefined ? [] : [[first.to, cell] as const];
    }),
  );
}

/** How a caller is called in the report's text, and by `--from` save for the corporate range. */
export function callerOf(probe: Probe, { networks }: Declared): string {
  const place = placeOf(probe);
  if (probe.vantage !== "corporate") return place;
  return `${place} ${declaredRange(probe.source, networks[probe.from]?.corporate ?? [])}`;
}

/** The range of the topology that the probe's ranges are parts of. */
function declaredRange(source: string, declared: readonly { readonly cidr: string }[]): string {
  const part = rangeOf(source.split(", ")[0] ?? "");
  const whole = declared.find(({ cidr }) => {
    const range = rangeOf(cidr);
    return part !== undefined && range !== undefined && within(part, range);
  });
  return whole?.cidr ?? source;
}

/** Whether nobody has to do anything about a caller. */
export function isRight({ cells }: MatrixRow): boolean {
  return [...cells.values()].every((cell) => signs[cell].right);
}
