import assert from "node:assert/strict";
import fc from "fast-check";
import { cellKinds, cellOf, signs, type Cell } from "../../cli/checkText/cells";
import { matrixOf, type Matrix } from "../../cli/checkText/matrix";
import { matrixLines } from "../../cli/checkText/matrixLines";
import { plain, type Paint } from "../../cli/paint";
import type { Probe } from "../../verify/contract";
import { broken, keptOut, names, probe, topologyOf } from "./values";

const shown = { width: 100, paint: plain, whole: false };

describe("a cell of the matrix", () => {
  const cases: readonly (readonly [name: string, probes: readonly Probe[], cell: Cell | undefined])[] = [
    ["a link that is answered", [probe(), probe({ form: "default", outcome: "nxdomain" })], "answered"],
    ["a link with one call that is not", [probe(), broken()], "broken"],
    ["a link of which nothing is known", [probe({ outcome: "unknown", ok: false })], "unknown"],
    ["a link that is broken, and unknown besides", [broken({ outcome: "unknown" }), broken()], "broken"],
    [
      "the public subnets of a linked network",
      [probe({ vantage: "public", outcome: "timeout" }), probe({ vantage: "public", outcome: "nxdomain" })],
      "unused",
    ],
    ["a caller who is kept out", [keptOut(), keptOut({ outcome: "access-denied" })], "kept-out"],
    ["a caller who gets an answer", [keptOut(), keptOut({ outcome: "ok", ok: false })], "open"],
    ["a caller of whom not all is known", [keptOut(), keptOut({ outcome: "unknown" })], "unknown"],
    ["a caller of whom less than nothing is known", [keptOut({ outcome: "unknown", ok: false })], "unknown"],
    ["anybody who calls a public API", [keptOut(), keptOut({ outcome: "ok" })], "public"],
    ["nobody", [], undefined],
  ];
  for (const [name, probes, cell] of cases)
    it(`is ${cell ?? "empty"} for ${name}`, () => {
      assert.equal(cellOf(probes), cell);
    });

  it("has a sign of its own, without colour", () => {
    const marks = cellKinds.map((kind) => signs[kind].sign);
    assert.equal(new Set(marks).size, 7);
    for (const mark of marks) assert.match(mark, /^[!-~]$/);
  });
});

describe("the matrix", () => {
  const topology = topologyOf(["seoul", "oregon"], ["srv", "log"], {
    seoul: ["192.168.0.0/16", "172.16.0.0/12"],
  });

  it("has the callers in the topology's order, and the internet last", () => {
    const corporate = (source: string) => keptOut({ vantage: "corporate", source });
    const { apis, rows } = matrixOf(
      {
        probes: [
          keptOut({ from: "internet", vantage: "internet", source: "0.0.0.0/0" }),
          probe({ from: "oregon" }),
          corporate("192.168.0.0/17, 192.168.128.0/17"),
          corporate("172.16.0.0/12"),
          keptOut({ vantage: "public" }),
          probe(),
        ],
      },
      topology,
    );
    assert.deepEqual(apis, ["srv", "log"]);
    assert.deepEqual(
      rows.map(({ caller }) => caller),
      [
        "seoul",
        "seoul/public",
        "seoul/corporate 192.168.0.0/16",
        "seoul/corporate 172.16.0.0/12",
        "oregon",
        "internet",
      ],
    );
  });

  it("takes the parts of a network for one caller", () => {
    const probes = [probe({ source: "10.0.0.0/18" }), broken({ source: "10.0.64.0/18" })];
    assert.deepEqual([...(matrixOf({ probes }, topology).rows[0]?.cells ?? [])], [["srv", "broken"]]);
  });

  it("shows one sign a cell, and the legend of the signs that there are", () => {
    const probes = [
      probe(),
      keptOut({ to: "log" }),
      broken({ from: "oregon" }),
      keptOut({ from: "oregon", to: "log", outcome: "ok", ok: false }),
    ];
    assert.deepEqual(matrixLines(matrixOf({ probes }, topology), shown), [
      "          srv  log",
      "  seoul   +    -",
      "  oregon  x    !",
      "",
      "  + linked, and answered",
      "  x linked, but BROKEN",
      "  - not linked, and kept out",
      "  ! not linked, but ANSWERED: isolation is broken",
    ]);
  });

  it("paints each sign, and no column moves", () => {
    const paint: Paint = (style, text) => `<${style}>${text}</>`;
    const probes = [broken(), keptOut({ to: "log" })];
    const [, row] = matrixLines(matrixOf({ probes }, topology), { ...shown, paint });
    assert.equal(row, "  seoul  <red>x</>    <dim>-</>");
  });

  it("says so where there is nothing to call, or nobody to call it", () => {
    assert.deepEqual(matrixLines({ apis: [], rows: [] }, shown), ["  nothing to trace: there are no APIs"]);
    assert.deepEqual(matrixLines({ apis: ["srv"], rows: [] }, shown), ["  nothing to trace: nobody calls"]);
  });

  const square = (callers: number, apis: number, cell: (row: number, column: number) => Cell): Matrix => ({
    apis: names("service-", apis),
    rows: names("network-", callers).map((caller, row) => ({
      caller,
      cells: new Map(names("service-", apis).map((api, column) => [api, cell(row, column)])),
    })),
  });

  it("fits the width with any number of APIs and callers, in bands", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 120 }),
        fc.uniqueArray(name, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(80, 100),
        (apis, callers, width) => {
          const cells = new Map(apis.map((api) => [api, "broken"] as const));
          const matrix = { apis, rows: callers.map((caller) => ({ caller, cells })) };
          let count = 0;
          const paint: Paint = (_style, sign) => {
            count += 1;
            return sign;
          };
          for (const line of matrixLines(matrix, { ...shown, width, paint }))
            assert.ok(line.length <= width, line);
          assert.equal(count, apis.length * callers.length + 1, "each cell, and the legend");
        },
      ),
      { numRuns: 50 },
    );
  });

  it("sums up what is as it should be where there is much", () => {
    const lines = matrixLines(
      square(100, 100, () => "kept-out"),
      shown,
    );
    assert.ok(lines.includes("  90 more callers, all as they should be"));
    assert.ok(lines.includes("  70 more APIs, all as they should be"));
    assert.ok(lines.length < 80, String(lines.length));
  });

  it("never leaves out what is wrong", () => {
    const matrix = square(100, 100, (row, column) => (row === 93 && column === 97 ? "open" : "kept-out"));
    const text = matrixLines(matrix, shown).join("\n");
    assert.match(text, /^ +(service-\d+ +)*service-97$/m);
    assert.match(text, /^ {2}network-93 .* !$/m);
    const all = matrixLines(
      square(60, 2, () => "broken"),
      shown,
    );
    assert.equal(all.filter((line) => line.startsWith("  network-")).length, 60);
  });

  it("shows everything where everything is asked for", () => {
    const lines = matrixLines(
      square(100, 2, () => "answered"),
      { ...shown, whole: true },
    );
    assert.equal(lines.filter((line) => line.startsWith("  network-")).length, 100);
  });
});
