import assert from "node:assert/strict";
import { buildSync } from "esbuild";
import { resolve } from "node:path";

/** What a file needs when it runs, beyond the project's own files. */
function packagesOf(file: string): readonly string[] {
  const { metafile } = buildSync({
    entryPoints: [resolve(__dirname, "../..", file)],
    bundle: true,
    packages: "external",
    platform: "node",
    write: false,
    metafile: true,
    outdir: "none",
  });
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
}

describe("the estimate", () => {
  it("reaches no file, cloud or clock by what it imports", () => {
    assert.deepEqual(packagesOf("cost/estimate.ts"), []);
    assert.notDeepEqual(packagesOf("cli/cost.ts"), []);
  });
});
