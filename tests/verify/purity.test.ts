import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** What reads anything but its arguments. Whether a text is an address is all that is asked of `node:net`. */
const impure = /^(?:@pulumi\/|@aws-sdk\/|@grpc\/|node:(?!net$))/;

/** The part of `node:crypto` that gives the same for the same. */
const repeatable = /^import \{(?:\s*(?:createHash|createHmac|timingSafeEqual),?)+\s*\} from "node:crypto";$/m;

/** What a file imports when it runs: imports of types alone are gone by then. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?["']([^"']+)["'];/gm)].flatMap(
    ([statement, name = ""]) => (repeatable.test(statement) ? [] : name),
  );
}

function fileOf(from: string, name: string): string {
  const path = resolve(dirname(from), name);
  return [`${path}.ts`, join(path, "index.ts")].find(existsSync) ?? assert.fail(`${from}: no ${name}`);
}

/** The ways from a file to what is impure, each as the files on it and the import at its end. */
function impureWays(file: string, seen: Set<string>): readonly string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const own = relative(root, file);
  return importsOf(file).flatMap((name) => {
    if (name.startsWith(".")) return impureWays(fileOf(file, name), seen).map((way) => `${own} > ${way}`);
    return impure.test(name) ? [`${own} > ${name}`] : [];
  });
}

describe("what is pure", () => {
  for (const folder of ["model", "policy", "trace"]) {
    it(`verify/${folder} reaches no file, cloud or clock by what it imports`, () => {
      const path = join(root, "verify", folder);
      const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith(".ts"),
      );
      assert.ok(files.length > 0);
      assert.deepEqual(
        files.flatMap((file) => impureWays(join(path, file), new Set())),
        [],
      );
    });
  }

  it("is all of verify/check: an SDK takes longer to load than a large stack to check", () => {
    assert.deepEqual(impureWays(join(root, "verify/check/index.ts"), new Set()), []);
  });

  it("is not what reads stack files", () => {
    assert.notDeepEqual(impureWays(join(root, "verify/sources/stackTopology.ts"), new Set()), []);
  });

  it("has no clock and no randomness of its own", () => {
    for (const folder of ["model", "policy", "trace"]) {
      const path = join(root, "verify", folder);
      for (const file of readdirSync(path, { recursive: true, encoding: "utf8" })) {
        if (!file.endsWith(".ts")) continue;
        const text = readFileSync(join(path, file), "utf8");
        assert.doesNotMatch(text, /Math\.random|Date\.now|new Date\(|performance\.|process\./, file);
      }
    }
  });
});
