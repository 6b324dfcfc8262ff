import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** What has to be true of the accounts, and of names that share one. */
export function accountRules(draft: Draft): readonly TopologyProblem[] {
  return [...roleProblems(draft), ...logProblems(draft)];
}

/** AWS keeps one log role an account and region: it is there already, or it is made. */
function logProblems({ accounts }: Draft): readonly TopologyProblem[] {
  return Object.entries(accounts).flatMap(([name, { id, apiLogs }]) => {
    const [other] =
      Object.entries(accounts).find(
        ([, twin]) => twin.id === id && twin.apiLogs === "existing" && apiLogs === "create",
      ) ?? [];
    if (other === undefined) return [];
    const message = `is create, while the same account is there as "${other}" with existing`;
    return [{ path: `accounts.${name}.apiLogs`, message, hint: "write the same for both" }];
  });
}

/** A role belongs to the account that it is used for: the provider would refuse any other, but only on deployment. */
function roleProblems({ accounts }: Draft): readonly TopologyProblem[] {
  return Object.entries(accounts).flatMap(([name, { id, role }]) => {
    const owner = role?.split(":")[4];
    if (owner === undefined || owner === id) return [];
    return [
      {
        path: `accounts.${name}.role`,
        message: `is a role of account ${owner}, while the account's id is ${id}`,
        hint: "name a role of that account, or mend the id",
      },
    ];
  });
}
