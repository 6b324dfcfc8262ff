import { z } from "zod";
import { types } from "../lab/services/types";
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
  const published = publishedApis(resources);
  const associated = associations(resources);
  const links = outputs.links.map(({ from, to, through, url }): ReportedLink => {
    const [restApiId = "", endpointId = ""] = [outputs.apis[to], outputs.endpoints[through]];
    return {
      from,
      to,
      through,
      ok: published.has(restApiId) && associated.has(`${restApiId} ${endpointId}`),
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

/** The ids of the APIs that have a stage. */
function publishedApis(resources: readonly ResourceState[]): ReadonlySet<unknown> {
  return new Set(
    resources.filter(({ type }) => type === types.stage).map(({ outputs }) => outputs["restApi"]),
  );
}

/** Every `API endpoint` pair of ids that is associated, which is what makes the alias. */
function associations(resources: readonly ResourceState[]): ReadonlySet<string> {
  const apis = resources.filter(({ type }) => type === types.restApi);
  return new Set(
    apis.flatMap(({ id = "", outputs }) => endpointIdsOf(outputs).map((endpoint) => `${id} ${endpoint}`)),
  );
}

function endpointIdsOf({ endpointConfiguration }: ResourceState["outputs"]): readonly string[] {
  return (
    z.object({ vpcEndpointIds: z.array(z.string()).nullish() }).safeParse(endpointConfiguration).data
      ?.vpcEndpointIds ?? []
  );
}
