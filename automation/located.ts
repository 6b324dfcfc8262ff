/** A resource of a stack, with where it is; account and region as far as its provider tells them. */
export interface LocatedResource {
  readonly urn: string;
  /** Pulumi's type token. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
}
