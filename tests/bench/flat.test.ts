import assert from "node:assert/strict";
import { recipeOf } from "../../bench/flat/recipe";
import { registerAll } from "../../bench/flat/register";
import { topologyOfSize } from "../../bench/topologies";
import { runEmbedded } from "../../lab/embedded/run";
import type { ResourceState } from "../../lab/state";
import { resourcesOfProgram } from "../../verify/sources/program";

describe("the benchmark's flat program", () => {
  const { raw, topology } = topologyOfSize(4);
  const stackFile = { stack: "bench", file: "", config: { "apilink:topology": raw }, topology };
  const flat = async (components: boolean) => {
    const states = await resourcesOfProgram(stackFile);
    const recipe = recipeOf(states, { components });
    const made = await runEmbedded(
      () => {
        registerAll(recipe);
      },
      { project: "apilink", stack: "bench" },
    );
    return { states, made };
  };

  it("registers the very resources of the program, inputs, ids, parents, providers and dependencies included", async () => {
    const { states, made } = await flat(true);
    assert.deepEqual(comparable(made), comparable(states));
  });

  it("leaves out the components and nothing else where it is to", async () => {
    const { states, made } = await flat(false);
    assert.deepEqual(namesOf(made), namesOf(states));
    assert.deepEqual(
      made.filter(({ custom }) => !custom).map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
  });
});

/** In an order of their own, and without the outputs of components, which are the components' own business. */
function comparable(states: readonly ResourceState[]) {
  return states
    .map(({ outputs, dependencies, ...state }) => ({
      ...state,
      ...(state.custom && { outputs }),
      dependencies: [...dependencies].sort(),
    }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

function namesOf(states: readonly ResourceState[]): string[] {
  return states
    .filter(({ custom }) => custom)
    .map(({ type, urn }) => `${type} ${urn.split("::").pop() ?? ""}`)
    .sort();
}
