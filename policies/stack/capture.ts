import { unknown } from "../../lab/state";
import { isPrivateLink, serviceOf, unknownOf } from "./endpoints";
import type { Reference, Resource, StackResources } from "./resources";
import { types } from "../types";

/** An execute-api endpoint whose private DNS takes the names of all APIs of its region, and the VPC that this is so in. */
export interface Capture {
  readonly endpoint: Resource;
  readonly vpc: Reference | "unknown" | undefined;
  readonly isKnown: boolean;
}

export function capturesIn(resources: StackResources): readonly Capture[] {
  return resources
    .of(types.endpoint)
    .filter(mayBeForApis)
    .flatMap((endpoint) => {
      const { privateDnsEnabled } = endpoint.properties;
      if (privateDnsEnabled !== true && privateDnsEnabled !== unknown) return [];
      const vpc = resources.reference(endpoint, "vpcId", types.vpc);
      return [{ endpoint, vpc, isKnown: privateDnsEnabled === true && unknownOf(endpoint).length === 0 }];
    });
}

/** An interface endpoint of execute-api, or one that may turn out to be. */
function mayBeForApis(endpoint: Resource): boolean {
  const { vpcEndpointType, serviceName } = endpoint.properties;
  return (
    (isPrivateLink(endpoint) || vpcEndpointType === unknown) &&
    (serviceName === unknown || serviceOf(endpoint) === "execute-api")
  );
}
