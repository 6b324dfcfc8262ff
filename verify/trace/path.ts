/** `{id}` stands for one segment and `{proxy+}` for one or more. */
export function matchesPath(pattern: string, path: string): boolean {
  const [wanted, given] = [segments(pattern), segments(path)];
  const greedy = wanted.findIndex((segment) => segment.endsWith("+}"));
  const length = greedy === -1 ? wanted.length : greedy;
  if (greedy === -1 ? given.length !== length : given.length <= length) return false;
  return wanted
    .slice(0, length)
    .every((segment, index) => segment.startsWith("{") || segment === given[index]);
}

/** What the parameters of a pattern stand for in a path that it matches, as it came. */
export function parametersIn(pattern: string, path: string): Readonly<Record<string, string>> {
  const given = segments(path);
  const entries = segments(pattern).flatMap((segment, index): (readonly [string, string])[] => {
    const [, name, isGreedy] = /^\{(.+?)(\+?)\}$/.exec(segment) ?? [];
    if (name === undefined) return [];
    return [[name, isGreedy === "" ? (given[index] ?? "") : given.slice(index).join("/")]];
  });
  return Object.fromEntries(entries);
}

export function segments(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}
