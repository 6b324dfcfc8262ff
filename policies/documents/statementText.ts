import type { Condition, PolicyDocument, Statement } from "../../verify/policy";

/** The text of a document with these statements. */
export function textOf(version: PolicyDocument["version"], statements: readonly Statement[]): string {
  return JSON.stringify({ Version: version, Statement: statements.map(elementsOf) });
}

function elementsOf({ effect, principals, actions, resources, conditions }: Statement): object {
  return {
    Effect: effect,
    [principals.negated ? "NotPrincipal" : "Principal"]: groupsOf(
      principals.values.map(({ type, id }) => [type, id]),
    ),
    [actions.negated ? "NotAction" : "Action"]: actions.values,
    [resources.negated ? "NotResource" : "Resource"]: resources.values,
    ...(conditions.length > 0 && { Condition: conditionOf(conditions) }),
  };
}

function groupsOf(entries: readonly (readonly [string, string])[]): Record<string, readonly string[]> {
  const groups: Record<string, readonly string[]> = {};
  for (const [key, value] of entries) groups[key] = [...(groups[key] ?? []), value];
  return groups;
}

/** The condition element with these entries. */
export function conditionOf(
  conditions: readonly Condition[],
): Record<string, Record<string, readonly string[]>> {
  const byOperator: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) {
    byOperator[operator] = { ...byOperator[operator], [key]: values };
  }
  return byOperator;
}
