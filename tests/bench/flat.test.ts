import assert from "node:assert/strict";
import { archivesOf } from "../../bench/flat/archives";
import { recipeOf } from "../../bench/flat/recipe";
import { registerAll } from "../../bench/flat/register";
import { topologyOfSize } from "../../bench/topologies";
import { runEmbedded } from "../../lab/embedded/run";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import { parseTopology } from "../../stacks/topology/parse";
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

  it("registers functions with the code and the secrets that they have", async () => {
    const states = await resourcesOfProgram(withFunctions);
    const recipe = recipeOf(states, { components: true, archives: await archivesOf(withFunctions) });
    // As the lab project of a preview gets it.
    const written = JSON.parse(JSON.stringify(recipe)) as typeof recipe;
    const made = await runEmbedded(
      () => {
        registerAll(written);
      },
      { project: "apilink", stack: "bench" },
    );
    assert.deepEqual(comparable(made), comparable(states));
    const names = made.filter(({ type }) => type === types.lambdaFunction).map(({ urn }) => nameOf(urn));
    assert.deepEqual(names.sort(), [
      "seoul.canary.function",
      "srv.collect.function",
      "srv.inventory.function",
    ]);
  });

  it("refuses code that nobody knows", async () => {
    const states = await resourcesOfProgram(withFunctions);
    assert.throws(
      () => recipeOf(states, { components: true }),
      /nobody knows what the archive [0-9a-f]{64} holds/,
    );
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

const raw = {
  accounts: { endpoint: { id: "111111111111" }, api: { id: "222222222222", apiLogs: "create" } },
  networks: { seoul: { account: "endpoint", region: "ap-northeast-2", cidr: "10.0.0.0/16", canary: true } },
  apis: { srv: { account: "api", region: "ap-northeast-2", backend: "inventory", apiKey: true } },
  links: [{ from: "seoul", to: "srv" }],
};
const withFunctions = {
  stack: "bench",
  file: "",
  config: { "apilink:topology": raw },
  topology: parseTopology(raw, "a topology with functions"),
};

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
