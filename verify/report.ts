import type { ResourceState } from "../lab/state";
import type { StackFile } from "../stacks/stackFile";
import type { Topology } from "../stacks/topology/types";
import { stackOutputsIn } from "./stackOutputs";

/** The report of `apilink check --json`; others script against it. */
export interface Report {
  readonly schema: "apilink.check/1";
  readonly stack: string;
  readonly ok: boolean;
  /** How many resources of AWS. */
  readonly resources: number;
  readonly links: readonly ReportedLink[];
  readonly subscriptions: readonly never[];
  readonly probes: readonly never[];
  readonly findings: readonly never[];
}

export interface ReportedLink {
  readonly from: string;
  readonly to: string;
  readonly through: string;
  /** Whether the API is published and associated with the endpoint that carries the link. */
  readonly ok: boolean;
  /** What a workload of the network should call. */
  readonly url: string;
  /** What the corporate network behind it should call; null where no corporate range is linked. */
  readonly corporateUrl: string | null;
  /** What the caller must send. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Reports on the resources of a stack. */
export function reportOf({ stack, topology }: StackFile, resources: readonly ResourceState[]): Report {
  const outputs = stackOutputsIn(resources);
  const links = outputs.links.map(({ from, to, through, url }): ReportedLink => {
    const [restApiId, endpointId] = [outputs.apis[to], outputs.endpoints[through]];
    return {
      from,
      to,
      through,
      ok: isPublished(resources, restApiId) && isAssociated(resources, restApiId, endpointId),
      url,
      corporateUrl: isCorporate(topology, from, through) ? url : null,
      headers: headersOf(topology, to),
    };
  });
  return {
    schema: "apilink.check/1",
    stack,
    ok: links.every(({ ok }) => ok),
    resources: resources.filter(({ type }) => type.startsWith("aws:")).length,
    links,
    subscriptions: [],
    probes: [],
    findings: [],
  };
}

/** What every call of an API must carry; the key itself is never shown. */
export function headersOf({ apis }: Topology, api: string): Readonly<Record<string, string>> {
  return apis[api]?.apiKey === true ? { "x-api-key": `<api-key:${api}>` } : {};
}

/** A corporate range is linked where its network is linked through itself: peering does not pass it on. */
function isCorporate({ networks }: Topology, from: string, through: string): boolean {
  return from === through && (networks[from]?.corporate.length ?? 0) > 0;
}

function isPublished(resources: readonly ResourceState[], restApiId: string | undefined): boolean {
  return resources.some(({ type, outputs }) => type === "aws:apigateway/stage:Stage" && outputs["restApi"] === restApiId);
}

function isAssociated(
  resources: readonly ResourceState[],
  restApiId: string | undefined,
  endpointId: string | undefined,
): boolean {
  const api = resources.find(({ type, id }) => type === "aws:apigateway/restApi:RestApi" && id === restApiId);
  const configuration = api?.outputs["endpointConfiguration"];
  if (typeof configuration !== "object" || configuration === null || !("vpcEndpointIds" in configuration)) return false;
  return Array.isArray(configuration.vpcEndpointIds) && configuration.vpcEndpointIds.includes(endpointId);
}
