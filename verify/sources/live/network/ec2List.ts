import { EC2Client, type EC2PaginationConfiguration, type Filter } from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { idsOf } from "./fields";
import { batches, everyItem } from "./pages";

/** One of EC2's lists. */
export interface Ec2List<Page, Item> {
  readonly paginate: (
    config: EC2PaginationConfiguration,
    input: { readonly Filters: Filter[] },
  ) => AsyncIterable<Page>;
  readonly items: (page: Page) => readonly Item[] | undefined;
}

/** A filter holds at most so many values. Source: "List and filter your resources" of the Amazon EC2 User Guide. */
export const filterSize = 200;

/** What every one of EC2's lists takes: `DescribeRouteTables` gives no more. Source: the Amazon EC2 API Reference. */
const pageSize = 100;

/** What a list holds of which a filter's value is one of these; nothing is asked where there are none. */
export async function listed<Page, Item>(
  context: ReadContext,
  { paginate, items }: Ec2List<Page, Item>,
  filter: string,
  values: readonly string[],
  more: readonly Filter[] = [],
): Promise<readonly Item[]> {
  const client = context.client(EC2Client);
  const found = await Promise.all(
    batches(values, filterSize).map((Values) => {
      const Filters = [{ Name: filter, Values: [...Values] }, ...more];
      return everyItem(paginate({ client, pageSize }, { Filters }), items);
    }),
  );
  return found.flat();
}

export function vpcIdsIn(context: Pick<ReadContext, "found">): readonly string[] {
  return idsOf(context.found(types.vpc), "id");
}

/** The filter that has what carries the topology's tag. */
export const tagFilter = "tag:apilink:topology";

interface InVpcs<Page, Item> extends Ec2List<Page, Item> {
  readonly permission: string;
  readonly types: readonly string[];
  readonly phase?: 2 | 3;
  /** The filter that takes the VPCs' ids. */
  readonly filter: string;
  readonly more?: readonly Filter[];
  readonly resources: (item: Item, context: ReadContext) => readonly LiveResource[];
}

/** Reads what a list of EC2's holds of the VPCs that were found. */
export function inVpcs<Page, Item>(list: InVpcs<Page, Item>): Reader {
  return {
    permissions: [list.permission],
    types: list.types,
    phase: list.phase ?? 2,
    read: async (context) => {
      const items = await listed(context, list, list.filter, vpcIdsIn(context), list.more);
      return items.flatMap((item) => list.resources(item, context));
    },
  };
}
