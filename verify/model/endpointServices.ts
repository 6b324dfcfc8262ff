import type { ResourceState } from "../../lab/state";
import type { PublishedService } from "./facts";
import { flag, isKnownList, labelOf, property, text, texts, type States } from "./reading";
import { parseServiceName } from "./serviceNames";
import { types } from "./types";

/** The services of one's own that are published through PrivateLink. */
export function endpointServicesIn(states: States): readonly PublishedService[] {
  return states.of(types.endpointService).map((state): PublishedService => {
    const serviceName = text(state, "serviceName") ?? "";
    const region = text(state, "region") ?? parseServiceName(serviceName)?.region ?? "";
    const regions = listOf(state, "supportedRegions");
    return {
      id: state.id ?? "",
      label: labelOf(state),
      serviceName,
      region,
      supportedRegions: regions && new Set([region, ...regions]),
      allowedPrincipals: texts(property(state, "allowedPrincipals")),
      acceptanceRequired: flag(state, "acceptanceRequired", true),
      loadBalancerArns: listOf(state, "networkLoadBalancerArns"),
    };
  });
}

function listOf(state: ResourceState, key: string): readonly string[] | undefined {
  const value = property(state, key);
  return isKnownList(value) ? texts(value) : undefined;
}

/** Ids of the endpoints whose connection the service's account has accepted. */
export function acceptedIn(states: States): ReadonlySet<string> {
  return new Set(
    states
      .of(types.endpointAccepter)
      .filter((state) => (text(state, "vpcEndpointState") ?? available).toLowerCase() === available)
      .flatMap((state) => text(state, "vpcEndpointId") ?? []),
  );
}

const available = "available";
