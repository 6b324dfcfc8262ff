import { plural, wrapped } from "../layout";
import type { Paint } from "../paint";
import { cellKinds, signs, type Cell } from "./cells";
import { isRight, type Matrix, type MatrixRow } from "./matrix";

export interface MatrixView {
  readonly width: number;
  readonly paint: Paint;
  /** Every caller and every API, however many there are. */
  readonly whole: boolean;
}

/** What is as it should be is summed up beyond this many callers or APIs: fewer callers where there are many bands. */
const most = { apis: 30, callers: 30, callersOfBands: 10 } as const;

const indent = "  ";
const gap = "  ";

/** The matrix, in bands as wide as the width, its legend below. */
export function matrixLines(matrix: Matrix, view: MatrixView): string[] {
  if (matrix.apis.length === 0) return [`${indent}nothing to trace: there are no APIs`];
  if (matrix.rows.length === 0) return [`${indent}nothing to trace: nobody calls`];
  const room = (callers: readonly MatrixRow[]): number => view.width - indent.length - leftOf(callers);
  const apis = shown(
    matrix.apis,
    (api) => isRightForAll(api, matrix.rows),
    view.whole ? Infinity : most.apis,
  );
  const oneBand = bandsOf(apis, room(matrix.rows)).length === 1;
  const limit = oneBand ? most.callers : most.callersOfBands;
  const rows = shown(matrix.rows, isRight, view.whole ? Infinity : limit);
  const bands = bandsOf(apis, room(rows));
  const notes = [
    ...restNote(matrix.rows.length - rows.length, "caller"),
    ...restNote(matrix.apis.length - apis.length, "API"),
  ];
  return [
    ...bands.flatMap((band, index) => [...(index === 0 ? [] : [""]), ...bandLines(band, rows, view)]),
    ...(notes.length === 0 ? [] : ["", ...notes]),
    "",
    ...legend(matrix, view),
  ];
}

/** All that are not right, and of the others the first, up to the limit. */
function shown<Item>(items: readonly Item[], right: (item: Item) => boolean, limit: number): readonly Item[] {
  if (items.length <= limit) return items;
  let room = Math.max(0, limit - items.filter((item) => !right(item)).length);
  return items.filter((item) => !right(item) || room-- > 0);
}

function isRightForAll(api: string, rows: readonly MatrixRow[]): boolean {
  return rows.every(({ cells }) => {
    const cell = cells.get(api);
    return cell === undefined || signs[cell].right;
  });
}

function restNote(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${indent}${plural(count, `more ${noun}`)}, all as they should be`];
}

/** How wide the callers' column is. */
function leftOf(rows: readonly MatrixRow[]): number {
  return Math.max(0, ...rows.map(({ caller }) => caller.length));
}

/** As many columns next to each other as there is room for. */
function bandsOf(apis: readonly string[], room: number): readonly (readonly string[])[] {
  const bands: string[][] = [];
  let taken = Infinity;
  for (const api of apis) {
    const needed = gap.length + api.length;
    if (taken + needed > room) {
      bands.push([]);
      taken = 0;
    }
    bands.at(-1)?.push(api);
    taken += needed;
  }
  return bands;
}

function bandLines(apis: readonly string[], rows: readonly MatrixRow[], { paint }: MatrixView): string[] {
  const left = leftOf(rows);
  const heading = apis.map((api) => `${gap}${api}`).join("");
  return [
    `${indent}${" ".repeat(left)}${heading}`,
    ...rows.map(({ caller, cells }) => {
      const marks = apis.map((api) => mark(cells.get(api), api.length, paint));
      return `${indent}${caller.padEnd(left)}${marks.join("")}`.trimEnd();
    }),
  ];
}

function mark(cell: Cell | undefined, width: number, paint: Paint): string {
  if (cell === undefined) return `${gap}${" ".repeat(width)}`;
  const { sign, style } = signs[cell];
  return `${gap}${paint(style, sign)}${" ".repeat(width - sign.length)}`;
}

/** The signs that the matrix has, and no others. */
function legend({ rows }: Matrix, { width, paint }: MatrixView): string[] {
  const there = new Set(rows.flatMap(({ cells }) => [...cells.values()]));
  return cellKinds
    .filter((kind) => there.has(kind))
    .flatMap((kind) => {
      const { sign, style, meaning } = signs[kind];
      const [first = "", ...rest] = wrapped(meaning, { width: width - 4, first: "" });
      return [`${indent}${paint(style, sign)} ${first}`, ...rest.map((line) => `${indent}  ${line}`)];
    });
}
