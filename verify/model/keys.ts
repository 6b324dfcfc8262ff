import type { ResourceState } from "../../lab/state";
import type { EncryptionKey, PolicyFact } from "./facts";
import { mayBeSame } from "./places";
import { policyFact } from "./policies";
import { flag, isStray, labelOf, property, text, type States } from "./reading";
import { types } from "./types";

/** The keys of KMS, with who may use them. */
export function keysIn(states: States): readonly EncryptionKey[] {
  return states.of(types.key).map((state): EncryptionKey => {
    const arn = text(state, "arn") ?? "";
    const ids = [state.id ?? "", text(state, "keyId") ?? "", arn].filter((id) => id !== "");
    // It takes the place of what the key itself was given.
    const replacing = states.of(types.keyPolicy).find(
      (each) =>
        // A key of several regions has one id in all of them.
        mayBeSame(text(each, "region") ?? "", arn.split(":")[3] ?? "") &&
        (isStray(each, "keyId") || ids.includes(text(each, "keyId") ?? "")),
    );
    return {
      id: state.id ?? "",
      label: labelOf(state),
      arn,
      enabled: flag(state, "isEnabled", true),
      policy: policyIn(replacing ?? state, arn),
    };
  });
}

function policyIn(state: ResourceState, keyArn: string): PolicyFact | undefined {
  if (isStray(state, "policy", "keyId")) return undefined;
  const written = property(state, "policy") ?? "";
  if (written === "") return defaultPolicy(state, keyArn);
  return typeof written === "string" ? policyFact(labelOf(state), written) : undefined;
}

/** It leaves all to the account's own policies. Source: "Default key policy" of the KMS developer guide. */
function defaultPolicy(state: ResourceState, keyArn: string): PolicyFact | undefined {
  const [, partition = "", , , account = ""] = keyArn.split(":");
  if (account === "") return undefined;
  const Principal = { AWS: `arn:${partition}:iam::${account}:root` };
  const Statement = { Effect: "Allow", Principal, Action: "kms:*", Resource: "*" };
  return policyFact(labelOf(state), JSON.stringify({ Version: "2012-10-17", Statement }));
}
