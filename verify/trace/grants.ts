import type { LambdaFunction, Role } from "../model/facts";
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

/** The session in which a function does its work, as the principal of policies: Lambda names it by the function. */
export function sessionOf(
  { arn, account, name }: Role,
  fn: Pick<LambdaFunction, "name">,
): PolicyRequest["principal"] & { readonly kind: "iam" } {
  const [, partition = ""] = arn.split(":");
  return {
    kind: "iam",
    arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${fn.name}`,
    accountId: account,
  };
}

/** A call that a service of AWS makes for a function, or that the function's own code makes. */
export type Caller = "service" | "code";

/** What a function's role asks for, as policies see it. */
export function requestOf(
  role: Role,
  { arn, region }: Pick<LambdaFunction, "arn" | "region">,
  caller: Caller,
  { action, resource, context = {} }: Ask,
): PolicyRequest {
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
  return {
    principal: { kind: "iam", arn: role.arn, accountId: role.account },
    action,
    resource,
    // What else AWS fills in for a role's session is not known; an encryption context is what the call says and no more.
    context: (key) => (values.has(key) || key.startsWith(encryptionContext) ? values.get(key) : "unknown"),
  };
}

/**
 * Why the policies of a function's role keep it from something; undefined where they do not. They have to allow it; where a policy of
 * the resource names the role and lets it, only a denial counts. Source: IAM User Guide, "Policy evaluation for requests within a
 * single account".
 */
export function refusalOf(
  role: Role,
  fn: Pick<LambdaFunction, "arn" | "region">,
  caller: Caller,
  ask: Ask,
  suffices: "allow" | "no-deny" = "allow",
): Refusal | undefined {
  const { action, what } = ask;
  const mend = `allow ${action} of ${what} in a policy of ${role.label}`;
  const decision = together(role, requestOf(role, fn, caller, ask));
  switch (decision.effect) {
    case "allow":
      return undefined;
    case "unknown":
      return { isCertain: false, says: `of the policies of ${role.label}, ${decision.why}`, mend };
    case "explicit-deny":
      return { isCertain: true, says: `a policy of ${role.label} denies ${action} of ${what}`, mend };
    case "implicit-deny":
      if (suffices === "no-deny") return undefined;
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
