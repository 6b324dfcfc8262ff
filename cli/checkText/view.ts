import type { Paint } from "../paint";

/** How a text is to be shown. */
export interface View {
  /** Of a line, in characters. */
  readonly width: number;
  readonly paint: Paint;
  /** Everything, however much there is. */
  readonly verbose: boolean;
}
