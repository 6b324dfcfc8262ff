import type { CloudResource } from "../resource";
import { types } from "./types";

/** What is no thing of its own in AWS but a part of another: it goes with it. */
type Part = Pick<CloudResource, "type" | "id">;

/**
 * The parts of each type that has some. The program leaves them behind on purpose: the policy of an endpoint, since without
 * one the endpoint would be open, and the integration of a method, since a method's next one takes its place.
 */
const parts: Readonly<Record<string, (id: string) => readonly Part[]>> = {
  [types.endpoint]: (id) => [{ type: types.endpointPolicy, id }],
  [types.method]: (id) => [{ type: types.integration, id: id.replace(/^agm-/, "agi-") }],
};

export function partsOf({ type, id }: CloudResource): readonly Part[] {
  return parts[type]?.(id) ?? [];
}
