import { compilePolicy, parsePolicy, PolicyError, type Condition, type Statement } from "../../verify/policy";
import { hasWildcard, sampleOf, strangersWord } from "./samples";
import { conditionOf } from "./statementText";

/** Whether a private API's policy leaves a way in through an endpoint that it does not name. */
export type Binding =
  | { readonly kind: "bound" }
  /** By which statement a stranger comes in. */
  | { readonly kind: "open"; readonly statement: string }
  /** What AWS would refuse the document for. */
  | { readonly kind: "unsound"; readonly problem: string };

/** Where a call may come from, that is which values a stranger has for a key. */
interface EndpointKey {
  readonly strangers: (word: string) => string;
  /** Whether strangers have something that fits a pattern. */
  readonly isAnybodys: (pattern: string) => boolean;
}

/**
 * Lower case, as keys do not distinguish case. The ARN of a VPC holds its account, which no stranger shares. Source: IAM User Guide,
 * "AWS global condition context keys".
 */
const endpointKeys: Readonly<Record<string, EndpointKey>> = {
  "aws:sourcevpce": { strangers: (word) => `vpce-${word}`, isAnybodys: hasWildcard },
  "aws:sourcevpc": { strangers: (word) => `vpc-${word}`, isAnybodys: hasWildcard },
  "aws:sourcevpcarn": {
    strangers: (word) => `arn:aws:ec2:us-east-1:999999999999:vpc/vpc-${word}`,
    isAnybodys: (pattern) => {
      const [, , , , account = "*", vpc = "*"] = pattern.split(":");
      return hasWildcard(account) && hasWildcard(vpc);
    },
  },
};

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
          context: (key) => context[key],
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
  return Object.hasOwn(endpointKeys, key.toLowerCase());
}

type Origin = Readonly<Record<string, readonly string[]>>;

/** Where he may come from: nothing named, nothing at all, and whatever fits a pattern. */
function originsOf(statements: readonly Statement[], word: string): readonly Origin[] {
  const conditions = statements.flatMap((statement) => statement.conditions).filter(isBinding);
  let origins: readonly Origin[] = [{}];
  for (const [key, { strangers, isAnybodys }] of Object.entries(endpointKeys)) {
    const patterns = conditions
      .filter((condition) => condition.key.toLowerCase() === key)
      .flatMap(({ values }) => values.filter(isAnybodys));
    const values = new Set([strangers(word), ...patterns.map((pattern) => sampleOf(pattern, word))]);
    origins = origins.flatMap((origin) => [
      origin,
      ...[...values].map((value) => ({ ...origin, [key]: [value] })),
    ]);
  }
  return origins;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/**
 * Calls that every statement's resources tell apart: what a pattern stands for, and those that nothing names. A call is
 * STAGE/METHOD/PATH, and a wildcard may stand for several of these. Source: API Gateway Developer Guide, "Control access for
 * invoking an API".
 */
function callsOf(statements: readonly Statement[], executionArn: string, word: string): readonly string[] {
  const unnamed = methods.map((method) => `${word}/${method}/${word}`);
  const samples = statements
    .flatMap(({ resources }) => resources.values)
    .flatMap((resource) => {
      const part = resource.startsWith("arn:") ? resource.split(":").slice(5).join(":") : resource;
      const path = part.includes("/") ? part.slice(part.indexOf("/") + 1) : "*";
      const sample = sampleOf(path, word);
      return [
        sample,
        `${sample}/${word}`,
        ...methods.map((method) => `${sample}/${method}/${word}`),
        ...unnamed.map((call) => sampleOf(path.replace("*", call), word)),
      ];
    })
    .filter((sample) => sample.split("/").length >= 3);
  return [...new Set([...unnamed, ...samples])].map((path) => `${executionArn}/${path}`);
}

function executionArnIn(statements: readonly Statement[]): string | undefined {
  const named = /^arn:[\w-]+:execute-api:[\w-]+:\d+:\w+(?=\/|$)/;
  return statements
    .flatMap(({ resources }) => resources.values)
    .map((resource) => named.exec(resource)?.[0])
    .find((arn) => arn !== undefined);
}
