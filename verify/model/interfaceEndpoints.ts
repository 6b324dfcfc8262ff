import type { Endpoint, Model } from "./facts";

/** Every interface endpoint, whatever it leads to. */
export function interfaceEndpointsIn({
  endpoints,
  otherEndpoints,
}: Pick<Model, "endpoints" | "otherEndpoints">): readonly Endpoint[] {
  return [...endpoints.values(), ...otherEndpoints.values()];
}
