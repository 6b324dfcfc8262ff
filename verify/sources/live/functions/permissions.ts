import { unknown } from "../../../../lab/state";
import { isMapping, type Mapping } from "../../../../stacks/mapping";
import { textOf } from "../../../model/reading";

/** A statement of a function's policy as the arguments of AddPermission that made it. */
export interface Permission extends Mapping {
  readonly statementId: string;
}

/** Which argument makes a condition, by the condition's key in small letters. Source: AddPermission, AWS Lambda API Reference. */
const conditions: Readonly<Record<string, string>> = {
  "aws:sourcearn": "sourceArn",
  "aws:sourceaccount": "sourceAccount",
  "aws:principalorgid": "principalOrgId",
  "lambda:eventsourcetoken": "eventSourceToken",
  "lambda:functionurlauthtype": "functionUrlAuthType",
};

/** The permissions of a function. Of a condition that no argument makes the source is unknown, so that it is not taken for none. */
export function permissionsIn(policy: string | undefined): readonly Permission[] {
  const document: unknown = policy === undefined ? undefined : JSON.parse(policy);
  const statements = isMapping(document) ? [document["Statement"]].flat().filter(isMapping) : [];
  return statements.map((statement) => ({
    statementId: textOf(statement["Sid"]) ?? "",
    action: statement["Action"],
    principal: principalIn(statement["Principal"]),
    sourceArn: null,
    sourceAccount: null,
    principalOrgId: null,
    eventSourceToken: null,
    ...argumentsOf(statement["Condition"]),
  }));
}

/** AWS names an account by its root; `AddPermission` takes either. */
function principalIn(principal: unknown): unknown {
  if (!isMapping(principal)) return principal;
  const [name, ...others] = Object.values(principal).flat();
  return others.length === 0 ? name : unknown;
}

function argumentsOf(condition: unknown): Mapping {
  const pairs = Object.values(isMapping(condition) ? condition : {})
    .filter(isMapping)
    .flatMap((operands) => Object.entries(operands));
  return Object.fromEntries(
    pairs.map(([key, value]) => {
      const argument = conditions[key.toLowerCase()];
      return argument === undefined || Array.isArray(value) ? ["sourceArn", unknown] : [argument, value];
    }),
  );
}
