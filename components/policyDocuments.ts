import { groupBy } from "./groupBy";

/** A policy document as AWS reads it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal: "*";
  readonly Action: "execute-api:Invoke" | "s3:*" | "dynamodb:*" | "*";
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Callers of one endpoint: the addresses, inside the endpoint's network, that may call. */
export interface Admission {
  readonly endpointId: string;
  /** IPv4 ranges of the callers, as the endpoint sees them. */
  readonly ranges: readonly string[];
  /**
   * Addresses that are refused although `ranges` may hold them: behind them are callers of something else, such as those of
   * a load balancer before the same endpoint.
   * @default - none
   */
  readonly refused?: readonly string[];
}

/** What a resource policy is about, as its statements name it. */
interface Guarded {
  /** What the admitted may call. */
  readonly admitted: readonly string[];
  /** All that the policy guards. */
  readonly all: readonly string[];
}

/** A rectangle of the admitted pairs: each of these endpoints for each of these ranges. */
interface Group {
  readonly endpointIds: readonly string[];
  readonly ranges: readonly string[];
}

/** AWS's quota on a REST API's resource policy, in characters; it can be raised. Source: API Gateway quotas. */
export const resourcePolicyLimit = 8192;

/** AWS's fixed quota on an endpoint policy, in characters. Source: AWS PrivateLink quotas. */
export const endpointPolicyLimit = 20480;

/** The document in the one form that everything here compares: no spaces, keys in the order of AWS's own examples. */
export function canonical(document: PolicyDocument): string {
  return JSON.stringify(document);
}

/** The ARN of all methods of a stage. Source: "API Gateway ARNs" of the API Gateway developer guide. */
export function stageMethods(executionArn: string, stage: string): string {
  return `${executionArn}/${stage}/*`;
}

/**
 * An API's resource policy: exactly the admitted pairs of endpoint and source range, and an explicit deny for whatever
 * comes through no endpoint or through another one. With no pair at all, everybody is denied.
 *
 * @param executionArn The API's execution ARN, without stage.
 * @param stage The stage that may be called.
 * @param domainArn The execution ARN of the API's private custom domain, where it has one.
 */
export function resourcePolicy(
  executionArn: string,
  stage: string,
  admissions: readonly Admission[],
  domainArn?: string,
): PolicyDocument {
  const methods = stageMethods(executionArn, stage);
  const domain = domainArn === undefined ? [] : [domainArn];
  return guardedBy({ admitted: [methods, ...domain], all: [`${executionArn}/*`, ...domain] }, admissions);
}

/**
 * The policy of a private custom domain: the same callers as at the API behind it. It is written in AWS's short form, since
 * the domain's ARN is not known before the domain is there. Source: "Custom domain names for private APIs" of the API Gateway
 * developer guide.
 */
export function domainPolicy(admissions: readonly Admission[]): PolicyDocument {
  const itself = ["execute-api:/*"];
  return guardedBy({ admitted: itself, all: itself }, admissions);
}

/** A private custom domain as policies name it. Source: the same guide's example of an endpoint policy. */
export function domainExecutionArn(domainArn: string): string {
  return domainArn.replace(":apigateway:", ":execute-api:");
}

function guardedBy({ admitted, all }: Guarded, admissions: readonly Admission[]): PolicyDocument {
  const deny = {
    Effect: "Deny",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: unwrapped(all),
  } as const;
  const endpointIds = [...new Set(admissions.map((admission) => admission.endpointId))];
  if (endpointIds.length === 0) return { Version: "2012-10-17", Statement: [deny] };
  const allow = pairs(admissions, (Condition) => ({ ...admit(admitted), Condition }));
  const refusals = admissions.flatMap(({ endpointId, refused = [] }) =>
    refused.length === 0 ? [] : [{ endpointId, ranges: refused }],
  );
  const refuse = pairs(refusals, (Condition) => ({ ...deny, Condition }));
  const others = { StringNotEquals: { "aws:SourceVpce": unwrapped(endpointIds) } };
  return { Version: "2012-10-17", Statement: [...allow, ...refuse, { ...deny, Condition: others }] };
}

/** Statements for exactly these pairs of endpoint and source range. */
function pairs(
  admissions: readonly Admission[],
  statement: (condition: NonNullable<Statement["Condition"]>) => Statement,
): readonly Statement[] {
  const written = ({ endpointIds, ranges }: Group): Statement =>
    statement({
      StringEquals: { "aws:SourceVpce": unwrapped(endpointIds) },
      IpAddress: { "aws:VpcSourceIp": unwrapped(ranges) },
    });
  // Both name the same pairs; which is the shorter depends on what the pairs have in common.
  return shorter(byEqualRanges(admissions).map(written), byEqualEndpoints(admissions).map(written));
}

/** The resource policy of a public API: everybody may call its stage. */
export function publicPolicy(executionArn: string, stage: string): PolicyDocument {
  return { Version: "2012-10-17", Statement: [admit([stageMethods(executionArn, stage)])] };
}

/** An endpoint's policy: exactly these methods. With none, everything is denied. */
export function endpointPolicy(methods: readonly string[]): PolicyDocument {
  return methods.length === 0 ? denyAll : { Version: "2012-10-17", Statement: [admit(methods)] };
}

/** What an endpoint is born with, so that it is never open while the rest is built. */
export const denyAll: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }],
};

function admit(methods: readonly string[]): Statement {
  return { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: unwrapped(methods) };
}

/** A list of one is written as its only value: shorter, and the form in which AWS gives it back. */
function unwrapped(values: readonly string[]): string | readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

function shorter(one: readonly Statement[], other: readonly Statement[]): readonly Statement[] {
  return JSON.stringify(other).length < JSON.stringify(one).length ? other : one;
}

/** Endpoints that admit the same ranges share a group. */
function byEqualRanges(admissions: readonly Admission[]): readonly Group[] {
  return [...groupBy(admissions, (admission) => admission.ranges.join()).values()].map((group) => ({
    endpointIds: group.map((admission) => admission.endpointId),
    ranges: group[0]?.ranges ?? [],
  }));
}

/** Ranges that are admitted through the same endpoints share a group. */
function byEqualEndpoints(admissions: readonly Admission[]): readonly Group[] {
  const through = new Map<string, string[]>();
  for (const { endpointId, ranges } of admissions) {
    for (const range of ranges) through.set(range, [...(through.get(range) ?? []), endpointId]);
  }
  return [...groupBy([...through], ([, endpointIds]) => endpointIds.join()).values()].map((group) => ({
    endpointIds: group[0]?.[1] ?? [],
    ranges: group.map(([range]) => range),
  }));
}
