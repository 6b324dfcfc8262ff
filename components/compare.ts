/** By code unit: the same everywhere, whatever the machine's language. For `Array.sort`. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
