import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";
import type { PolicyFact, Role } from "./facts";
import { accountsIn, mayBeSame } from "./places";
import { policyFact } from "./policies";
import {
  blocks,
  componentOf,
  declared,
  isKnownList,
  isStray,
  labelOf,
  property,
  text,
  texts,
  type States,
} from "./reading";
import { types } from "./types";

/** The roles of IAM with what they may do. A boundary that narrows them is not read. */
export function rolesIn(states: States): readonly Role[] {
  const accountOf = accountsIn(states);
  const parts = states.of(types.rolePolicy, types.rolePolicyAttachment);
  const byRole = groupBy(parts, (part) => text(part, "role") ?? "");
  const managed = new Map(
    states.of(types.managedPolicy).map((state) => [text(state, "arn") ?? "", policyIn(state, "policy")]),
  );
  return states.of(types.role).map((state): Role => {
    const name = text(state, "name") ?? state.id ?? "";
    const account = accountOf(state);
    const own = [...(byRole.get(name) ?? []), ...(byRole.get("") ?? [])].filter((part) =>
      mayBeSame(accountOf(part), account),
    );
    const documents = [
      ...own.map((part) =>
        part.type === types.rolePolicy ? policyIn(part, "policy") : managedIn(part, managed),
      ),
      ...blocks(declared(state, "inlinePolicies")).map(({ policy }) => read(labelOf(state), policy)),
      ...texts(declared(state, "managedPolicyArns")).map((arn) => managed.get(arn)),
    ];
    const lists = [declared(state, "inlinePolicies"), declared(state, "managedPolicyArns")];
    return {
      id: state.id ?? "",
      label: labelOf(state),
      name,
      arn: text(state, "arn") ?? "",
      account,
      component: componentOf(state),
      trust: policyIn(state, "assumeRolePolicy", "trust"),
      policies: documents.filter((document) => document !== undefined),
      policiesKnown:
        documents.every((document) => document !== undefined) &&
        !own.some((part) => isStray(part, "role")) &&
        lists.every(isKnownList) &&
        (property(state, "permissionsBoundary") ?? "") === "",
    };
  });
}

function managedIn(
  attachment: ResourceState,
  managed: ReadonlyMap<string, PolicyFact | undefined>,
): PolicyFact | undefined {
  return managed.get(text(attachment, "policyArn") ?? "");
}

function policyIn(
  state: ResourceState,
  key: string,
  holder: "identity" | "trust" = "identity",
): PolicyFact | undefined {
  return read(labelOf(state), property(state, key), holder);
}

/** A policy may be given as text or as a structure. */
function read(
  label: string,
  value: unknown,
  holder: "identity" | "trust" = "identity",
): PolicyFact | undefined {
  const document = isMapping(value) ? JSON.stringify(value) : value;
  return typeof document === "string" ? policyFact(label, document, { holder }) : undefined;
}
