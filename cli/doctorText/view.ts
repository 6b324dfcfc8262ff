import type { Paint } from "../paint";

export interface DoctorView {
  readonly width: number;
  readonly paint: Paint;
  /** Everything, however much there is. */
  readonly verbose: boolean;
}
