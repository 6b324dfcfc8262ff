import type { Place, Properties, CloudResource } from "./handler";
import { Refusal } from "./refusal";

/** Where the embedded cloud keeps what exists. */
export interface Store {
  get(place: Place, type: string, id: string): CloudResource | undefined;
  /** Every resource of a type, in all accounts and regions. */
  all(type: string): readonly CloudResource[];
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

  /** Resources of a type, in every account and region, whose outputs have these values. */
  where(type: string, values: Properties): readonly CloudResource[] {
    const wanted = Object.entries(values);
    return this.store.all(type).filter((record) => wanted.every(([key, value]) => record.outputs[key] === value));
  }

  /** Like `where`, in one account and region, without the resource itself. */
  others(request: Place & { readonly id: string }, type: string, values: Properties): readonly CloudResource[] {
    return this.where(type, values).filter(
      (record) =>
        record.account === request.account && record.region === request.region && record.id !== request.id,
    );
  }
}

/** A store that ends with the process. */
export class MemoryStore implements Store {
  private readonly types = new Map<string, Map<string, CloudResource>>();

  get(place: Place, type: string, id: string): CloudResource | undefined {
    return this.types.get(type)?.get(keyOf({ ...place, id }));
  }

  all(type: string): readonly CloudResource[] {
    return [...(this.types.get(type)?.values() ?? [])];
  }

  put(record: CloudResource): void {
    const records = this.types.get(record.type) ?? new Map<string, CloudResource>();
    this.types.set(record.type, records.set(keyOf(record), record));
  }

  remove(record: CloudResource): void {
    this.types.get(record.type)?.delete(keyOf(record));
  }
}

function keyOf(record: Place & { readonly id: string }): string {
  return `${record.account}/${record.region}/${record.id}`;
}
