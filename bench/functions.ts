import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundle } from "../stacks/bundling/bundle";
import { bundleOf } from "../stacks/handlerBundles";
import { inventoryCall } from "./inventoryCall";
import { interleaved, processorTime, type Sample } from "./measure";
import { run } from "./processes";
import type { Row } from "./row";

/** What the inventory's function may be and take: kilobytes of code, and milliseconds of its own for a call. */
const limits = { size: 250, ownTime: 0.3 };

/** A function that is nothing but the client. */
const clientOnly =
  'import { DynamoDBClient } from "@aws-sdk/client-dynamodb";\nexport const handler = DynamoDBClient;\n';

/** What the inventory's function costs to load and to run, and how large it is. */
export async function functionRows(): Promise<readonly Row[]> {
  const { bytes, code } = await bundleOf("inventory");
  return [
    await importRow(code),
    {
      what: "inventory's bundle : limit",
      unit: "kB",
      apilink: bytes / 1000,
      baseline: limits.size,
      target: 1,
    },
    await ownTimeRow(),
  ];
}

/** Loads the bundle, as Lambda does for a first call, beside one of the client of DynamoDB and nothing else. */
async function importRow(code: string): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "apilink-bench-"));
  try {
    const baselineCode = await bundledClient(join(folder, "baseline"));
    const [apilink = 0, baseline = 0] = await interleaved(
      [importOf(folder, "inventory.js", code), importOf(folder, "client.js", baselineCode)],
      { warmUp: 2, counted: 21 },
    );
    return { what: "import of inventory : of the client", apilink, baseline, target: 1.5 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundledClient(root: string): Promise<string> {
  const sources = join(root, "handlers", "client");
  mkdirSync(sources, { recursive: true });
  symlinkSync(resolve(__dirname, "..", "node_modules"), join(root, "node_modules"), "junction");
  writeFileSync(join(sources, "index.ts"), clientOnly);
  return (await bundle({ name: "client", root })).code;
}

/** In a process of its own each time, with the environment that a function has. */
function importOf(folder: string, name: string, code: string): Sample {
  const [file, found] = [join(folder, name), join(folder, `${name}.found`)];
  writeFileSync(file, code);
  const env = {
    TABLE_NAME: "servers",
    ALLOWED_ORIGINS: "[]",
    POSITION_KEY: "a key",
    AWS_REGION: "ap-northeast-2",
  };
  return async () => {
    await run([process.execPath, join(__dirname, "coldImport", "main.js"), file, found], {
      cwd: folder,
      env,
    });
    return Number(readFileSync(found, "utf8"));
  };
}

/** So many calls a sample that its time can be measured. */
const calls = 500;

/** What `GET /srv/{srvid}` takes more than the same read of the table by the same client. */
async function ownTimeRow(): Promise<Row> {
  const { handle, read, close } = inventoryCall();
  const rounds = { warmUp: 3, counted: 15 };
  const [whole = 0, table = 0] = await interleaved([repeated(handle), repeated(read)], rounds);
  close();
  return {
    what: "own time of GET /srv/{srvid} : limit",
    apilink: (whole - table) / calls,
    baseline: limits.ownTime,
    target: 1,
  };
}

function repeated(work: () => Promise<void>): Sample {
  return processorTime(async () => {
    for (let call = 0; call < calls; call++) await work();
  });
}
