import assert from "node:assert/strict";
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { before, describe, it } from "mocha";
import type { ResourceState } from "../../../lab/state";
import { UserError } from "../../../stacks/userError";
import { readStateFile, type StateFile } from "../../../verify/sources/stateFile";
import { damaged, exportOf, hostileStates, rewired, truncated, withWires } from "../../support/hostileStates";
import { runStack } from "../../support/stacks";
import { temporaryFolders } from "../../support/temporary";

const allowedMs = 5000;

describe("any file as a state", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  let resources: readonly ResourceState[] = [];
  let file = "";

  before(async () => {
    resources = await runStack("dev");
    file = join(folder(), "state.json");
  });

  /** Reads the file; what it throws must be a user's error, short, soon, and no command to the terminal. */
  function read(): StateFile | UserError {
    const start = performance.now();
    try {
      return readStateFile(file);
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      const told = error.message.slice(file.length);
      assert.ok(error.message.startsWith(`${file}: `), error.message);
      assert.ok(told.length < 3000, `${told.length} characters: ${told.slice(0, 300)}`);
      assert.match(told, /^[^\p{Cc}]*(\n {2}[^\p{Cc}]*)*\n {2}hint: [^\p{Cc}]+$/u);
      return error;
    } finally {
      const took = performance.now() - start;
      assert.ok(took < allowedMs, `took ${took} ms`);
    }
  }

  function readText(text: string): StateFile | UserError {
    writeFileSync(file, text);
    return read();
  }

  function check(texts: fc.Arbitrary<string>, numRuns: number, test: (text: string) => void): void {
    fc.assert(fc.property(texts, test), { numRuns });
  }

  it("is sound where nothing is done to it", () => {
    const result = readText(JSON.stringify(exportOf(resources), null, 4));
    assert.ok(!(result instanceof UserError));
    assert.equal(result.resources.length, resources.length);
  });

  it("is refused when cut off, and told to be", () => {
    check(truncated(JSON.stringify(exportOf(resources), null, 4)), 300, (text) => {
      const result = readText(text);
      assert.ok(result instanceof UserError);
      assert.match(result.message, text.trim() === "" ? /is empty/ : /looks cut off/);
    });
  });

  it("is read or refused, whatever stands in it", () => {
    check(damaged(exportOf(resources)), 500, (text) => {
      readText(text);
      assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    });
  });

  it("is refused where resources are in a circle", () => {
    const exported = exportOf(resources);
    const indexes = fc.uniqueArray(fc.integer({ min: 1, max: resources.length - 1 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(indexes, fc.boolean(), (circle, asParent) => {
        const wires = circle.map((from, index) => ({
          ...{ from, asParent },
          to: circle[(index + 1) % circle.length] ?? from,
        }));
        const result = readText(JSON.stringify(withWires(exported, wires)));
        assert.ok(result instanceof UserError);
        assert.match(result.message, /is its own parent or dependency/);
      }),
      { numRuns: 150 },
    );
    check(rewired(exported), 150, (text) => {
      readText(text);
    });
  });

  it("is read or refused in every other combination", () => {
    check(hostileStates(resources), 300, (text) => {
      readText(text);
    });
  });

  it("is not even read when too large", () => {
    writeFileSync(file, "");
    truncateSync(file, 100 * 1024 * 1024);
    const result = read();
    assert.ok(result instanceof UserError);
    assert.match(result.message, /64 MB/);
  });

  const fillings: readonly (readonly [filling: string, start: string, refusal: RegExp])[] = [
    ["[", "", /deeper than 100 levels, in line 1, column 101/],
    ['{"a":', "", /deeper than 100 levels/],
    [" ", "", /is empty/],
    ["\n", "x", /is not JSON: the error is in line 1, column 1\n/],
    ["1", "", /must be|is JSON, but/],
    ["\\\\", '"', /looks cut off/],
    ["\u0000", "", /is not JSON/],
    ["{},", '{"version":3,"deployment":{"resources":[', /more than 1500000 values/],
    ["{},", "[", /more than 1500000 values/],
  ];
  // As many values as are read at all, in the shapes that take longest.
  const count = 1_490_000;
  const extremes: Readonly<Record<string, () => string>> = {
    lists: () => `[${"[],".repeat(count)}0]`,
    mappings: () => `[${"{},".repeat(count)}0]`,
    names: () => `{${Array.from({ length: count }, (_, index) => `"n${index}":0`).join()}}`,
    "mappings of names": () =>
      `[${Array.from({ length: count / 2 }, (_, index) => `{"n${index}":0}`).join()}]`,
  };
  for (const [what, valueOf] of Object.entries(extremes)) {
    it(`is read with ${count} ${what}`, function () {
      // Measured: up to 3 s, most of which JSON.parse takes.
      this.timeout(20_000);
      const names = '"urn":"urn:pulumi:s::p::t::n","type":"t","custom":true';
      writeFileSync(
        file,
        `{"version":3,"deployment":{"resources":[{${names},"inputs":{"a":${valueOf()}}}]}}`,
      );
      assert.equal(readStateFile(file).resources.length, 1);
    });
  }

  for (const [filling, start, refusal] of fillings) {
    it(`is refused when 60 MB of ${JSON.stringify(filling)} after ${JSON.stringify(start)}`, () => {
      fill(file, start, filling, 60 * 1024 * 1024);
      const result = read();
      assert.ok(result instanceof UserError);
      assert.match(result.message, refusal);
    });
  }
});

function fill(file: string, start: string, filling: string, bytes: number): void {
  const chunk = filling.repeat(Math.floor((1024 * 1024) / filling.length));
  const descriptor = openSync(file, "w");
  writeSync(descriptor, start);
  for (let written = 0; written < bytes; written += chunk.length) writeSync(descriptor, chunk);
  closeSync(descriptor);
}
