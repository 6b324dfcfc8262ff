import type { Topology } from "../../../stacks/topology/types";
import type { LambdaFunction, Model, Role } from "../../model/facts";
import { distrust, refusalOf, sessionOf, type Refusal } from "../../trace/grants";
import { tableVariable, usableTable } from "../../trace/inventoryTable";
import { brokenAt, functionOf, notScheduled } from "./functions";
import type { Checked, Found } from ".";

/** What collecting asks of the table. */
const writing = ["dynamodb:Scan", "dynamodb:PutItem"] as const;

/** What it asks of each account, in each region. */
const reading = ["ec2:DescribeInstances", "ssm:GetInventory"] as const;

/** Inventories that are not filled from all that the topology names: one finding for each thing that lacks. */
export function brokenCollecting({ topology, model }: Checked): readonly Found[] {
  return Object.entries(topology.apis).flatMap(([api, { backend, collect }]): readonly Found[] => {
    if (backend !== "inventory" || collect === undefined || collect.accounts.length === 0) return [];
    const fn = functionOf(model, `InventoryCollector/${api}`);
    const refusals =
      fn === undefined
        ? [
            lacking(
              "no function that does it is among the resources",
              `make it by an update, or write accounts: [] in collect of ${api}`,
            ),
          ]
        : problemsOf(model, topology, api, fn);
    return brokenAt(
      `apis.${api}.collect`,
      `the servers of ${api} are not collected as they should be`,
      refusals,
    );
  });
}

function lacking(says: string, mend: string): Refusal {
  return { isCertain: true, says, mend };
}

function problemsOf(model: Model, topology: Topology, api: string, fn: LambdaFunction): readonly Refusal[] {
  const role = model.roles.get(fn.roleArn ?? "");
  const scheduled = notScheduled(model, fn);
  // What the schedule says of the role is all that there is to say.
  if (role === undefined) return scheduled;
  const { accounts: sources = [], regions = [] } = topology.apis[api]?.collect ?? {};
  const ids = new Set(sources.map((name) => topology.accounts[name]?.id ?? ""));
  return [
    ...scheduled,
    ...notWritten(model, api, fn),
    ...[...ids].flatMap((id) => notRead(model, topology, api, { fn, role, id, regions }) ?? []),
  ];
}

/** The table has to be the one that the API answers from. */
function notWritten(model: Model, api: string, fn: LambdaFunction): readonly Refusal[] {
  const tableName = fn.environment?.get(tableVariable);
  if (tableName === undefined)
    return [{ isCertain: false, says: `${tableVariable} of ${fn.label} is not known`, mend: "" }];
  const answered = functionOf(model, `InventoryBackend/${api}`)?.environment?.get(tableVariable);
  if (answered !== undefined && answered !== tableName) {
    const says = `${fn.label} fills ${tableName}, and ${api} is answered from ${answered}`;
    return [lacking(says, `set ${tableVariable} of ${fn.label} to ${answered}`)];
  }
  const table = usableTable(model, fn, tableName, writing);
  return "isCertain" in table ? [table] : [];
}

interface Source {
  readonly fn: LambdaFunction;
  /** The collector's own. */
  readonly role: Role;
  /** Of the account. */
  readonly id: string;
  readonly regions: readonly string[];
}

/** Why an account is not read; the first reason that there is. */
function notRead(
  model: Model,
  { accounts }: Topology,
  api: string,
  { fn, role, id, regions }: Source,
): Refusal | undefined {
  const names = Object.keys(accounts).filter((name) => accounts[name]?.id === id);
  const components = names.map((name) => `InventoryReader/${api}.${name}`);
  const reader = [...model.roles.values()].find(
    ({ component }) => component !== undefined && components.includes(component),
  );
  if (reader === undefined) {
    const says = `no role to read the account ${names.join(" or ")} (${id}) by is among the resources`;
    return lacking(
      says,
      `make it by an update, or leave ${names.join(" and ")} out of the accounts to collect`,
    );
  }
  const asked = { action: "sts:AssumeRole", resource: reader.arn, what: reader.label };
  return (
    refusalOf(role, fn, "code", asked) ??
    distrust(reader, sessionOf(role, fn), role.label) ??
    firstOf(regions, (region) =>
      firstOf(reading, (action) =>
        // What describes has no narrower resource, and the session is the reader's own by then.
        refusalOf(reader, { ...fn, region }, "service", {
          action,
          resource: "*",
          what: `the servers in ${region}`,
        }),
      ),
    )
  );
}

function firstOf<Item, Value>(
  items: readonly Item[],
  find: (item: Item) => Value | undefined,
): Value | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
