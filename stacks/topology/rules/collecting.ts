import { mostAssumedRoles } from "../../../components/roleStatements";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { regionListProblems } from "./regionLists";

/** What has to be true of what each API's inventory is collected from. */
export function collectingRules({ apis, accounts }: Draft): readonly TopologyProblem[] {
  return Object.entries(apis).flatMap(([name, { backend, collect, region }]) => {
    if (collect === undefined) return [];
    const path = `apis.${name}.collect`;
    if (backend !== "inventory") return [tableless(path, name, backend)];
    const hint = "a role reaches no other partition: write a stack file for each";
    return [
      ...accountProblems(`${path}.accounts`, collect.accounts),
      ...countProblems(`${path}.accounts`, collect.accounts, accounts),
      ...regionListProblems(`${path}.regions`, collect.regions, { what: `the API "${name}"`, region, hint }),
    ];
  });
}

function tableless(path: string, api: string, backend: string): TopologyProblem {
  return {
    path,
    message: `"${api}" has the backend ${backend}, which has no table to collect into`,
    hint: `set apis.${api}.backend to inventory, or leave collect out`,
  };
}

/** Two names of one account are no mistake: it is collected once. */
function accountProblems(path: string, accounts: readonly string[]): readonly TopologyProblem[] {
  return accounts.flatMap((account, index) =>
    accounts.indexOf(account) === index
      ? []
      : [
          {
            path: `${path}[${index}]`,
            message: `the account "${account}" is named twice`,
            hint: "name each account once",
          },
        ],
  );
}

function countProblems(
  path: string,
  collected: readonly string[],
  accounts: Draft["accounts"],
): readonly TopologyProblem[] {
  const ids = new Set(collected.flatMap((name) => accounts[name]?.id ?? []));
  if (ids.size <= mostAssumedRoles) return [];
  return [
    {
      path,
      message: `has ${ids.size} accounts, and a collector's role can name the readers of ${mostAssumedRoles}`,
      hint: "list some of them, and collect the others into another inventory API",
    },
  ];
}
