import type { ResourceState } from "../../lab/state";
import { isKnownList, isUnknown, property, text, texts } from "./reading";

/** What a VPC endpoint is by its type; undefined where that is written and not known, and nothing else tells. */
export function endpointKindOf(state: ResourceState): string | undefined {
  if (!isUnknown(property(state, "vpcEndpointType"))) {
    // Some programs leave it out, yet none makes another kind for API Gateway.
    const isApiGateway = text(state, "serviceName")?.endsWith(".execute-api") === true;
    return text(state, "vpcEndpointType") ?? (isApiGateway ? "Interface" : "Gateway");
  }
  // Only interfaces lie in subnets, and only gateways in route tables.
  if (mayHold(state, "subnetIds")) return mayHold(state, "routeTableIds") ? undefined : "Interface";
  return mayHold(state, "routeTableIds") ? "Gateway" : undefined;
}

/** Whether an endpoint is of this type, or may be. */
export function mayBe(kind: "Interface" | "Gateway", state: ResourceState): boolean {
  return (endpointKindOf(state) ?? kind) === kind;
}

function mayHold(state: ResourceState, key: string): boolean {
  const value = property(state, key);
  return !isKnownList(value) || texts(value).length > 0;
}
