import assert from "node:assert/strict";
import { resolve } from "node:path";
import { unknown, type ResourceState } from "../../../lab/state";
import { readStackFile, stackFileOf } from "../../../stacks/stackFile";
import type { Topology } from "../../../stacks/topology/types";
import { check } from "../../../verify/check";
import type { Probe, Report } from "../../../verify/contract";
import { resourcesOfProgram } from "../../../verify/sources/program";
import { labelOf } from "../../support/states";

/** The same resource as if one of its properties were not known yet. */
function without(state: ResourceState, key: string): ResourceState {
  const blank = (values: ResourceState["inputs"]) => (key in values ? { ...values, [key]: unknown } : values);
  return { ...state, inputs: blank(state.inputs), outputs: blank(state.outputs) };
}

/** Every property of every resource of AWS, each in turn not known. */
function* blanks(states: readonly ResourceState[]) {
  for (const [index, state] of states.entries()) {
    if (!state.type.startsWith("aws:")) continue;
    for (const key of new Set([...Object.keys(state.inputs), ...Object.keys(state.outputs)])) {
      const changed = without(state, key);
      yield {
        what: `${labelOf(state)}.${key}`,
        states: states.map((own, at) => (at === index ? changed : own)),
      };
    }
  }
}

function callOf({ from, vantage, to, through, form, client }: Probe): string {
  return [from, vantage, to, through, form, client].join(" ");
}

/** The outcomes of each call, several where parts of the caller's range fare differently. */
function outcomesOf({ probes }: Report): ReadonlyMap<string, ReadonlySet<string>> {
  const outcomes = new Map<string, Set<string>>();
  for (const probe of probes) {
    const known = outcomes.get(callOf(probe)) ?? new Set<string>();
    outcomes.set(callOf(probe), known.add(probe.outcome));
  }
  return outcomes;
}

/** What is told of a call that was not told before, besides that it is not known. */
function surprises(before: Report, after: Report): readonly string[] {
  const known = outcomesOf(before);
  return [...outcomesOf(after)].flatMap(([call, outcomes]) =>
    [...outcomes]
      .filter((outcome) => outcome !== "unknown" && known.get(call)?.has(outcome) !== true)
      .map((outcome) => `${call}: ${outcome} instead of ${[...(known.get(call) ?? [])].join(" or ")}`),
  );
}

describe("a property that is not known", () => {
  for (const stack of ["dev", "prod"]) {
    let topology: Topology;
    let states: readonly ResourceState[];
    before(async () => {
      const file = readStackFile(stackFileOf(stack, resolve(__dirname, "../../..")));
      ({ topology } = file);
      states = await resourcesOfProgram(file);
    });

    it(`leaves each call of ${stack} as it was, or not known`, () => {
      const report = check(stack, topology, states);
      const found = [...blanks(states)].flatMap(({ what, states: changed }) =>
        surprises(report, check(stack, topology, changed)).map((surprise) => `${what}: ${surprise}`),
      );
      assert.deepEqual(found, []);
    }).timeout(60_000);
  }
});
