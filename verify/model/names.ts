/** What the topology calls an id; undefined for one that it has no name for. */
export function nameIn(names: ReadonlyMap<string, string>, id: string): string | undefined {
  return [...names].find(([, known]) => known === id)?.[0];
}
