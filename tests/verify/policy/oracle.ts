import { anonymousPrincipal, runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import type { Decision, PolicyPrincipal } from "../../../verify/policy";

/** Whom the simulator knows. */
export type PlainPrincipal = Exclude<PolicyPrincipal, { readonly kind: "service" }>;

/** A request whose context is plain data. */
export interface PlainRequest {
  readonly principal: PlainPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

const effects = {
  Allowed: "allow",
  ExplicitlyDenied: "explicit-deny",
  ImplicitlyDenied: "implicit-deny",
} as const;

const everything = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
};

/**
 * What the independent simulator makes of a resource policy. Signed callers may do everything by identity and always
 * come from another account than the resource's owner, so that the resource policy alone decides.
 */
export function oracleEffect(document: object, request: PlainRequest): Decision["effect"] {
  const { principal, action, resource, context } = request;
  const anonymous = principal.kind === "anonymous";
  const result = runUnsafeSimulation(
    {
      request: {
        principal: anonymous ? anonymousPrincipal : principal.arn,
        action,
        resource: { resource, accountId: "999999999999" },
        contextVariables: Object.fromEntries(
          Object.entries(context).map(([key, values]) => [key, valueOf(values)]),
        ),
      },
      identityPolicies: anonymous ? [] : [{ name: "everything", policy: everything }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      // As a policy that has passed the simulator's validation: only such a one may come without a name of its own.
      resourcePolicy: {
        __validated: true,
        policyDocument: document,
        metadata: { name: "resource policy" },
        errors: [],
      },
    },
    {},
  );
  return effects[result];
}

/** The simulator takes a list as a key with several values, even if it holds but one. */
function valueOf(values: readonly string[]): string | string[] {
  const [value] = values;
  return value !== undefined && values.length === 1 ? value : [...values];
}
