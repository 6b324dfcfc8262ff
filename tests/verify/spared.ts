import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { nameOf } from "../../lab/urns";
import type { ResourceState } from "../../lab/state";

/** Resources that decide no call, by type, or as `TYPE NAME` or `TYPE *.END` by type and name or its end; each with the reason. */
export type Spared = Readonly<Record<string, string>>;

/** @param file Beside this one. */
export function sparedIn(file: string): Spared {
  return z.record(z.string(), z.string().min(10)).parse(parse(readFileSync(join(__dirname, file), "utf8")));
}

/** Whether a resource is among those that decide no call. */
export function isSpared(spared: Spared, { type, urn }: Pick<ResourceState, "type" | "urn">): boolean {
  const name = nameOf(urn);
  const end = name.split(".").at(-1) ?? "";
  return [type, `${type} ${name}`, `${type} *.${end}`].some((entry) => entry in spared);
}

/** The type that an entry is about. */
export function typeIn(entry: string): string {
  return entry.split(" ")[0] ?? entry;
}
