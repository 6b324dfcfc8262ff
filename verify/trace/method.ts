import type { ApiStage, Model, RestApi, RestMethod } from "../model/facts";
import { nameIn } from "../model/names";
import { forbidden, missingToken, throttled } from "./answers";
import { methodArn, type Called } from "./gateway";
import { matchesPath, segments } from "./path";
import type { TraceRequest, Verdict } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** Finds the method among those that were published, and asks for its API key. */
export function methodVerdict(
  model: Model,
  request: TraceRequest,
  called: Called,
): Verdict<{ readonly method: RestMethod }> {
  const { api, stage, path } = called;
  const method = methodAt(stage, request.method, path);
  if (method === undefined) {
    return ended(
      "method",
      "missing-token",
      `${stage.label} publishes no ${request.method} ${path} of ${api.label}`,
      {
        mend: `call one of: ${publishedIn(stage).join(", ")}`,
        answer: missingToken,
      },
    );
  }
  if (method.authorization === "AWS_IAM") {
    return ended(
      "method",
      "missing-token",
      `${method.label} of ${api.label} wants a signature (AWS_IAM), and the call has none`,
      {
        mend: "sign the call (Signature Version 4)",
        answer: missingToken,
      },
    );
  }
  if (method.authorization !== "NONE") {
    return undecided(
      "method",
      `what the ${method.authorization} authorizer of ${method.label} says is not known`,
    );
  }
  const key = method.apiKeyRequired ? keyVerdict(model, request, called) : undefined;
  if (key?.passed === false) return key;
  if (stage.throttled === undefined)
    return undecided("method", `how many calls ${stage.label} lets pass is not known`);
  if (stage.throttled) {
    return ended("method", "throttled", `the settings of ${stage.label} let no call pass`, {
      mend: "raise the rate and the burst limit of the stage",
      answer: throttled,
    });
  }
  const arn = methodArn(called, request.method);
  return {
    passed: true,
    method,
    hops: key?.hops ?? [hop("method", `${method.label} of ${api.label} answers ${arn}`)],
  };
}

/** Shape of the keys that API Gateway makes and takes. Source: CreateApiKey: 20 to 128 characters. */
const possibleKey = /^[\w-]{20,128}$/;

/** Stands for the key of an API, whose value is never shown. */
const placeholder = /^<api-key:([^>]*)>$/;

function keyVerdict(model: Model, { headers }: TraceRequest, called: Called): Verdict {
  const { api, stage } = called;
  const sent = headers["x-api-key"];
  const name = nameOf(model, api);
  const refused = (says: string, mend = `send x-api-key: <api-key:${name}>`): Verdict =>
    ended("method", "forbidden", says, { mend, answer: forbidden });
  if (sent === undefined) return refused(`${api.label} wants an API key, and the call has none`);
  const [, owner] = placeholder.exec(sent) ?? [];
  if (owner === undefined) {
    return possibleKey.test(sent)
      ? undecided(
          "method",
          `the keys of ${api.label} are secret, so whether this is one is not known: write <api-key:${name}>`,
        )
      : refused("what was sent is no API key");
  }
  const { apiKeyIds: admitted } = stage;
  if (admitted === undefined)
    return undecided("method", `which API keys are admitted to ${stage.label} is not known`);
  const keys = stagesOf(model, owner).flatMap(({ apiKeyIds }) => [...(apiKeyIds ?? [])]);
  if (keys.some((key) => admitted.has(key)))
    return { passed: true, hops: [hop("method", `the API key of ${owner} is admitted to ${stage.label}`)] };
  const says = `no usage plan admits the API key of ${owner} to ${stage.label}`;
  return owner === name
    ? refused(says, `enable the key, and put it into a usage plan that has ${stage.label}`)
    : refused(says);
}

function nameOf({ names }: Model, api: RestApi): string {
  return nameIn(names.apis, api.id) ?? api.id;
}

function stagesOf({ apis, names }: Model, name: string): readonly ApiStage[] {
  return [...(apis.get(names.apis.get(name) ?? "")?.stages.values() ?? [])];
}

function publishedIn({ published }: ApiStage): readonly string[] {
  return [...(published?.methods.values() ?? [])].flat().map(({ label }) => label);
}

/** The path with the most fixed segments wins, a greedy one last; at it, the method of that name before ANY. */
export function methodAt(stage: ApiStage, httpMethod: string, path: string): RestMethod | undefined {
  const known = answering.get(stage) ?? new Map<string, RestMethod | undefined>();
  answering.set(stage, known);
  const key = `${httpMethod} ${path}`;
  if (!known.has(key)) known.set(key, find(stage, httpMethod, path));
  return known.get(key);
}

/** What was found already: the same few methods are asked for in call after call. */
const answering = new WeakMap<ApiStage, Map<string, RestMethod | undefined>>();

function find({ published }: ApiStage, httpMethod: string, path: string): RestMethod | undefined {
  const fits = [...(published?.methods ?? [])]
    .filter(([pattern]) => matchesPath(pattern, path))
    .sort(([one], [other]) => fixed(other) - fixed(one) || Number(isGreedy(one)) - Number(isGreedy(other)));
  for (const [, methods] of fits) {
    const found =
      methods.find((method) => method.httpMethod === httpMethod) ??
      methods.find((method) => method.httpMethod === "ANY");
    if (found !== undefined) return found;
  }
  return undefined;
}

function fixed(pattern: string): number {
  return segments(pattern).filter((segment) => !segment.startsWith("{")).length;
}

function isGreedy(pattern: string): boolean {
  return pattern.endsWith("+}");
}
