import {
  compilePolicy,
  type ContextValue,
  type PolicyOptions,
  type PolicyRequest,
} from "../../../verify/policy";
import type { Decision } from "../../../verify/policy";
import type { PlainRequest } from "./oracle";

/** A request that answers for its context from plain data, whatever the case of the data's keys. */
export function requestOf({
  context,
  ...rest
}: Omit<PolicyRequest, "context"> & {
  readonly context: Readonly<Record<string, ContextValue>>;
}): PolicyRequest {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return { ...rest, context: (key) => values.get(key) };
}

/** A call without a signature of an API's method. */
export const anonymousCall = {
  principal: { kind: "anonymous" },
  action: "execute-api:Invoke",
  resource: "arn:aws:execute-api:ap-northeast-2:222222222222:a1b2c3d4e5/v1/GET/srv",
  context: {},
} as const satisfies PlainRequest;

/** A statement that applies to every request, but for what is given. */
export function statement(elements: object): object {
  return { Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...elements };
}

/** A policy of these statements, of the newer version unless another is given. */
export function policyText(statements: readonly object[], Version = "2012-10-17"): string {
  return JSON.stringify({ Version, Statement: statements });
}

/** What a policy of one statement says to a call, which is anonymous but for what is given. */
export function decisionOn(
  elements: object,
  request: Partial<Omit<PolicyRequest, "context">> & {
    readonly context?: Readonly<Record<string, ContextValue>>;
  } = {},
  { version = "2012-10-17", ...options }: PolicyOptions & { readonly version?: string } = {},
): Decision {
  const policy = compilePolicy(policyText([statement(elements)], version), options);
  return policy.decide(requestOf({ ...anonymousCall, ...request }));
}
