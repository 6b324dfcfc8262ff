import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** A role belongs to the account that it is used for: the provider would refuse any other, but only on deployment. */
export function accountRules({ accounts }: Draft): readonly TopologyProblem[] {
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
