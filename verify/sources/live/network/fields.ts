import type { Mapping } from "../../../../stacks/mapping";
import type { LivePlace, LiveResource } from "../types";

/** Which field of AWS's answer each property of Pulumi's comes from, or how it is made from them. */
export type Fields<Item> = Readonly<Record<string, keyof Item | ((item: Item) => unknown)>>;

/** The properties that AWS's answer tells. */
export function outputsFrom<Item>(item: Item, fields: Fields<Item>): Mapping {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([property, source]) => {
      const value = typeof source === "function" ? source(item) : item[source];
      return value === undefined ? [] : [[property, value]];
    }),
  );
}

/** Something that AWS keeps in a region. Without tags it is of a kind that has none. */
export function regional(
  { account, region }: LivePlace,
  type: string,
  id: string | undefined,
  outputs: Mapping,
  tags?: Readonly<Record<string, string>>,
): LiveResource {
  const known = { region, ...outputs, ...(tags && { tags, tagsAll: tags }) };
  return { account, region, type, id: id ?? "", outputs: known, tags: tags ?? {} };
}

/** The tags as a state has them. */
export function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** The ids of a list, where each entry has one. */
export function idsOf<Item>(items: readonly Item[] | undefined, key: keyof Item): readonly string[] {
  return (items ?? []).map((item) => item[key]).filter((id) => typeof id === "string");
}
