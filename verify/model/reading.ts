import { nameOf } from "../../lab/urns";
import { unknown, type ResourceState } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { groupBy } from "../../components/groupBy";

/** Resource states by type, and what a property of theirs says. */
export class States {
  readonly #byType: ReadonlyMap<string, readonly ResourceState[]>;

  constructor(readonly all: readonly ResourceState[]) {
    this.#byType = groupBy(all, ({ type }) => type);
  }

  of(...types: readonly string[]): readonly ResourceState[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }
}

/** What a resource is, by all accounts: what AWS gave back, else what was asked for. */
export function property({ inputs, outputs }: ResourceState, key: string): unknown {
  return own(outputs, key) ?? own(inputs, key);
}

/**
 * What a resource itself was asked to be. AWS gives back, for instance, a table's routes also where each is a resource of its
 * own; those are no statement of the table's. A resource that was read rather than made has no inputs.
 */
export function declared({ inputs, outputs }: ResourceState, key: string): unknown {
  return own(Object.keys(inputs).length === 0 ? outputs : inputs, key);
}

/** What AWS gave back of a property of a resource that was made: what others added to it stands there as well. */
export function readBack({ inputs, outputs }: ResourceState, key: string): unknown {
  return Object.keys(inputs).length === 0 ? undefined : own(outputs, key);
}

/** The value of a resource's property as text; undefined for what is absent, empty or not known. */
export function text(state: ResourceState, key: string): string | undefined {
  return textOf(property(state, key));
}

export function flag(state: ResourceState, key: string, otherwise: boolean): boolean | undefined {
  const value = property(state, key);
  return value === unknown ? undefined : typeof value === "boolean" ? value : otherwise;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((item) => textOf(item) ?? []) : [];
}

export function blocks(value: unknown): readonly Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : isMapping(value) ? [value] : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value !== unknown ? value : undefined;
}

export function numberFrom(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function isUnknown(value: unknown): boolean {
  return value === unknown;
}

/** Whether a value is a list that is known in full, or nothing at all. */
export function isKnownList(value: unknown): boolean {
  return !isUnknown(value) && !(Array.isArray(value) && value.some(isUnknown));
}

/** Whether what a resource belongs to is written and not known, so that it may belong to any. */
export function isStray(state: ResourceState, ...keys: readonly string[]): boolean {
  return keys.some((key) => isUnknown(property(state, key)));
}

/** Logical name and id, as explanations call a resource; of an ARN the part that names it within its account. */
export function labelOf({ urn, id }: ResourceState): string {
  // What no program made has no name but its id.
  if (id === undefined || id === "" || id === nameOf(urn)) return nameOf(urn);
  return `${nameOf(urn)} (${id.startsWith("arn:") ? id.split(":").slice(5).join(":") : id})`;
}

/** The component that a resource's tag says it belongs to, for example `InventoryBackend/srv`. */
export function componentOf(state: ResourceState): string | undefined {
  const tags = [property(state, "tags"), property(state, "tagsAll")].find(isMapping);
  return textOf(tags?.["apilink:component"]);
}

/** Entries by key; of two with one key the last. */
export function indexed<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): Map<string, Entry> {
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

/** The account of a resource, from its ARN; empty where there is none. */
export function accountIn(arn: string | undefined): string {
  return arn?.split(":")[4] ?? "";
}

function own(values: Mapping, key: string): unknown {
  return Object.hasOwn(values, key) ? (values[key] ?? undefined) : undefined;
}
