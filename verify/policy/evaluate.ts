import { compileCondition, readsAddressAsText, sourceRangesOf } from "./condition";
import { parsePolicy, type PolicyDocument, type PolicyHolder, type Statement } from "./document";
import { PolicyError } from "./errors";
import { anyPattern, type PatternTest } from "./patterns";
import { compilePrincipals } from "./principal";
import type { Decision, PolicyRequest, StatementRef } from "./request";
import { every, not, type Truth, type Unknown } from "./truth";

/** What a document needs to know of where it is attached. */
export interface PolicyOptions {
  /**
   * The execution ARN (`arn:aws:execute-api:REGION:ACCOUNT:API`) of the API whose resource policy this is: AWS puts
   * it in front of the short form `execute-api:/*` when it saves the policy. Source: API Gateway Developer Guide,
   * "API Gateway resource policy examples".
   */
  readonly shortFormArn?: string;
  /** @default "resource" */
  readonly holder?: PolicyHolder;
}

/** A policy document made ready to decide on any number of requests. */
export interface CompiledPolicy {
  readonly decide: (request: PolicyRequest) => Decision;
  /**
   * Every IPv4 range that a condition on `aws:VpcSourceIp` or `aws:SourceIp` mentions, in CIDR notation, host bits
   * cleared: within an address range that crosses none of their borders, the decision is one and the same, unless the
   * policy reads addresses as text.
   */
  readonly sourceRanges: readonly string[];
  /** Whether the caller's address is compared as text, or is part of one by a policy variable. */
  readonly readsAddressAsText: boolean;
  /** Whether it lets everybody do anything that this service knows, for example `s3`, under no condition at all. */
  readonly isOpenTo: (service: string) => boolean;
}

