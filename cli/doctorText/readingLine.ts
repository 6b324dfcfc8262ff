import type { Writable } from "node:stream";
import type { ReadingProgress } from "../../verify/sources/live";

type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** One line of a terminal that says what is read just now; nothing where there is no terminal. */
export class ReadingLine {
  readonly #stream: Screen;
  #isShown = false;

  constructor(stream: Screen) {
    this.#stream = stream;
  }

  show({ account, region, done, total }: ReadingProgress): void {
    if (this.#stream.isTTY !== true) return;
    const text = `reading ${account} ${region}: ${done} of ${total}`;
    this.#stream.write(`${toLineStart}${text.slice(0, Math.max(0, (this.#stream.columns ?? 80) - 1))}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) this.#stream.write(toLineStart);
    this.#isShown = false;
  }
}

/** Back to the first column, and the line erased. Source: ECMA-48, EL. */
const toLineStart = "\r\u001b[K";
