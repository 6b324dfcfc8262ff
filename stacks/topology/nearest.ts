import leven, { closestMatch } from "leven";

/** More words than these are no help to read. */
const mostListed = 12;
const nearestListed = 5;

/** A hint that names the word that was probably meant, or else those there are, of many the nearest. */
export function didYouMean(word: string, known: readonly string[], kind: string): string {
  const near = closestMatch(word, known, { maxDistance: Math.max(1, Math.floor(word.length / 3)) });
  if (near !== undefined) return `did you mean "${near}"?`;
  if (known.length === 0) return `the topology has no ${kind} yet: add one`;
  if (known.length <= mostListed) return `the ${kind}s are: ${known.join(", ")}`;
  return `the nearest of ${known.length} ${kind}s are: ${nearestTo(word, known).join(", ")}`;
}

function nearestTo(word: string, known: readonly string[]): readonly string[] {
  return known
    .map((each) => ({ each, distance: leven(word, each) }))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, nearestListed)
    .map(({ each }) => each);
}
