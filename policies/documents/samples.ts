/** A word that no document holds, for what only a stranger would own. */
export function strangersWord(document: string): string {
  let word = "0zq9x";
  while (document.toLowerCase().includes(word)) word += "7q";
  return word;
}

/** A text that a pattern stands for, with the stranger's word wherever the pattern leaves it open. */
export function sampleOf(pattern: string, word: string): string {
  return pattern
    .replace(/\$\{[^}]*\}/g, word)
    .replace(/\*+/g, word)
    .replace(/\?/g, "z");
}

export function hasWildcard(text: string): boolean {
  return /[*?]|\$\{/.test(text);
}
