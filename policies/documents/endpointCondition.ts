import { compilePolicy, parsePolicy, PolicyError, type Condition, type Statement } from "../../verify/policy";
import { hasWildcard, sampleOf, strangersWord } from "./samples";

/** Whether a private API's policy leaves a way in through an endpoint that it does not name. */
export type Binding =
  | { readonly kind: "bound" }
  /** By which statement a stranger comes in. */
  | { readonly kind: "open"; readonly statement: string }
  /** What AWS would refuse the document for. */
  | { readonly kind: "unsound"; readonly problem: string };

/** Lower case, as keys do not distinguish case. */
const endpointKeys = ["aws:sourcevpce", "aws:sourcevpc"] as const;
type EndpointKey = (typeof endpointKeys)[number];

/**
 * Judges a policy as its adversary would read it. He calls any stage, path and method of the API, signs as whoever he
 * likes, and has whatever else a condition asks for; only he comes from no endpoint and no VPC that the policy names. A
 * pattern such as `vpce-*` names none: he has one that fits.
 *
 * A Deny counts only where he cannot dodge it: for everybody, whatever else the request is like.
 *
 * @param executionArn Of the API: `arn:aws:execute-api:REGION:ACCOUNT:API`. @default - as the document tells
 */
export function endpointBinding(document: string, executionArn?: string): Binding {
  try {
    const { version, statements } = parsePolicy(document);
    const shortFormArn = executionArn ?? executionArnIn(statements) ?? anyApi;
    const seen = statements.map(asTheAdversarySees);
    const kept = statements.flatMap((statement, index) =>
      seen[index] === undefined ? [] : [{ statement, index }],
    );
    const { decide } = compilePolicy(
      JSON.stringify({ Version: version, Statement: seen.filter((each) => each !== undefined) }),
      { shortFormArn },
    );
    const word = strangersWord(document);
    for (const resource of callsOf(statements, shortFormArn, word)) {
      for (const context of originsOf(statements, word)) {
        const decision = decide({
          principal: { kind: "anonymous" },
          action: "execute-api:Invoke",
          resource,
          context: (key) => context[key as EndpointKey],
        });
        if (decision.effect !== "allow") continue;
        const by = kept[decision.statement.index];
        return { kind: "open", statement: nameOf(by?.statement, by?.index ?? decision.statement.index) };
      }
    }
    return { kind: "bound" };
  } catch (error) {
    if (error instanceof PolicyError) return { kind: "unsound", problem: error.message };
    throw error;
  }
}

/** The API of a policy that names none. */
const anyApi = "arn:aws:execute-api:us-east-1:123456789012:0000000000";

function nameOf(statement: Statement | undefined, index: number): string {
  return statement?.sid === undefined ? `Statement[${index}]` : `the statement "${statement.sid}"`;
}

/** A statement with what he can choose left out; undefined of a Deny that he can dodge. */
function asTheAdversarySees(statement: Statement): object | undefined {
  const { effect, principals, actions, resources } = statement;
  const binding = statement.conditions.filter(isBinding);
  const isForAll =
    !principals.negated && principals.values.some(({ type, id }) => type === "AWS" && id === "*");
  if (effect === "Deny" && (!isForAll || binding.length < statement.conditions.length)) return undefined;
  return {
    Effect: effect,
    Principal: "*",
    [actions.negated ? "NotAction" : "Action"]: actions.values,
    [resources.negated ? "NotResource" : "Resource"]: resources.values,
    ...(binding.length > 0 && { Condition: conditionOf(binding) }),
  };
}

/** A policy variable stands for whatever the request says, which is up to him. */
function isBinding({ key, values }: Condition): boolean {
  return isEndpointKey(key) && !values.some((value) => value.includes("${"));
}

function isEndpointKey(key: string): boolean {
  return endpointKeys.some((each) => each === key.toLowerCase());
}

function conditionOf(conditions: readonly Condition[]): Record<string, Record<string, readonly string[]>> {
  const byOperator: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) {
    byOperator[operator] = { ...byOperator[operator], [key]: values };
  }
  return byOperator;
}

/** Where he may come from: nothing named, nothing at all, and whatever fits a pattern. */
function originsOf(
  statements: readonly Statement[],
  word: string,
): readonly Readonly<Partial<Record<EndpointKey, readonly string[]>>>[] {
  const [endpoints, vpcs] = endpointKeys.map((key) => {
    const patterns = statements
      .flatMap(({ conditions }) => conditions)
      .filter((condition) => condition.key.toLowerCase() === key && isBinding(condition))
      .flatMap(({ values }) => values.filter(hasWildcard));
    const own = key === "aws:sourcevpce" ? `vpce-${word}` : `vpc-${word}`;
    return [undefined, [own], ...patterns.map((pattern) => [sampleOf(pattern, word)])];
  });
  return (endpoints ?? []).flatMap((endpoint) =>
    (vpcs ?? []).map((vpc) => ({
      ...(endpoint && { "aws:sourcevpce": endpoint }),
      ...(vpc && { "aws:sourcevpc": vpc }),
    })),
  );
}

/** Calls that every statement's resources tell apart: what a pattern stands for, and one that nothing names. */
function callsOf(statements: readonly Statement[], executionArn: string, word: string): readonly string[] {
  const paths = statements
    .flatMap(({ resources }) => resources.values)
    .map((resource) => {
      const part = resource.startsWith("arn:") ? resource.split(":").slice(5).join(":") : resource;
      return part.includes("/") ? part.slice(part.indexOf("/") + 1) : "*";
    });
  const samples = paths.map((path) => sampleOf(path, word));
  return [...new Set([`${word}/GET/${word}`, ...samples])].map((path) => `${executionArn}/${path}`);
}

function executionArnIn(statements: readonly Statement[]): string | undefined {
  const named = /^arn:[\w-]+:execute-api:[\w-]+:\d+:\w+(?=\/|$)/;
  return statements
    .flatMap(({ resources }) => resources.values)
    .map((resource) => named.exec(resource)?.[0])
    .find((arn) => arn !== undefined);
}
