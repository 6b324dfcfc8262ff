import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** Types of resources that decide no call, each with the reason. */
export type Spared = Readonly<Record<string, string>>;

/** @param file Beside this one. */
export function sparedIn(file: string): Spared {
  return z.record(z.string(), z.string().min(10)).parse(parse(readFileSync(join(__dirname, file), "utf8")));
}
