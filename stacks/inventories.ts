import { HandlerRole, InventoryBackend, InventoryCollector, InventoryReader } from "../components";
import type { KeyIn } from "./encryptionKeys";
import { handlerCode } from "./handlerBundles";
import { inventoryConcurrency } from "./inventoryLimits";
import type { InventoryPlan } from "./inventoryPlan";
import { entryOf, type Named } from "./named";
import { inAccount, type Stack } from "./stack";

/** What answers each inventory API, in the API's account and region, by the API's name. */
export function inventoriesOf(stack: Stack, keyIn: KeyIn): Named<InventoryBackend> {
  return Object.fromEntries(
    stack.plan.inventories.map(({ api }) => {
      const { account, region, cors } = entryOf(stack.topology.apis, api);
      const args = {
        region,
        cors,
        code: handlerCode("inventory"),
        keyArn: keyIn(account, region),
        reservedConcurrency: inventoryConcurrency,
        tags: stack.settings.tags,
      };
      return [api, new InventoryBackend(api, args, inAccount(stack, account))];
    }),
  );
}

/** What fills each inventory, beside it; nothing where nothing is collected. */
export function collectInventories(stack: Stack, inventories: Named<InventoryBackend>, keyIn: KeyIn): void {
  for (const plan of stack.plan.inventories) {
    if (plan.sources.length > 0) collect(stack, plan, entryOf(inventories, plan.api), keyIn);
  }
}

/** The collector's role comes first, since the readers trust it, and the collector last, since it may assume no other. */
function collect(
  stack: Stack,
  { api, schedule, sources }: InventoryPlan,
  { tableName, tableArn }: InventoryBackend,
  keyIn: KeyIn,
): void {
  const { account, region } = entryOf(stack.topology.apis, api);
  const { tags } = stack.settings;
  const role = new HandlerRole(`${api}.collect`, { tags }, inAccount(stack, account));
  const readers = sources.map((source) => {
    const args = { collectorRoleArn: role.roleArn, regions: source.regions, tags };
    const { roleArn } = new InventoryReader(
      `${api}.${source.account}`,
      args,
      inAccount(stack, source.account),
    );
    return { name: source.account, id: source.id, roleArn, regions: source.regions };
  });
  new InventoryCollector(
    api,
    {
      region,
      schedule,
      code: handlerCode("collect", { sources: readers }),
      keyArn: keyIn(account, region),
      role,
      readerRoleArns: readers.map(({ roleArn }) => roleArn),
      tableName,
      tableArn,
      tags,
    },
    inAccount(stack, account),
  );
}
