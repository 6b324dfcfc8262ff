/** One measurement: apilink beside what it is compared with. */
export interface Row {
  readonly what: string;
  /** How many there are of what is measured: resources, components included, or calls; undefined where that says nothing. */
  readonly count?: number;
  /** @default "ms" */
  readonly unit?: "ms" | "kB" | "MB";
  readonly apilink: number;
  readonly baseline: number;
  /** The highest ratio that is as it should be; undefined where there is no target. */
  readonly target?: number;
}
