/** Plain JSON values, as they cross the wire; secrets are unwrapped before they get here. */
export type Properties = Readonly<Record<string, unknown>>;

/** Where a request lands: the account that the credentials belong to, and the region that is asked. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A resource that exists in the embedded cloud. `urn` is absent where it was there before the program (adopted). */
export interface CloudResource extends Place {
  readonly type: string;
  readonly id: string;
  readonly urn?: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}
