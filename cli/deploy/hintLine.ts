import type { Paint } from "../paint";

/** Carriage return, and "erase in line" of ECMA-48 for the whole of it. */
const erase = "\r\u001b[2K";

/** One line of a terminal that says what keeps the reader waiting, and goes as soon as there is something to read. */
export class HintLine {
  private shown = false;

  constructor(
    private readonly terminal: NodeJS.WritableStream,
    private readonly paint: Paint,
  ) {}

  show(hint: string): void {
    this.terminal.write(`${erase}${this.paint("dim", `${hint} ..`)}`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown) this.terminal.write(erase);
    this.shown = false;
  }
}
