import { readFileSync, writeFileSync } from "node:fs";
import type { ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import { check } from "../../verify/check";
import { interleaved, processorTime } from "../measure";

/** Checks what a file holds, and writes how many calls were followed, in how many milliseconds and megabytes. */
async function main(given: string, found: string): Promise<void> {
  const { topology, resources } = JSON.parse(readFileSync(given, "utf8")) as {
    topology: Topology;
    resources: readonly ResourceState[];
  };
  let calls = 0;
  const once = (): Promise<void> => {
    const { ok, probes } = check("bench", topology, resources);
    calls = probes.length;
    return ok ? Promise.resolve() : Promise.reject(new Error("the mesh is not as it should be"));
  };
  // The first check pays for what every later one finds done, and says what memory it takes.
  const start = performance.now();
  await once();
  const first = performance.now() - start;
  const memory = process.resourceUsage().maxRSS / 1024;
  const isLarge = first > 500;
  const [later = first] = isLarge
    ? []
    : await interleaved([processorTime(once)], { warmUp: 200, counted: 101 });
  writeFileSync(found, JSON.stringify({ calls, time: later, memory }));
}

const [, , given = "", found = ""] = process.argv;
void main(given, found);
