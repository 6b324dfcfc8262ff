import { nameOf } from "../../lab/urns";
import { meantTopology } from "../meantTopology";
import { notKnown, nothing, stackRule, together, violation, type Found } from "../rule";
import { capturesIn, type Capture } from "../stack/capture";
import type { Resource, StackResources } from "../stack/resources";

/**
 * An execute-api endpoint with private DNS breaks every public API that its VPC calls. Which VPCs call public APIs, no
 * resource tells: the topology's `callsPublicApis` does, or this policy's configuration.
 */
export const privateDnsCapture = stackRule(
  {
    name: "private-dns-capture",
    description: "No execute-api endpoint has private DNS in a VPC that calls public APIs.",
    configSchema: {
      properties: {
        // Ids of VPCs, their logical names, or those of the components that make them.
        vpcsCallingPublicApis: { type: "array", items: { type: "string" } },
      },
    },
  },
  (resources, { vpcsCallingPublicApis: listed = [] }) => {
    const captures = capturesIn(resources);
    if (captures.length === 0) return nothing;
    const calling = new Set([...(listed as readonly string[]), ...networksCalling(resources)]);
    return calling.size === 0
      ? nothing
      : together(captures.map((capture) => judged(resources, capture, calling)));
  },
);

/** By name, and an adopted VPC by its id. */
function networksCalling(resources: StackResources): readonly string[] {
  const { networks = {} } = meantTopology(resources)?.topology ?? {};
  return Object.entries(networks).flatMap(([name, { callsPublicApis, existing }]) =>
    callsPublicApis ? [existing?.vpcId ?? name] : [],
  );
}

function judged(
  resources: StackResources,
  { endpoint, vpc, isKnown }: Capture,
  calling: ReadonlySet<string>,
): Found {
  if (vpc === "unknown") return notKnown(`${endpoint.name}.vpcId`);
  if (vpc === undefined) return nothing;
  const names = vpc.kind === "elsewhere" ? [vpc.key] : namesOf(resources, vpc.resource);
  const named = names.find((name) => calling.has(name));
  if (named === undefined) return nothing;
  if (!isKnown) return notKnown(`${endpoint.name}.privateDnsEnabled`);
  return violation(
    `${endpoint.name} has private DNS, so it takes every *.execute-api name of its region in ${named}, which calls public ` +
      "APIs: each of them answers 403 from then on. Set privateDnsEnabled: false, and call private APIs by their aliases.",
    endpoint,
  );
}

/** What a VPC may be called: its id, its name, and the names of the components around it. */
function namesOf(resources: StackResources, vpc: Resource): readonly string[] {
  const byUrn = new Map(resources.all.map((resource) => [resource.urn, resource]));
  const names = [vpc.id ?? vpc.name, vpc.name];
  let parent = vpc.parent;
  while (parent !== undefined && names.length < deepest) {
    names.push(nameOf(parent));
    parent = byUrn.get(parent)?.parent;
  }
  return names;
}

/** No program nests components as deep. */
const deepest = 100;
