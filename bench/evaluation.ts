import { runEmbedded } from "../lab/embedded/run";
import { resourcesOfProgram } from "../verify/sources/program";
import { recipeOf } from "./flat/recipe";
import { registerAll } from "./flat/register";
import { interleaved, processorTime, type Rounds } from "./measure";
import type { Row } from "./row";
import { topologyOfSize } from "./topologies";

/** Networks of a made-up topology: about 40, 400 and 2,000 resources. */
const sizes: readonly { readonly networks: number; readonly rounds: Rounds }[] = [
  { networks: 1, rounds: { warmUp: 10, counted: 41 } },
  { networks: 14, rounds: { warmUp: 3, counted: 15 } },
  { networks: 74, rounds: { warmUp: 1, counted: 5 } },
];

/**
 * Evaluates the program, from the topology to its last resource, on the embedded cloud in this process, beside flat
 * programs of the same resources on the same cloud.
 */
export async function evaluationRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { networks, rounds } of sizes) rows.push(...(await rowsOf(networks, rounds)));
  return rows;
}

async function rowsOf(networks: number, rounds: Rounds): Promise<readonly Row[]> {
  const { raw, topology } = topologyOfSize(networks);
  const stackFile = { stack: "bench", file: "", config: { "apilink:topology": raw }, topology };
  const states = await resourcesOfProgram(stackFile);
  const flat = (components: boolean) => {
    const recipe = recipeOf(states, { components });
    return processorTime(() =>
      runEmbedded(
        () => {
          registerAll(recipe);
        },
        { project: "apilink", stack: stackFile.stack },
      ),
    );
  };
  const [apilink = 0, withComponents = 0, without = 0] = await interleaved(
    [processorTime(() => resourcesOfProgram(stackFile)), flat(true), flat(false)],
    rounds,
  );
  const count = states.length;
  return [
    { what: "program : flat program", count, apilink, baseline: withComponents, target: 1.15 },
    { what: "program : flat, no components", count, apilink, baseline: without },
  ];
}
