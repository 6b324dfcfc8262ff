import assert from "node:assert/strict";
import type { ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import { TopologyError, type TopologyProblem } from "../../stacks/topology/problem";
import { check } from "../../verify/check";
import { runTopology } from "../support/stacks";
import { awsStates, labelOf } from "../support/states";
import { changed } from "./changes";
import { declaredProperties } from "./declared";
import { observe, type Observed } from "./observed";
import { withValue } from "./paths";
import { filled, labelled } from "./placeholders";
import { replay, unmake } from "./replay";
import { readRows, type Call, type Change, type Form, type Refusal, type Row } from "./shape";

/** How many rows each guide has. */
const guides = { D: 12, C: 12, R: 9, G: 5, I: 4, E: 6 };
const ids = Object.entries(guides).flatMap(([guide, count]) =>
  Array.from({ length: count }, (_, index) => `${guide}${index + 1}`),
);

const rows = readRows();

describe("the guides' rows", () => {
  it("have one file each, named after it, and there is no other", () => {
    assert.deepEqual([...rows.keys()].sort(), [...ids].sort());
    assert.deepEqual(
      [...rows.values()].map(({ id }) => id),
      [...rows.keys()],
    );
  });

  it("make a call each", () => {
    for (const [file, { calls }] of rows) assert.ok(calls.length > 0, file);
  });

  for (const [file, row] of rows)
    describe(`${file}: ${row.title}`, () => {
      rowTests(file, row);
    });
});

function rowTests(file: string, row: Row): void {
  const topology = parseTopology(row.topology, `${file}.yaml`);
  let program: readonly ResourceState[] = [];
  let resources: readonly ResourceState[] = [];

  before(async () => {
    program = await runTopology(row.topology as object);
    resources = changed(program, row.changes);
  });

  row.calls.forEach((call, index) => {
    for (const form of [call.form].flat()) {
      it(`${index + 1}. ${titleOf(call, form)}`, () => {
        const there = changed(resources, call.changes);
        for (const observed of observe(call, form, topology, there)) {
          assert.deepEqual(observed, expectedOf(call, observed, there));
        }
      });
    }
  });

  for (const refusal of row.refused) {
    it(`is refused by the ${placeOf(refusal)}`, () => {
      if (refusal.at === "topology") assertTopologyRefused(row.topology, refusal);
      else if (refusal.at === "deploy") assertDeploymentRefused(program, refusal);
      else assertDeletionRefused(program, refusal);
    });
  }

  if (row.destroyed.length > 0) {
    it("is destroyed in the reverse order of its making", () => {
      const order = awsStates(program)
        .filter(({ custom }) => custom)
        .reverse();
      const labels = order.map(labelOf).filter((label) => row.destroyed.includes(label));
      assert.deepEqual(labels, row.destroyed);
      assert.equal(unmake(program, order), undefined);
    });
  }

  if (row.findings.length > 0) {
    it("is told by check", () => {
      const { findings } = check("test", topology, resources);
      for (const { rule, where } of row.findings) {
        assert.ok(
          findings.some((finding) => finding.rule === rule && finding.where === where),
          `no ${rule} at ${where} among ${findings.map((found) => `${found.rule} ${found.where}`).join(", ")}`,
        );
      }
    });
  }

  it("names properties that the SDK declares", async () => {
    const additions = [...row.calls, ...row.refused].map((part) => ("changes" in part ? part.changes : []));
    for (const changes of [row.changes, ...additions.map((more) => [...row.changes, ...more])]) {
      const there = changed(
        program,
        changes.filter((change) => !("without" in change)),
      );
      for (const { type, properties } of changes.flatMap((change) => writtenBy(change, there))) {
        const declared = await declaredProperties(type);
        for (const property of properties) assert.ok(declared.has(property), `${type} has no ${property}`);
      }
    }
  });
}

function titleOf({ says, from, client, method }: Call, form: Form | undefined): string {
  const how = `${method === "GET" ? "" : `${method} `}${form ?? "url"} from ${from}${client === "browser" ? " by a browser" : ""}`;
  return says === undefined ? how : `${says}: ${how}`;
}

/** The row's expectation with its placeholders filled in; an explanation that holds what it must is as it should be. */
function expectedOf(
  { expect: { because, body, ...rest } }: Call,
  { explanation }: Observed,
  resources: readonly ResourceState[],
): Observed {
  const held = filled(because, resources);
  return {
    ...rest,
    body: body === null ? null : filled(body, resources),
    explanation: explanation.includes(held) ? explanation : `… ${held} …`,
  };
}

function assertTopologyRefused(
  topology: unknown,
  { set, problems }: Extract<Refusal, { at: "topology" }>,
): void {
  const raw = Object.entries(set).reduce((at, [path, value]) => withValue(at, path, value), topology);
  let told: readonly TopologyProblem[] = [];
  assert.throws(
    () => parseTopology(raw, "topology.yaml"),
    (error) => {
      assert.ok(error instanceof TopologyError);
      told = error.problems;
      return true;
    },
  );
  assert.deepEqual(
    told.map(({ path, message }) => ({ path, message })),
    problems,
  );
}

function assertDeploymentRefused(
  program: readonly ResourceState[],
  { changes, resource, code, message }: Extract<Refusal, { at: "deploy" }>,
): void {
  assert.equal(replay(program), undefined, "without the change nothing is refused");
  assert.deepEqual(replay(changed(program, changes)), { resource, code, message: filled(message, program) });
}

function assertDeletionRefused(
  program: readonly ResourceState[],
  { resource, code, message }: Extract<Refusal, { at: "destroy" }>,
): void {
  const refused = unmake(program, [labelled(program, resource)]);
  assert.deepEqual(refused, { resource, code, message: filled(message, program) });
}

/** Who refuses, and at which resource. */
function placeOf(refusal: Refusal): string {
  return refusal.at === "topology" ? "topology" : `${refusal.at} of ${refusal.resource}`;
}

/** The type that a change is about, and the properties that it writes. */
function writtenBy(
  change: Change,
  resources: readonly ResourceState[],
): readonly { readonly type: string; readonly properties: readonly string[] }[] {
  if ("without" in change) return [];
  if ("add" in change) {
    const { add: type, inputs, outputs } = change;
    return [{ type, properties: [...Object.keys(inputs), ...Object.keys(outputs)] }];
  }
  const properties = Object.keys(change.to).map((path) => path.split(".")[0] ?? path);
  return [{ type: labelled(resources, change.set).type, properties }];
}
