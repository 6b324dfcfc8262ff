import { printable } from "../../stacks/printable";

const longest = 200;

/** A text of a file as a message shows it: no command to the terminal, and not at length. */
export function shown(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return printable(short);
}
