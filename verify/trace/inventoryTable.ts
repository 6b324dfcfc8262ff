import { partitionOf } from "../../components/partitions";
import type { LambdaFunction, Model, Role, Table } from "../model/facts";
import { mayBeSame } from "../model/places";
import { refusalOf, type Refusal } from "./grants";
import { lockedBy } from "./keys";

/** The variable of the environment that names the table of an inventory. */
export const tableVariable = "TABLE_NAME";

/** The table that a function works with by its name, or why it cannot do one of these actions on it. */
export function usableTable(
  model: Model,
  fn: LambdaFunction,
  tableName: string,
  actions: readonly string[],
): Table | Refusal {
  const table = model.tables.find(
    ({ name, account, region }) =>
      name === tableName && mayBeSame(account, fn.account) && mayBeSame(region, fn.region),
  );
  const role = model.roles.get(fn.roleArn ?? "");
  if (table === undefined || role === undefined) {
    const says = `its table ${tableName} is not among the resources`;
    return { isCertain: true, says, mend: `make the table again, or name another one in ${tableVariable}` };
  }
  if (fn.vpc !== undefined)
    return {
      isCertain: false,
      says: `whether ${fn.label} reaches DynamoDB from its VPC is not known`,
      mend: "",
    };
  if (table.arn === "") return { isCertain: false, says: `the ARN of ${table.label} is not known`, mend: "" };
  if (table.hasPolicy)
    return { isCertain: false, says: `what the policy of ${table.label} itself says is not known`, mend: "" };
  for (const action of actions) {
    const refusal = refusalOf(role, fn, "code", { action, resource: table.arn, what: table.label });
    if (refusal !== undefined) return refusal;
  }
  return lockedTable(model, role, fn, table) ?? table;
}

/** DynamoDB decrypts on the caller's behalf. Source: "DynamoDB encryption at rest usage notes" of its developer guide. */
function lockedTable(
  model: Model,
  role: Role,
  fn: LambdaFunction,
  { label, name, region, keyArn }: Table,
): Refusal | undefined {
  if (keyArn === "aws") return undefined;
  if (keyArn === undefined)
    return { isCertain: false, says: `the key that encrypts ${label} is not known`, mend: "" };
  return lockedBy(model, role, fn, "code", keyArn, {
    "kms:viaservice": `dynamodb.${region}.${partitionOf(region).dnsSuffix}`,
    "kms:encryptioncontext:aws:dynamodb:tablename": name,
    "kms:encryptioncontext:aws:dynamodb:subscriberid": fn.account,
  });
}
