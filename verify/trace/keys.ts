import type { EncryptionKey, LambdaFunction, Model, Role } from "../model/facts";
import { refusalOf, requestOf, sessionOf, type Ask, type Caller, type Refusal } from "./grants";

/**
 * Why a function's role may not decrypt what a key of KMS has encrypted; undefined where it may. The key's own policy comes first: it
 * lets the role, or leaves that to the policies of the role's account. Source: "Determining access to AWS KMS keys" of the KMS
 * developer guide.
 */
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
  const { label, enabled } = key;
  if (enabled !== true) {
    return {
      isCertain: enabled === false,
      says: `${label} is ${enabled === false ? "disabled" : "perhaps disabled"}`,
      mend: `enable ${label}`,
    };
  }
  const ask = {
    action: "kms:Decrypt",
    resource: keyArn,
    what: label,
    context: { "kms:calleraccount": role.account, ...context },
  };
  const leave = leaveOf(key, role, fn, caller, ask);
  if (typeof leave !== "string") return leave;
  return refusalOf(role, fn, caller, ask, leave === "role" ? "no-deny" : "allow");
}

/** Whom the key's policy lets: the role itself, whatever else is said of it, or its account; or why neither. */
function leaveOf(
  { label, arn, policy: fact }: EncryptionKey,
  role: Role,
  fn: LambdaFunction,
  caller: Caller,
  ask: Ask,
): "role" | "account" | Refusal {
  const mend = `let the account ${role.account} or ${role.label} decrypt in the policy of ${label}`;
  if (fact === undefined) return { isCertain: false, says: `the policy of ${label} is not known`, mend };
  const request = requestOf(role, fn, caller, ask);
  const principal = sessionOf(role, fn);
  const decision = fact.policy.decide({ ...request, principal });
  switch (decision.effect) {
    case "unknown":
      return { isCertain: false, says: `of the policy of ${label}, ${decision.why}`, mend };
    case "explicit-deny":
      return { isCertain: true, says: `the policy of ${label} denies ${role.label} to decrypt`, mend };
    case "implicit-deny":
      return {
        isCertain: true,
        says: `the policy of ${label} lets neither ${role.label} nor its account decrypt`,
        mend,
      };
    case "allow": {
      // Of another account the role's own policies have to allow it as well.
      const isNear = arn.split(":")[4] === role.account;
      const byName = fact.policy.decide({ ...request, principal: { ...principal, accountId: "" } });
      return isNear && byName.effect === "allow" ? "role" : "account";
    }
  }
}
