import { partitionOf } from "../../components/partitions";
import type { Topology } from "../../stacks/topology/types";
import { urlForms } from "../../stacks/urlForms";
import type { Form } from "../contract";
import type { Model } from "../model/facts";
import type { Url } from "../trace/types";
import { parseUrl } from "../trace/url";

/** One way of writing a call of an API. */
export interface WrittenCall {
  readonly form: Form;
  /** The network whose endpoint the URL names; null for a URL that names none. */
  readonly through: string | null;
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
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): WrittenCall => {
    const all = { ...headers, ...key };
    return {
      form,
      through,
      url,
      parsed: parseUrl(url),
      headers: all,
      sent: Object.fromEntries(Object.entries(all).map(([header, value]) => [header.toLowerCase(), value])),
      insecure: form === "nlb-header-insecure",
    };
  };
  const host = `${restApiId}.execute-api.${region}.${partitionOf(region).dnsSuffix}`;
  return [
    written("default", null, `https://${host}/${stage}`),
    ...[...model.names.endpoints].flatMap(([through, endpointId]) => {
      const own = model.endpoints.get(endpointId)?.names.find(({ zone }) => zone === undefined)?.name;
      const forms = urlForms({ restApiId, region, stage, endpointId, endpointDnsName: own ?? "" });
      return [
        written("alias", through, forms.alias.url, forms.alias.headers),
        ...(own === undefined
          ? []
          : (["endpoint-host", "endpoint-header"] as const).map((form) =>
              written(form, through, forms[form].url, forms[form].headers),
            )),
      ];
    }),
    ...model.loadBalancers.flatMap(({ dnsName, vpcId }) =>
      (["nlb-header", "nlb-header-insecure"] as const).map((form) =>
        written(form, networkOf(model, vpcId), `https://${dnsName}/${stage}`, {
          "x-apigw-api-id": restApiId,
        }),
      ),
    ),
    ...[...model.domains.values()].flatMap(({ name: domain, mappings }) =>
      mappings
        .filter((mapping) => mapping.restApiId === restApiId)
        .map(({ basePath }) =>
          written("domain", null, `https://${domain}/${basePath === "(none)" ? "" : basePath}`),
        ),
    ),
  ];
}

function networkOf({ names }: Model, vpcId: string): string | null {
  return [...names.networks].find(([, id]) => id === vpcId)?.[0] ?? null;
}
