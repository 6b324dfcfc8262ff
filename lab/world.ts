import { isMapping } from "../stacks/mapping";
import type { CloudResource, Place, Properties } from "./resource";
import { Refusal } from "./refusal";

/** Where the embedded cloud keeps what exists. */
export interface Store {
  get(place: Place, type: string, id: string): CloudResource | undefined;
  /** Every resource of a type, in all accounts and regions. */
  all(type: string): readonly CloudResource[];
  /**
   * Those of `all` whose output holds the value, or is a list that does; `id` counts as an output, and a dot leads into a block. A store without an
   * index leaves it out: a look-up is then a scan.
   */
  having?(type: string, property: string, value: string): readonly CloudResource[];
  put(record: CloudResource): void;
  remove(record: CloudResource): void;
}

/** What a handler may ask of the cloud around it. */
export class World {
  constructor(private readonly store: Store) {}

  /** Looks up in one account and region, as AWS does: an id of another account or region does not exist here. */
  find(place: Place, type: string, id: unknown): CloudResource | undefined {
    return typeof id === "string" ? this.store.get(place, type, id) : undefined;
  }

  /** Looks up by id alone, for what another account may share. */
  anywhere(type: string, id: string): CloudResource | undefined {
    return this.where(type, { id })[0];
  }

  /** @throws Refusal with `code` where the id does not exist in this account and region. */
  require(place: Place, type: string, id: unknown, code: string): CloudResource {
    const found = this.find(place, type, id);
    if (found !== undefined) return found;
    const kind = type.slice(type.lastIndexOf(":") + 1);
    throw new Refusal(
      code,
      `The ${kind} '${String(id)}' does not exist in account ${place.account}, region ${place.region}`,
    );
  }

  /** Resources of a type, in every account and region, whose outputs have these values or are lists that hold them. */
  where(type: string, values: Properties): readonly CloudResource[] {
    const wanted = Object.entries(values);
    return this.candidates(type, wanted).filter((record) =>
      wanted.every(([key, value]) => holds(outputOf(record, key), value)),
    );
  }

  /** Like `where`, in one account and region, without the resource itself. */
  others(
    request: Place & { readonly id: string },
    type: string,
    values: Properties,
  ): readonly CloudResource[] {
    return this.where(type, values).filter(
      (record) =>
        record.account === request.account && record.region === request.region && record.id !== request.id,
    );
  }

  private candidates(
    type: string,
    wanted: readonly (readonly [string, unknown])[],
  ): readonly CloudResource[] {
    for (const [key, value] of wanted) {
      const found = typeof value === "string" ? this.store.having?.(type, key, value) : undefined;
      if (found !== undefined) return found;
    }
    return this.store.all(type);
  }
}

type Records = Map<string, CloudResource>;

/** A store that ends with the process. */
export class MemoryStore implements Store {
  private readonly types = new Map<string, Records>();
  /** Made on the first look-up of a property and kept current from then on: type, property, value. */
  private readonly indexes = new Map<string, Map<string, Map<string, Records>>>();

  get(place: Place, type: string, id: string): CloudResource | undefined {
    return this.types.get(type)?.get(keyOf({ ...place, id }));
  }

  all(type: string): readonly CloudResource[] {
    return [...(this.types.get(type)?.values() ?? [])];
  }

  having(type: string, property: string, value: string): readonly CloudResource[] {
    return [...(this.indexOf(type, property).get(value)?.values() ?? [])];
  }

  put(record: CloudResource): void {
    const records = this.types.get(record.type) ?? new Map<string, CloudResource>();
    const previous = records.get(keyOf(record));
    if (previous !== undefined) this.unindex(previous);
    this.types.set(record.type, records.set(keyOf(record), record));
    for (const [property, index] of this.indexes.get(record.type) ?? []) addTo(index, property, record);
  }

  remove(record: CloudResource): void {
    const stored = this.types.get(record.type)?.get(keyOf(record));
    if (stored === undefined) return;
    this.unindex(stored);
    this.types.get(record.type)?.delete(keyOf(record));
  }

  private indexOf(type: string, property: string): Map<string, Records> {
    const indexes = this.indexes.get(type) ?? new Map<string, Map<string, Records>>();
    this.indexes.set(type, indexes);
    const known = indexes.get(property);
    if (known !== undefined) return known;
    const index = new Map<string, Records>();
    for (const record of this.types.get(type)?.values() ?? []) addTo(index, property, record);
    indexes.set(property, index);
    return index;
  }

  private unindex(record: CloudResource): void {
    for (const [property, index] of this.indexes.get(record.type) ?? []) {
      for (const value of indexed(outputOf(record, property))) index.get(value)?.delete(keyOf(record));
    }
  }
}

function addTo(index: Map<string, Records>, property: string, record: CloudResource): void {
  for (const value of indexed(outputOf(record, property))) {
    const records: Records = index.get(value) ?? new Map<string, CloudResource>();
    index.set(value, records.set(keyOf(record), record));
  }
}

function outputOf(record: CloudResource, property: string): unknown {
  if (property === "id") return record.id;
  return property
    .split(".")
    .reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), record.outputs);
}

function holds(output: unknown, value: unknown): boolean {
  return output === value || (Array.isArray(output) && output.includes(value));
}

function indexed(output: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(output) ? output : [output];
  return values.filter((value) => typeof value === "string");
}

function keyOf(record: Place & { readonly id: string }): string {
  return `${record.account}/${record.region}/${record.id}`;
}
