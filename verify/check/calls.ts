import { partitionOf } from "../../components/partitions";
import type { Topology } from "../../stacks/topology/types";
import type { Form } from "../contract";
import type { Model } from "../model/facts";
import type { Url } from "../trace/types";

/** One way of writing a call of an API. */
export interface WrittenCall {
  readonly form: Form;
  /** The network whose endpoint the URL names; null for a URL that names none. */
  readonly through: string | null;
  /** Whether the stack's outputs name what carries the call; callers may find out the rest. */
  readonly named: boolean;
  readonly method: string;
  readonly url: string;
  readonly parsed: Url;
  readonly headers: Readonly<Record<string, string>>;
  /** By name in lower case, as the trace reads them. */
  readonly sent: Readonly<Record<string, string>>;
  readonly insecure: boolean;
}

/** Every way of calling an API: every form, through every endpoint, load balancer and domain that there is. */
export function callsOf(model: Model, { apis }: Topology, name: string): readonly WrittenCall[] {
  const restApiId = model.names.apis.get(name) ?? name;
  const { stage = "", region = "", apiKey = false } = apis[name] ?? {};
  const key: Readonly<Record<string, string>> = apiKey ? { "x-api-key": `<api-key:${name}>` } : {};
  const written = (
    form: Form,
    through: string | null,
    host: string,
    headers: Readonly<Record<string, string>> = {},
    { path = `/${stage}`, named = true } = {},
  ): WrittenCall => {
    const all = { ...headers, ...key };
    return {
      form,
      through,
      named,
      method: "GET",
      ...urlOf(host, path),
      headers: all,
      sent: Object.fromEntries(Object.entries(all).map(([header, value]) => [header.toLowerCase(), value])),
      insecure: form === "nlb-header-insecure",
    };
  };
  const domain = `execute-api.${region}.${partitionOf(region).dnsSuffix}`;
  const host = `${restApiId}.${domain}`;
  return [
    written("default", null, host),
    ...endpointsOf(model).flatMap(({ through, id, named }) => {
      const own = model.endpoints.get(id)?.names.find(({ zone }) => zone === undefined)?.name;
      return [
        written("alias", through, `${restApiId}-${id}.${domain}`, {}, { named }),
        ...(own === undefined
          ? []
          : [
              written("endpoint-host", through, own, { Host: host }, { named }),
              written("endpoint-header", through, own, { "x-apigw-api-id": restApiId }, { named }),
            ]),
      ];
    }),
    ...model.loadBalancers.flatMap(({ dnsName, vpcId }) =>
      (["nlb-header", "nlb-header-insecure"] as const).map((form) =>
        written(form, networkOf(model, vpcId), dnsName, { "x-apigw-api-id": restApiId }),
      ),
    ),
    ...[...model.domains.values()].flatMap(({ name: custom, mappings = [] }) =>
      mappings
        .filter((mapping) => mapping.restApiId === restApiId)
        .map(({ basePath }) =>
          written("domain", null, custom, {}, { path: `/${basePath === "(none)" ? "" : basePath}` }),
        ),
    ),
  ];
}

/** The same call of another method, stage or path. */
export function callElsewhere(
  call: WrittenCall,
  { method, path }: { readonly method: string; readonly path: string },
): WrittenCall {
  return { ...call, method, ...urlOf(call.parsed.host, path) };
}

function urlOf(host: string, path: string): { readonly url: string; readonly parsed: Url } {
  return { url: `https://${host}${path}`, parsed: { scheme: "https", host, port: 443, path } };
}

/** Every endpoint of API Gateway: those that the stack's outputs name, by their networks, and whatever else is there. */
function endpointsOf(model: Model) {
  const named = [...model.names.endpoints].map(([through, id]) => ({ through, id, named: true }));
  const ids = new Set(named.map(({ id }) => id));
  const others = [...model.endpoints.values()]
    .filter(({ id }) => !ids.has(id))
    .map(({ id, vpcId }) => ({ through: networkOf(model, vpcId), id, named: false }));
  return [...named, ...others];
}

function networkOf({ names }: Model, vpcId: string): string | null {
  return [...names.networks].find(([, id]) => id === vpcId)?.[0] ?? null;
}
