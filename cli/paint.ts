import { styleText } from "node:util";

/** How a text stands out on a terminal. */
export type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan";

/** Gives a text a style where the reader can see it. */
export type Paint = (style: Style, text: string) => string;

/** No style at all. */
export const plain: Paint = (_style, text) => text;

/** Styles for a terminal; none in a file, a pipe, or with NO_COLOR. */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream, validateStream: true });
}
