import type { LambdaFunction, Model, Role } from "../model/facts";
import { decideTogether, type ContextValue, type Decision, type PolicyRequest } from "../policy";

/** Why something that is asked for is refused. */
export interface Refusal {
  /** Whether it is refused for certain; otherwise that is not known. */
  readonly isCertain: boolean;
  readonly says: string;
  readonly mend: string;
}

/** Something that a role asks for. */
export interface Ask {
  readonly action: string;
  /** The ARN of what it is asked of. */
  readonly resource: string;
  /** What the resource is called. */
  readonly what: string;
  /** Values of condition keys, by name in lower case, besides those that every call of the role has. */
  readonly context?: Readonly<Record<string, string>>;
}

const encryptionContext = "kms:encryptioncontext:";

/** A call that a service of AWS makes for a function, or that the function's own code makes. */
export type Caller = "service" | "code";

/**
 * Why a function's role may not do something; undefined where it may. Only the role's own policies are asked: those of tables and
 * keys add nothing for roles of their own account. Source: IAM User Guide, "Policy evaluation for requests within a single account".
 */
export function refusalOf(
  role: Role,
  { arn, region }: Pick<LambdaFunction, "arn" | "region">,
  caller: Caller,
  { action, resource, what, context = {} }: Ask,
): Refusal | undefined {
  const values: ReadonlyMap<string, ContextValue> = new Map(
    Object.entries({
      "aws:principalarn": [role.arn],
      "aws:principalaccount": [role.account],
      "aws:principaltype": ["AssumedRole"],
      "aws:requestedregion": [region],
      "aws:securetransport": ["true"],
      "lambda:sourcefunctionarn": caller === "code" ? [arn] : undefined,
      ...Object.fromEntries(Object.entries(context).map(([key, value]) => [key, [value]])),
    }),
  );
  const request: PolicyRequest = {
    principal: { kind: "iam", arn: role.arn, accountId: role.account },
    action,
    resource,
    // What else AWS fills in for a role's session is not known; an encryption context is what the call says and no more.
    context: (key) => (values.has(key) || key.startsWith(encryptionContext) ? values.get(key) : "unknown"),
  };
  const mend = `allow ${action} of ${what} in a policy of ${role.label}`;
  const decision = together(role, request);
  switch (decision.effect) {
    case "allow":
      return undefined;
    case "unknown":
      return { isCertain: false, says: `of the policies of ${role.label}, ${decision.why}`, mend };
    case "explicit-deny":
      return { isCertain: true, says: `a policy of ${role.label} denies ${action} of ${what}`, mend };
    case "implicit-deny":
      return { isCertain: true, says: `no policy of ${role.label} allows ${action} of ${what}`, mend };
  }
}

/** A policy that is not known may deny, and may allow. */
function together({ policies, policiesKnown }: Role, request: PolicyRequest): Decision {
  const decision = decideTogether(
    policies.map(({ policy }) => policy),
    request,
  );
  if (policiesKnown || decision.effect === "explicit-deny") return decision;
  return { effect: "unknown", why: "one is not known" };
}

/** Why a service of AWS or a role may not assume a role; undefined where it may. */
export function distrust(
  role: Role,
  principal: PolicyRequest["principal"],
  who: string,
): Refusal | undefined {
  const mend = `let ${who} assume ${role.label} in its trust policy`;
  if (role.trust === undefined)
    return { isCertain: false, says: `whom ${role.label} trusts is not known`, mend };
  const { effect } = role.trust.policy.decide({
    principal,
    action: "sts:AssumeRole",
    resource: role.arn,
    context: () => "unknown",
  });
  if (effect === "allow") return undefined;
  const says = `${role.label} does not trust ${who}`;
  return effect === "unknown"
    ? { isCertain: false, says: `whether ${role.label} trusts ${who} is not known`, mend }
    : { isCertain: true, says, mend };
}

/** Why a service of AWS may not invoke a function for something of its own; undefined where it may. */
export function notInvoked(
  { permissions, permissionsKnown, label, arn }: LambdaFunction,
  service: string,
  source: { readonly arn: string; readonly account: string; readonly what: string },
): Refusal | undefined {
  const values: Readonly<Record<string, ContextValue>> = {
    "aws:sourcearn": [source.arn],
    "aws:sourceaccount": [source.account],
  };
  const effects = new Set(
    permissions.map(
      ({ policy }) =>
        policy.decide({
          principal: { kind: "service", name: service },
          action: "lambda:InvokeFunction",
          resource: arn,
          context: (key) => values[key],
        }).effect,
    ),
  );
  if (effects.has("allow")) return undefined;
  const mend = `let ${service} invoke ${label} for ${source.arn} (aws.lambda.Permission)`;
  return effects.has("unknown") || !permissionsKnown
    ? { isCertain: false, says: `whether ${source.what} may invoke ${label} is not known`, mend }
    : { isCertain: true, says: `no permission of ${label} lets ${source.what} invoke it`, mend };
}

/** The same for what a key of KMS has encrypted: the key has to be there, and the role has to be allowed to decrypt with it. */
export function lockedBy(
  { keys }: Model,
  role: Role,
  fn: LambdaFunction,
  caller: Caller,
  keyArn: string,
  context: Readonly<Record<string, string>>,
): Refusal | undefined {
  const key = keys.get(keyArn);
  if (key === undefined)
    return {
      // One whose ARN is not known may be it.
      isCertain: !keys.has(""),
      says: `the key ${keyArn} is not among the resources${keys.has("") ? " whose ARNs are known" : ""}`,
      mend: "make the key again, or encrypt by another one",
    };
  if (key.enabled !== true) {
    return {
      isCertain: key.enabled === false,
      says: `${key.label} is ${key.enabled === false ? "disabled" : "perhaps disabled"}`,
      mend: `enable ${key.label}`,
    };
  }
  return refusalOf(role, fn, caller, { action: "kms:Decrypt", resource: keyArn, what: key.label, context });
}
