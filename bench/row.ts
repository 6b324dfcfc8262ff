/** One measurement: apilink beside what it is compared with, in milliseconds. */
export interface Row {
  readonly what: string;
  /** How many resources are registered, components included; undefined where that says nothing. */
  readonly resources?: number;
  readonly apilink: number;
  readonly baseline: number;
  /** The highest ratio that is as it should be; undefined where there is no target. */
  readonly target?: number;
}
