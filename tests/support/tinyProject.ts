import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Writes a project of one program and one stack, `tiny`, into a folder. */
export function writeTinyProject(dir: string, program: string): string {
  writeFileSync(join(dir, "index.ts"), program);
  writeFileSync(join(dir, "Pulumi.tiny.yaml"), 'config: { "pulumi:disable-default-providers": [aws] }\n');
  symlinkSync(resolve("node_modules"), join(dir, "node_modules"), "junction");
  return dir;
}
