import { types } from "./types";

/**
 * What is no thing of its own in AWS but a part of another, by that other's type: it has the other's id and goes with
 * it. The program leaves the policy of an endpoint behind on purpose, since without one the endpoint would be open.
 */
export const partsOf: Readonly<Record<string, readonly string[]>> = {
  [types.endpoint]: [types.endpointPolicy],
};
