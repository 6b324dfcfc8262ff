/** Everything that the pages of a list hold. */
export async function everyItem<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}

/** At most so many values in one request. */
export function batches<Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/** The pages of a list that the SDK itself does not turn. */
export async function* pagesBy<Page, Token>(
  ask: (from: Token | undefined) => Promise<Page>,
  next: (page: Page) => Token | undefined,
): AsyncIterable<Page> {
  let from: Token | undefined;
  do {
    const page = await ask(from);
    yield page;
    from = next(page);
  } while (from !== undefined);
}
