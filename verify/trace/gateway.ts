import type { ApiStage, Model, PrivateDomain, RestApi } from "../model/facts";
import { normalName } from "../model/dnsName";
import { nameIn } from "../model/names";
import { types } from "../model/types";
import { forbidden } from "./answers";
import { apiNameIn } from "./apiName";
import type { Arrival, TraceRequest, Verdict } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** What the gateway takes a call to be for. */
export interface Called {
  readonly api: RestApi;
  readonly stage: ApiStage;
  /** Below the stage, beginning with a slash. */
  readonly path: string;
  /** Where the call came by a private custom domain. */
  readonly domain: PrivateDomain | undefined;
}

/** The ARN of what is called. Source: "API Gateway ARNs" of the API Gateway developer guide. */
export function methodArn({ api, stage, path }: Called, httpMethod: string): string {
  return `${api.executionArn}/${stage.name}/${httpMethod}${path}`;
}

/** Finds the API, its stage and the path in it. */
export function gatewayVerdict(model: Model, request: TraceRequest, arrival: Arrival): Verdict<Called> {
  const host = hostIn(request);
  const domain = model.domains.get(host);
  return domain === undefined || arrival.kind === "public"
    ? byHostOrHeader(model, request, arrival, host)
    : byDomain(model, request, arrival, domain);
}

/** Whether a call names an API, so that nothing but API Gateway has the answer that it wants. */
export function asksForApi(request: TraceRequest): boolean {
  return apiNameIn(hostIn(request)) !== undefined || request.headers["x-apigw-api-id"] !== undefined;
}

/** Host names have no case, and a port may follow. */
function hostIn({ headers, url }: TraceRequest): string {
  return normalName((headers["host"] ?? url.host).replace(/:\d+$/, ""));
}

/** Source: "Invoke a private API": the API is named by `Host`, or else by `x-apigw-api-id`. */
function byHostOrHeader(
  model: Model,
  request: TraceRequest,
  arrival: Arrival,
  host: string,
): Verdict<Called> {
  const named = apiNameIn(host);
  const id = named?.restApiId ?? request.headers["x-apigw-api-id"];
  if (id === undefined) {
    const says = `neither Host (${host}) nor x-apigw-api-id names an API`;
    return refused(says, "send Host: {api}.execute-api.{region}.amazonaws.com, or x-apigw-api-id: {api}");
  }
  const api = model.apis.get(id);
  if (api === undefined) return withoutApi(model, id);
  if (named !== undefined && named.region !== api.region)
    return undecided("gateway", `no API ${id} is among the resources in ${named.region}`);
  const vague = vagueDoor(api, arrival, request.url.host);
  const wrong = wrongDoor(api, arrival, request.url.host);
  if (wrong !== undefined) return refused(...wrong);
  if (vague !== undefined) return undecided("gateway", `whether ${api.label} ${vague} is not known`);
  const [, stageName = "", ...rest] = request.url.path.split("/");
  return onStage(api, stageName, `/${rest.join("/")}`, undefined);
}

function withoutApi({ complete, names }: Model, id: string): Verdict<Called> {
  return complete.has(types.restApi)
    ? refused(`the API ${nameIn(names.apis, id) ?? id} does not exist`, "make the API again")
    : undecided("gateway", `no API ${id} is among the resources`);
}

/** What is not known of an API and would decide at the door that the call came to. */
function vagueDoor(api: RestApi, arrival: Arrival, sni: string): string | undefined {
  if (api.type === undefined) return "is private";
  if (api.defaultEndpoint === undefined) return "answers to its execute-api names";
  if (arrival.kind === "endpoint" && api.strict === undefined && apiNameIn(sni)?.restApiId !== api.id)
    return "is in STRICT mode";
  return undefined;
}

