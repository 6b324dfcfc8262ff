const mark = "..";

/** A text of at most so many characters, with a mark where some are left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return most <= mark.length ? text.slice(0, Math.max(0, most)) : text.slice(0, most - mark.length) + mark;
}
