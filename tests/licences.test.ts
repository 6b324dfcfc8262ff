import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const root = join(__dirname, "..");
const lockShape = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });
const packageShape = z.object({ license: z.union([z.string(), z.object({ type: z.string() })]).optional() });

const copyleft = /GPL|MPL|EUPL|CDDL|EPL|OSL|SSPL/;

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

describe("the packages that come along at run time", () => {
  it("have no copyleft licence", () => {
    const { packages } = lockShape.parse(read("package-lock.json"));
    // Packages of other platforms are in the lock file and not on the disk.
    const installed = Object.entries(packages)
      .filter(
        ([path, { dev }]) => path !== "" && dev !== true && existsSync(join(root, path, "package.json")),
      )
      .map(([path]) => path);
    assert.ok(installed.length > 100);
    for (const path of installed) {
      const { license } = packageShape.parse(read(join(path, "package.json")));
      const name = typeof license === "string" ? license : license?.type;
      assert.ok(name !== undefined && !copyleft.test(name), `${path}: ${name ?? "no licence"}`);
    }
  });
});
