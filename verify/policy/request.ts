/** The values of a context key, "unknown" where they cannot be told, undefined where the request has no such key. */
export type ContextValue = readonly string[] | "unknown" | undefined;

/** Who calls: nobody that is known, a service of AWS, or an IAM principal that signed the request. */
export type PolicyPrincipal =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "service";
      /** For example `lambda.amazonaws.com`. */
      readonly name: string;
    }
  | {
      readonly kind: "iam";
      /** ARN of the user, the role, the role session, the federated user or the account's root. */
      readonly arn: string;
      /** Twelve digits. */
      readonly accountId: string;
    };

/** A request, as the policies see it. */
export interface PolicyRequest {
  readonly principal: PolicyPrincipal;
  /** For example `execute-api:Invoke`; its case does not matter. */
  readonly action: string;
  /** The ARN of what is called. */
  readonly resource: string;
  /**
   * The value of a context key, asked for in lower case (`aws:sourcevpce`). A key with several values is given as a
   * list of them, and an empty list counts as absent.
   */
  readonly context: (key: string) => ContextValue;
}

/** Which statement decided. */
export interface StatementRef {
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly sid?: string;
}

/** What one policy says to one request. */
export type Decision =
  | { readonly effect: "allow"; readonly statement: StatementRef }
  | { readonly effect: "explicit-deny"; readonly statement: StatementRef }
  | { readonly effect: "implicit-deny" }
  | { readonly effect: "unknown"; readonly why: string };
