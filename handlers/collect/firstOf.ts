/** The first text that says something; the empty text where none does. */
export const firstOf = (...texts: readonly (string | undefined)[]): string =>
  texts.find((text) => text !== undefined && text.trim() !== "")?.trim() ?? "";
