import type { ResourceState } from "../../lab/state";
import { rootOutputsIn } from "../stackOutputs";
import { texts } from "./reading";

/** A property of the stack's own state: the types of which everything that there is was read. A program's state has none. */
export const completeProperty = "apilink:complete";

export function completeIn(resources: readonly ResourceState[]): ReadonlySet<string> {
  return new Set(texts(rootOutputsIn(resources)[completeProperty]));
}