/** Why an API does not answer at the door that the call came to: what is wrong, and how to mend it. */
function wrongDoor(api: RestApi, arrival: Arrival, sni: string): [says: string, mend: string] | undefined {
  const switchedOff: [string, string] | undefined =
    api.defaultEndpoint === false
      ? [`the execute-api names of ${api.label} are switched off`, "call its custom domain"]
      : undefined;
  if (arrival.kind === "public") {
    return api.type === "PRIVATE" ? [`${api.label} is private`, "call it through an endpoint"] : switchedOff;
  }
  const { endpoint } = arrival;
  if (api.region !== endpoint.region) {
    return [
      `${api.label} is in ${api.region}, and ${endpoint.label} carries the APIs of ${endpoint.region} alone`,
      `call it through an endpoint in ${api.region}`,
    ];
  }
  if (api.type !== undefined && api.type !== "PRIVATE") {
    return [
      `${api.label} is a public API, and ${endpoint.label} carries private ones alone`,
      "make the API private, or turn private DNS of the endpoint off",
    ];
  }
  if (switchedOff !== undefined) return switchedOff;
  if (api.strict === true && apiNameIn(sni)?.restApiId !== api.id) {
    return [
      `${api.label} is in STRICT mode, and the TLS handshake was for ${sni}`,
      "call the API by its own name, or use BASIC mode",
    ];
  }
  return undefined;
}

function byDomain(
  model: Model,
  { url }: TraceRequest,
  arrival: Extract<Arrival, { kind: "endpoint" }>,
  domain: PrivateDomain,
): Verdict<Called> {
  const { endpoint } = arrival;
  if (!domain.associated.has(endpoint.id) && !domain.associatedKnown) {
    return undecided(
      "gateway",
      `whether ${endpoint.label} has an access association with the private custom domain ${domain.label} is not known`,
    );
  }
  if (!domain.associated.has(endpoint.id)) {
    return refused(
      `${endpoint.label} has no access association with the private custom domain ${domain.label}`,
      "associate the endpoint with the domain",
    );
  }
  if (!domain.mappingsKnown) return undecided("gateway", `what ${domain.label} maps is not known`);
  // The root takes what no other mapping takes.
  const mapping =
    domain.mappings.find(({ basePath }) => url.path.split("/")[1] === basePath && basePath !== "") ??
    domain.mappings.find(({ basePath }) => basePath === "" || basePath === "(none)");
  if (mapping === undefined)
    return refused(`${domain.label} maps ${url.path} to no API`, "map the API at the domain's root");
  const api = model.apis.get(mapping.restApiId);
  if (api === undefined) return withoutApi(model, mapping.restApiId);
  const isRoot = mapping.basePath === "" || mapping.basePath === "(none)";
  const path = isRoot ? url.path : url.path.slice(mapping.basePath.length + 1) || "/";
  return onStage(api, mapping.stage, path, domain);
}

function onStage(
  api: RestApi,
  name: string,
  path: string,
  domain: PrivateDomain | undefined,
): Verdict<Called> {
  const stage = api.stages.get(name);
  if (stage === undefined && !api.stagesKnown)
    return undecided("gateway", `whether ${api.label} has a stage "${name}" is not known`);
  if (stage === undefined) {
    const says = `${api.label} has no stage "${name}" (AWS's answer here is forbidden by some accounts, Missing Authentication Token by others)`;
    return refused(
      says,
      `call one of its stages: ${[...api.stages.keys()].join(", ") || "none is published"}`,
    );
  }
  if (stage.refused !== undefined) {
    return refused(
      `${stage.label} could not be published: ${stage.refused}`,
      "put it right and deploy again",
    );
  }
  if (api.executionArn === "") return undecided("gateway", `the ARN of ${api.label} is not known`);
  const by = domain === undefined ? "" : ` by ${domain.label}`;
  return {
    passed: true,
    api,
    stage,
    path,
    domain,
    hops: [hop("gateway", `the call is for ${api.label}, stage ${name}${by}`)],
  };
}

function refused(says: string, mend: string): Verdict<Called> {
  return ended("gateway", "forbidden", says, { mend, answer: forbidden });
}
