import type { Table } from "./facts";
import { accountsIn } from "./places";
import { blocks, isStray, isUnknown, labelOf, property, text, textOf, type States } from "./reading";
import { types } from "./types";

/** The tables of DynamoDB. */
export function tablesIn(states: States): readonly Table[] {
  const accountOf = accountsIn(states);
  const policies = states.of(types.tablePolicy);
  return states.of(types.table).map((state): Table => {
    const arn = text(state, "arn") ?? "";
    const encryption = property(state, "serverSideEncryption");
    const [{ kmsKeyArn } = {}] = blocks(encryption);
    const isKeyVague = isStray(state, "serverSideEncryption") || isUnknown(kmsKeyArn);
    return {
      id: state.id ?? "",
      label: labelOf(state),
      name: text(state, "name") ?? state.id ?? "",
      arn,
      account: accountOf(state),
      region: text(state, "region") ?? arn.split(":")[3] ?? "",
      keyArn: isKeyVague ? undefined : (textOf(kmsKeyArn) ?? "aws"),
      hasPolicy: policies.some((policy) => (text(policy, "resourceArn") ?? arn) === arn),
    };
  });
}
