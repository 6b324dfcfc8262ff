import { once } from "node:events";
import type { Writable } from "node:stream";

/** Where a command writes to. */
export interface Io {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Exit statuses: all as it should be, something is not, wrong usage or topology, locked by another run, interrupted (128 + SIGINT). */
export const statuses = { ok: 0, red: 1, usage: 2, locked: 3, interrupted: 130 } as const;

/** What a command that only reads has to tell. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: Iterable<string>;
  /** @default nothing */
  readonly stderr?: string;
}

/** A chunk is about as large as a pipe takes at once. */
const chunkLength = 64 * 1024;

/** Writes pieces of text, as fast as the reader takes them and never much at once. */
export async function writeAll(stream: Writable, pieces: Iterable<string>): Promise<void> {
  for (const chunk of chunksOf(pieces)) {
    if (!stream.write(chunk)) await once(stream, "drain");
  }
}

function* chunksOf(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/** Terminals tell their width; nobody likes to read lines longer than this. */
const widest = 100;

export function widthOf(stream: Writable & { readonly columns?: unknown }): number {
  const { columns } = stream;
  return typeof columns === "number" && columns >= 40 ? Math.min(columns, widest) : widest;
}
