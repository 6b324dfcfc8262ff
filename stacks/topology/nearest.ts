import { closestMatch } from "leven";

/** A hint that names the word that was probably meant, or else some of those there are. */
export function didYouMean(word: string, known: readonly string[], kind: string): string {
  const near = closestMatch(word, known, { maxDistance: Math.max(1, Math.floor(word.length / 3)) });
  if (near !== undefined) return `did you mean "${near}"?`;
  if (known.length === 0) return `the topology has no ${kind} yet: add one`;
  return `the ${kind}s are: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}`;
}
