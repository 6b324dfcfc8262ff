import type { Mapping } from "../../../../stacks/mapping";
import type { LivePlace, LiveResource, ReadContext } from "../types";

/** What identifies a resource and what is told of it; a property that is undefined is one that is not told. */
export interface Told {
  readonly type: string;
  readonly id: string;
  readonly outputs: Mapping;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Whether its type takes tags. @default - where tags are told */
  readonly taggable?: boolean;
}

/** A resource of a service that has regions. */
export function regional(place: LivePlace, told: Told): LiveResource {
  return resource(place, { ...told, outputs: { region: place.region, ...told.outputs } });
}

/** A resource of a service without regions. */
export function resource(
  { account, region }: LivePlace,
  { type, id, outputs, tags, taggable = tags !== undefined }: Told,
): LiveResource {
  const shown = taggable ? { tags: tags ?? {}, tagsAll: tags ?? {} } : {};
  const values = Object.entries({ ...shown, ...outputs }).filter(([, value]) => value !== undefined);
  return { account, region, type, id, outputs: Object.fromEntries(values), tags: tags ?? {} };
}

/** Whether something bears the tag of the topology. */
export function isOwn(
  { topology }: Pick<ReadContext, "topology">,
  tags: Readonly<Record<string, string>> | undefined,
): boolean {
  return tags?.["apilink:topology"] === topology;
}

/** What all pages of a list hold. */
export async function allOf<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** An action for each item, all at the same time: the clients bound how many calls run at once. */
export async function forEach<Item, Result>(
  items: Iterable<Item>,
  action: (item: Item) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  return (await Promise.all([...items].map(action))).flat();
}