const addressVariable = /\$\{\s*aws:(?:vpc)?sourceip\b/i;

/** @throws PolicyError for a document that AWS would refuse, or a short form without the API's ARN. */
export function compilePolicy(text: string, options: PolicyOptions = {}): CompiledPolicy {
  const document = parsePolicy(text, options.holder);
  const statements = document.statements.map((statement, index) =>
    compileStatement(document, statement, index, options),
  );
  const denies = statements.filter(({ effect }) => effect === "Deny");
  const allows = statements.filter(({ effect }) => effect === "Allow");
  return {
    decide: (request) => decide(denies, allows, request),
    sourceRanges: [...new Set(statements.flatMap(({ sourceRanges }) => sourceRanges))],
    readsAddressAsText:
      addressVariable.test(text) ||
      document.statements.some(({ conditions }) => conditions.some(readsAddressAsText)),
    isOpenTo: (service) =>
      denies.length === 0 && document.statements.some((statement) => opens(statement, service)),
  };
}

/** Whether a statement is about everybody, everything that a service can do, and every resource. */
function opens({ effect, principals, actions, resources, conditions }: Statement, service: string): boolean {
  const everything = /^\*+$/;
  const ownPrefix = `${service}:`;
  const isAll = (action: string): boolean =>
    everything.test(action) ||
    (action.startsWith(ownPrefix) && everything.test(action.slice(ownPrefix.length)));
  return (
    effect === "Allow" &&
    conditions.length === 0 &&
    !principals.negated &&
    principals.values.some(({ type, id }) => type === "AWS" && id === "*") &&
    !actions.negated &&
    actions.values.some(isAll) &&
    !resources.negated &&
    resources.values.some((resource) => everything.test(resource))
  );
}

interface CompiledStatement {
  readonly effect: Statement["effect"];
  readonly ref: StatementRef;
  /** Takes the action in lower case. */
  readonly applies: (request: PolicyRequest, action: string) => Truth;
  readonly sourceRanges: readonly string[];
}

/** An explicit deny wins, then an allow is needed; the order of the statements decides nothing. */
function decide(
  denies: readonly CompiledStatement[],
  allows: readonly CompiledStatement[],
  request: PolicyRequest,
): Decision {
  const action = request.action.toLowerCase();
  const denied = firstOf(denies, request, action);
  if (denied.certain !== undefined) return { effect: "explicit-deny", statement: denied.certain };
  if (denied.why !== undefined) return { effect: "unknown", why: denied.why };
  const allowed = firstOf(allows, request, action);
  if (allowed.certain !== undefined) return { effect: "allow", statement: allowed.certain };
  return allowed.why === undefined ? { effect: "implicit-deny" } : { effect: "unknown", why: allowed.why };
}

interface Found {
  /** The first statement that applies. */
  readonly certain?: StatementRef;
  /** Where none applies for certain, why one might. */
  readonly why?: string;
}

function firstOf(statements: readonly CompiledStatement[], request: PolicyRequest, action: string): Found {
  let why: string | undefined;
  for (const { ref, applies } of statements) {
    const truth = applies(request, action);
    if (truth === true) return { certain: ref };
    if (truth !== false) why ??= reasonOf(ref, truth);
  }
  return why === undefined ? {} : { why };
}

function reasonOf({ index, sid }: StatementRef, { dependsOn }: Unknown): string {
  const name = sid === undefined ? `Statement[${index}]` : `the statement ${JSON.stringify(sid)}`;
  return `${name} depends on ${dependsOn}`;
}

function compileStatement(
  { version }: PolicyDocument,
  statement: Statement,
  index: number,
  options: PolicyOptions,
): CompiledStatement {
  const where = `Statement[${index}]`;
  const variables = version === "2012-10-17";
  const { sid, effect, actions, resources, conditions } = statement;
  const actionMatches = compileActions(actions.values, where);
  const resourceMatches = compileResources(resources.values, variables, where, options);
  // What tells statements apart most often comes first.
  const tests: readonly Test[] = [
    negatedIf(resources.negated, (request) => resourceMatches(request.resource, request)),
    negatedIf(actions.negated, (request, action) => actionMatches(action, request)),
    compilePrincipals(statement),
    ...conditions.map((condition) => compileCondition(condition, variables, where)),
  ];
  return {
    effect,
    ref: sid === undefined ? { index } : { index, sid },
    applies: (request, action) => every(tests, (test) => test(request, action)),
    sourceRanges: conditions.flatMap((condition) => sourceRangesOf(condition, where)),
  };
}

type Test = (request: PolicyRequest, action: string) => Truth;

function negatedIf(negated: boolean, test: Test): Test {
  return negated ? (request, action) => not(test(request, action)) : test;
}

function compileActions(actions: readonly string[], where: string): PatternTest {
  const wrong = actions.find((action) => !/^(?:\*+|[^:\s]+:[^:\s]+)$/.test(action));
  if (wrong !== undefined) {
    throw new PolicyError(
      `${where} has the action ${JSON.stringify(wrong)}: write SERVICE:ACTION, such as execute-api:Invoke, or *`,
    );
  }
  return anyPattern(
    actions.map((action) => action.toLowerCase()),
    { reach: "text", variables: false },
  );
}

const shortForm = "execute-api:/";

function compileResources(
  resources: readonly string[],
  variables: boolean,
  where: string,
  { shortFormArn }: PolicyOptions,
): PatternTest {
  const full = resources.map((resource) => {
    if (/^(?:\*+$|arn:)/.test(resource)) return resource;
    if (!resource.startsWith(shortForm)) {
      throw new PolicyError(`${where} has the resource ${JSON.stringify(resource)}: write an ARN, or *`);
    }
    if (shortFormArn === undefined) {
      throw new PolicyError(
        `${where} has the short form ${JSON.stringify(resource)} outside an API's own policy: write the full ARN`,
      );
    }
    return `${shortFormArn}/${resource.slice(shortForm.length)}`;
  });
  return anyPattern(full, { reach: "resource", variables });
}
