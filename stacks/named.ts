/** Entries by their names, as a topology and everything made from it have them. */
export type Named<Entry> = Readonly<Record<string, Entry>>;

/** The entry of a name, or undefined: every object has a `constructor`, which is a name as good as any. */
export function entryIn<Entry>(entries: Named<Entry>, name: string): Entry | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/**
 * The entry of a name that is known to be there.
 *
 * @throws RangeError where it is not: a defect, since the topology's rules have checked every name.
 */
export function entryOf<Entry>(entries: Named<Entry>, name: string): Entry {
  const entry = entryIn(entries, name);
  if (entry === undefined) throw new RangeError(`there is no "${name}"`);
  return entry;
}

/** Another entry for each, under the same name. */
export function mapNamed<From, To>(entries: Named<From>, map: (entry: From, name: string) => To): Named<To> {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, map(entry, name)]));
}
