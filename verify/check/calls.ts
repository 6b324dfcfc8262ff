import { compare } from "../../components/compare";
import type { Topology } from "../../stacks/topology/types";
import {
  domainForm,
  frontForms,
  urlForms,
  type EndpointForm,
  type FrontForm,
  type UrlForm,
} from "../../stacks/urlForms";
import type { Form } from "../contract";
import type { Model } from "../model/facts";
import { nameIn } from "../model/names";
import type { Url } from "../trace/types";

/** The forms whose URL names an endpoint. */
export const byEndpoint = [
  "alias",
  "endpoint-host",
  "endpoint-header",
] as const satisfies readonly EndpointForm[];

const byFront = ["nlb-header", "nlb-header-insecure"] as const satisfies readonly FrontForm[];

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
  const { stage = "", region = "", apiKey = false, domain } = apis[name] ?? {};
  const key: Readonly<Record<string, string>> = apiKey ? { "x-api-key": `<api-key:${name}>` } : {};
  const written = (
    form: Form,
    through: string | null,
    { url, headers }: UrlForm,
    named = true,
  ): WrittenCall => {
    const all = { ...headers, ...key };
    return {
      form,
      through,
      named,
      method: "GET",
      url,
      parsed: parsed(url),
      headers: all,
      sent: Object.fromEntries(Object.entries(all).map(([header, value]) => [header.toLowerCase(), value])),
      insecure: form === "nlb-header-insecure",
    };
  };
  const formsOf = (endpointId: string, endpointDnsName = ""): Readonly<Record<EndpointForm, UrlForm>> =>
    urlForms({ restApiId, region, stage, endpointId, endpointDnsName });
  return [
    written("default", null, formsOf("").default),
    ...endpointsOf(model).flatMap(({ through, id, named }) => {
      const own = model.endpoints.get(id)?.names.find(({ zone }) => zone === undefined)?.name;
      const forms = formsOf(id, own);
      const possible = own === undefined ? (["alias"] as const) : byEndpoint;
      return possible.map((form) => written(form, through, forms[form], named));
    }),
    ...inOrder(model.loadBalancers, ({ dnsName }) => dnsName).flatMap(({ dnsName, vpcId }) => {
      const through = nameIn(model.names.networks, vpcId) ?? null;
      const forms = frontForms({ restApiId, stage }, dnsName);
      return byFront.map((form) => written(form, through, forms[form]));
    }),
    ...inOrder([...domainForms(model, restApiId, domain?.name)], ([url]) => url).map(([url, form]) =>
      written("domain", null, { ...form, url }),
    ),
  ];
}

/** A state lists resources in another order than the program. */
function inOrder<Entry>(entries: readonly Entry[], nameOf: (entry: Entry) => string): readonly Entry[] {
  return [...entries].sort((one, other) => compare(nameOf(one), nameOf(other)));
}

/** By URL, since the domain that the topology means is called whether it is there or not. */
function domainForms(
  { domains }: Model,
  restApiId: string,
  meant: string | undefined,
): ReadonlyMap<string, UrlForm> {
  const there = [...domains.values()].flatMap(({ name, mappings }) =>
    mappings
      .filter((mapping) => mapping.restApiId === restApiId)
      .map(({ basePath }) => domainForm(name, basePath)),
  );
  const all = meant === undefined ? there : [domainForm(meant), ...there];
  return new Map(all.map((form) => [form.url, form]));
}

/** The same call of another method, stage or path. */
export function callElsewhere(
  call: WrittenCall,
  { method, path }: { readonly method: string; readonly path: string },
): WrittenCall {
  const url = `https://${call.parsed.host}${path}`;
  return { ...call, method, url, parsed: parsed(url) };
}

/** Of a URL as it is written here; a state may hold names that no URL can. */
function parsed(url: string): Url {
  const [, host = "", path = ""] = /^https:\/\/([^/]*)(.*)$/s.exec(url) ?? [];
  return { scheme: "https", host, port: 443, path };
}

/** Every endpoint of API Gateway: those that the stack's outputs name, by their networks, and whatever else is there. */
function endpointsOf(model: Model) {
  const named = [...model.names.endpoints].map(([through, id]) => ({ through, id, named: true }));
  const ids = new Set(named.map(({ id }) => id));
  const others = [...model.endpoints.values()]
    .filter(({ id }) => !ids.has(id))
    .map(({ id, vpcId }) => ({ through: nameIn(model.names.networks, vpcId) ?? null, id, named: false }));
  return [...named, ...others];
}
