import type { Properties } from "./resource";
import { Refusal } from "./refusal";

/**
 * The account that a provider's credentials belong to: that of the role it assumes, else the first one it allows.
 * The inputs are those of the provider resource, where lists are JSON text.
 *
 * @throws Refusal in the words of AWS's own provider, where it allows other accounts only.
 */
export function accountOf(inputs: Properties): string {
  const allowed = listOf(inputs["allowedAccountIds"]).map(String);
  const account = roleAccountOf(inputs) ?? allowed[0];
  if (account === undefined) {
    throw new Refusal(
      "NoAccount",
      "The embedded cloud takes a provider's account from assumeRoles or allowedAccountIds: this one has neither",
    );
  }
  if (allowed.length > 0 && !allowed.includes(account)) {
    throw new Refusal("AccountNotAllowed", `AWS account ID not allowed: ${account}`);
  }
  return account;
}

function roleAccountOf(inputs: Properties): string | undefined {
  const role = listOf(inputs["assumeRoles"])[0];
  if (!isRecord(role) || typeof role["roleArn"] !== "string") return undefined;
  const account = /^arn:[^:]+:iam::(\d{12}):role\//.exec(role["roleArn"])?.[1];
  if (account === undefined) {
    throw new Refusal("ValidationError", `"${role["roleArn"]}" is an invalid ARN: no role of an account`);
  }
  return account;
}

function listOf(value: unknown): readonly unknown[] {
  const list: unknown = typeof value === "string" && value.startsWith("[") ? JSON.parse(value) : value;
  return Array.isArray(list) ? list : [];
}

function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}
