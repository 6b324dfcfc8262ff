import { isMapping } from "../../stacks/mapping";
import type { Properties } from "../resource";
import { Refusal } from "../refusal";

/** What a service accepts as a policy document, and what it says of any other. */
export interface PolicyRules {
  readonly code: string;
  readonly malformed: string;
  /** Whether a statement must say whom it is about: policies on resources do, policies of identities do not. */
  readonly principal: boolean;
  readonly limit?: {
    readonly characters: number;
    readonly whitespaceCounts: boolean;
    readonly code: string;
    readonly message: string;
  };
}

/** Limit: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const resourcePolicy: PolicyRules = {
  code: "BadRequestException",
  malformed: "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
  principal: true,
  limit: {
    characters: 8192,
    whitespaceCounts: false,
    code: "LimitExceededException",
    message: "Resource policy size limit exceeded: the limit is 8192 characters",
  },
};

/** Limit: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html */
export const endpointPolicy: PolicyRules = {
  code: "InvalidPolicyDocument",
  malformed: "The specified policy document is not a valid JSON policy document.",
  principal: true,
  limit: {
    characters: 20480,
    whitespaceCounts: true,
    code: "InvalidPolicyDocument",
    message: "The specified policy document is longer than 20480 characters.",
  },
};

/** Limit: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const trustPolicy: PolicyRules = {
  code: "MalformedPolicyDocument",
  malformed: "This policy contains invalid Json",
  principal: true,
  limit: {
    characters: 2048,
    whitespaceCounts: false,
    code: "LimitExceeded",
    message: "Cannot exceed quota for ACLSizePerRole: 2048",
  },
};

/** An identity's inline policy: IAM knows the principal already. */
export const inlinePolicy: PolicyRules = {
  code: "MalformedPolicyDocument",
  malformed: "The policy failed legacy parsing",
  principal: false,
};

/** Limit: "Resource quotas", AWS KMS Developer Guide. */
export const keyPolicy: PolicyRules = {
  code: "MalformedPolicyDocumentException",
  malformed: "The policy is not a valid key policy",
  principal: true,
  limit: {
    characters: 32768,
    whitespaceCounts: true,
    code: "LimitExceededException",
    message: "The key policy is longer than 32768 characters",
  },
};

/** A queue's own policy. */
export const queuePolicy: PolicyRules = {
  code: "InvalidAttributeValue",
  malformed: "Invalid value for the parameter Policy.",
  principal: true,
};

/** The text of a policy that was given as JSON text or as an object. */
export function policyText(inputs: Properties, key: string): string | undefined {
  const value = inputs[key];
  if (typeof value === "string") return value === "" ? undefined : value;
  return isMapping(value) ? JSON.stringify(value) : undefined;
}

/** @throws Refusal where the service would not store the document. */
export function checkPolicy(document: string, rules: PolicyRules): void {
  const parsed = parse(document);
  if (!isMapping(parsed) || !statementsOf(parsed).every((statement) => isStatement(statement, rules))) {
    throw new Refusal(rules.code, rules.malformed);
  }
  if (rules.limit === undefined) return;
  const counted = rules.limit.whitespaceCounts ? document : JSON.stringify(parsed);
  if (counted.length > rules.limit.characters) throw new Refusal(rules.limit.code, rules.limit.message);
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}

function statementsOf({ Statement: statement }: Properties): readonly unknown[] {
  return Array.isArray(statement) ? statement : [statement];
}

function isStatement(statement: unknown, rules: PolicyRules): boolean {
  if (!isMapping(statement)) return false;
  const has = (...keys: readonly string[]): boolean => keys.some((key) => statement[key] !== undefined);
  const effect = statement["Effect"] === "Allow" || statement["Effect"] === "Deny";
  return effect && has("Action", "NotAction") && (!rules.principal || has("Principal", "NotPrincipal"));
}
