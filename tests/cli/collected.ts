import { Writable } from "node:stream";

/** A stream that keeps what it is given. */
export class Collected extends Writable {
  text = "";

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}
