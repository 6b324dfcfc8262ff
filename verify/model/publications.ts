import { z } from "zod";
import { proxyType, type PublishedDocuments } from "./documents";
import type { Integration, Publication, RestMethod } from "./facts";
import { policyFact } from "./policies";

const method = z.object({
  httpMethod: z.string(),
  authorization: z.string().default("NONE"),
  apiKeyRequired: z.boolean().default(false),
  requestTemplate: z.string().optional(),
  statusCode: z.string().optional(),
  responseTemplate: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  methodResponse: z.boolean().default(true),
  type: z.string().default("MOCK"),
  uri: z.string().optional(),
  integrationHttpMethod: z.string().default("POST"),
  credentials: z.string().optional(),
});
const definition = z.object({ type: z.string(), resources: z.record(z.string(), z.array(method)) });

/** What is read of a deployment's documents; `refused` where AWS would not have made it. */
export interface ReadPublication {
  readonly published: Publication | undefined;
  readonly refused: string | undefined;
}

/**
 * Reads the documents of a deployment.
 *
 * @param isPrivate Whether the API is private: such an API without a policy cannot be deployed (guide row C11).
 */
export function publicationIn(
  { definition: text, policy }: PublishedDocuments,
  { label, executionArn, isPrivate }: { label: string; executionArn: string; isPrivate: boolean },
): ReadPublication {
  const read = definition.safeParse(parsed(text)).data;
  if (read === undefined) return { published: undefined, refused: undefined };
  const fact = policy === "" ? undefined : policyFact(label, policy, { shortFormArn: executionArn });
  if (policy !== "" && fact === undefined) return { published: undefined, refused: undefined };
  const methods = Object.entries(read.resources).map(
    ([path, entries]) => [path, entries.map((entry) => methodOf(entry, path))] as const,
  );
  return {
    published: { policy: fact, methods: new Map(methods) },
    refused:
      isPrivate && policy === ""
        ? "Private REST API doesn't have a resource policy attached to it"
        : refusedMethod(read),
  };
}

type Entry = z.output<typeof method>;

function methodOf(entry: Entry, path: string): RestMethod {
  const { httpMethod, authorization, apiKeyRequired } = entry;
  const label = `${httpMethod} ${path}`;
  return { httpMethod, path, authorization, apiKeyRequired, label, integration: integrationOf(entry, label) };
}

function integrationOf(entry: Entry, label: string): Integration {
  const { statusCode, responseTemplate = "", headers, methodResponse, type } = entry;
  if (type === proxyType) return proxyIntegrationOf(entry, label);
  if (type !== "MOCK")
    return { kind: "unknown", why: `what the ${type} integration of ${label} answers is not known` };
  if (statusCode === undefined) return { kind: "broken", why: `${label} has no integration response` };
  if (!methodResponse) return { kind: "broken", why: `${label} has no method response for ${statusCode}` };
  return { kind: "mock", answer: { status: Number(statusCode), template: responseTemplate, headers } };
}

/** Source: "Set up Lambda proxy integrations in API Gateway" of its developer guide: functions are called by POST alone. */
function proxyIntegrationOf(
  { uri = "", integrationHttpMethod, credentials }: Entry,
  label: string,
): Integration {
  const functionArn = functionArnIn(uri);
  if (functionArn === undefined)
    return { kind: "unknown", why: `which function ${label} is passed on to is not known` };
  if (credentials !== undefined)
    return { kind: "unknown", why: `as whom ${label} calls its function is not known` };
  return integrationHttpMethod === "POST"
    ? { kind: "function", functionArn }
    : { kind: "broken", why: `${label} calls its function by ${integrationHttpMethod}, and not by POST` };
}

/** Source: "API Gateway ARNs", and the `uri` of PutIntegration. */
function functionArnIn(uri: string): string | undefined {
  return /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(
    uri,
  )?.[1];
}

/** AWS deploys no API that has no method, or a method without integration. Source: CreateDeployment's errors. */
function refusedMethod({ resources }: z.output<typeof definition>): string | undefined {
  const entries = Object.entries(resources).flatMap(([path, methods]) =>
    methods.map((entry) => ({ path, ...entry })),
  );
  if (entries.length === 0) return "The REST API doesn't contain any methods";
  const bare = entries.find(({ requestTemplate, uri }) => requestTemplate === undefined && uri === undefined);
  return bare === undefined
    ? undefined
    : `No integration defined for method (${bare.httpMethod} ${bare.path})`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
