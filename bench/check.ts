import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { runEmbedded } from "../lab/embedded/run";
import { wire } from "../stacks/wire";
import { meshOf } from "./meshes";
import { run } from "./processes";
import type { Row } from "./row";

/** Networks and APIs, every pair of them linked: 10,000 links each time, and a small one for the cost of one call. */
const meshes = {
  "100 networks by 100 APIs": [100, 100],
  "1,000 networks by 10 APIs": [1000, 10],
} as const;
const small = [2, 3] as const;

/** What 10,000 links may take, in milliseconds and megabytes. */
const limits = { time: 2000, memory: 500 };

const measured = z.object({ calls: z.number(), time: z.number(), memory: z.number() });

/** Checks large meshes, beside what that may cost, and beside what one call costs in a small one. */
export async function checkRows(): Promise<readonly Row[]> {
  const few = await measure(...small);
  const rows: Row[] = [];
  for (const [what, [networks, apis]] of Object.entries(meshes)) {
    const { calls, time, memory } = await measure(networks, apis);
    rows.push(
      { what: `check, ${what} : limit`, count: calls, apilink: time, baseline: limits.time, target: 1 },
      { what: `  its memory : limit`, unit: "MB", apilink: memory, baseline: limits.memory, target: 1 },
      {
        what: `  1,000 calls of it : of ${few.calls} calls`,
        apilink: (1000 * time) / calls,
        baseline: (1000 * few.time) / few.calls,
        target: 1,
      },
    );
  }
  return rows;
}

/** In a process of its own, so that the memory is that of the check alone. */
async function measure(networks: number, apis: number): Promise<z.output<typeof measured>> {
  const topology = meshOf(networks, apis);
  const resources = await runEmbedded(() => wire(topology, { tags: {}, flowLogs: false }), {
    project: "apilink",
    stack: "bench",
  });
  const folder = mkdtempSync(join(tmpdir(), "apilink-bench-"));
  const [given, found] = [join(folder, "given.json"), join(folder, "found.json")];
  try {
    writeFileSync(given, JSON.stringify({ topology, resources }));
    await run([process.execPath, join(__dirname, "checkOnce", "bin.js"), given, found], { cwd: __dirname });
    return measured.parse(JSON.parse(readFileSync(found, "utf8")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
