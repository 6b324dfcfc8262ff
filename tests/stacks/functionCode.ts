import assert from "node:assert/strict";
import { contentsOf } from "../../lab/archives";
import { types } from "../../lab/services/types";
import type { Properties } from "../../lab/resource";
import { signature, type ResourceState } from "../../lab/state";
import { placeholderOf, type HandlerName } from "../../stacks/handlerBundles";
import { stateOf } from "../support/states";

/** The kinds of values that stand for files. Source: Pulumi's `sdk/go/common/resource/sig`. */
const [asset, archive] = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

/**
 * A function's archive stands for this handler, with exactly these settings beside it: a state keeps its hash alone, so it is
 * compared with that of the archive that is expected.
 */
export function assertCode(
  states: readonly ResourceState[],
  name: string,
  handler: HandlerName,
  settings?: unknown,
): void {
  const textAsset = (text: string): Properties => ({ [signature]: asset, text });
  const { hash } = contentsOf({
    [signature]: archive,
    assets: {
      "index.js": textAsset(placeholderOf(handler)),
      ...(settings !== undefined && { "settings.json": textAsset(JSON.stringify(settings)) }),
    },
  });
  assert.deepEqual(stateOf(states, types.lambdaFunction, name).inputs["code"], {
    [signature]: archive,
    hash,
  });
}
