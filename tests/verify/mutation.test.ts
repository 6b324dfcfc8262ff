import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { readStackFile, type StackFile } from "../../stacks/stackFile";
import { check } from "../../verify/check";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withoutResources } from "../../verify/sources/without";
import type { ResourceState } from "../../lab/state";
import { awsStates, labelOf } from "../support/states";

const root = join(__dirname, "../..");
const spared = z
  .record(z.string(), z.string().min(10))
  .parse(parse(readFileSync(join(__dirname, "mutation.yaml"), "utf8")));

/** What takes resources away: each alone, and all of each type. */
function removals(states: readonly ResourceState[]): readonly string[] {
  return [...new Set(states.flatMap(({ urn, type }) => [urn, type]))];
}

for (const stack of ["dev", "prod"]) {
  describe(`every resource of ${stack}`, () => {
    let file: StackFile;
    let resources: readonly ResourceState[];
    before(async () => {
      file = readStackFile(join(root, `Pulumi.${stack}.yaml`));
      resources = await resourcesOfProgram(file);
    });

    const isOk = (left: readonly ResourceState[]): boolean => check(file.stack, file.topology, left).ok;

    it("together make check green", () => {
      assert.equal(isOk(resources), true);
    });

    it("is missed, or decides no call", () => {
      for (const what of removals(resources.filter(({ type }) => !type.startsWith("pulumi:")))) {
        const left = withoutResources(resources, [what]);
        const taken = resources.filter((resource) => !left.some(({ urn }) => urn === resource.urn));
        assert.ok(taken.length > 0);
        const isSpared = awsStates(taken).every(({ type }) => type in spared);
        assert.equal(isOk(left), isSpared, `without ${what} (${taken.map(labelOf).join(", ")})`);
      }
    });
  });
}

describe("the list of resources that decide no call", () => {
  it("names types that the two stacks use", async () => {
    const used = new Set<string>();
    for (const stack of ["dev", "prod"]) {
      for (const { type } of await resourcesOfProgram(readStackFile(join(root, `Pulumi.${stack}.yaml`))))
        used.add(type);
    }
    assert.deepEqual(
      Object.keys(spared).filter((type) => !used.has(type)),
      [],
    );
  });
});
