import type { PolicyDocument } from "./policyDocuments";

/** What the policy of a service's gateway endpoint can be narrowed to. */
export interface Narrowing {
  readonly service: "s3" | "dynamodb";
  /** The argument, and in a topology the key, that names it. */
  readonly key: "buckets" | "tables";
  readonly document: (arns: readonly string[]) => PolicyDocument;
}

export const narrowings: readonly Narrowing[] = [
  { service: "s3", key: "buckets", document: bucketsPolicy },
  { service: "dynamodb", key: "tables", document: tablesPolicy },
];

/**
 * The policy of a gateway endpoint through which exactly these buckets can be used.
 *
 * @param arns The buckets' ARNs, at least one.
 */
function bucketsPolicy(arns: readonly string[]): PolicyDocument {
  return only(
    "s3:*",
    arns.flatMap((arn) => [arn, `${arn}/*`]),
  );
}

/**
 * The policy of a gateway endpoint through which exactly these tables, with their indexes, can be used.
 *
 * @param arns The tables' ARNs, at least one.
 */
function tablesPolicy(arns: readonly string[]): PolicyDocument {
  return only(
    "dynamodb:*",
    arns.flatMap((arn) => [arn, `${arn}/index/*`]),
  );
}

/** Which action, is up to the caller's own permissions: the endpoint says where to. */
function only(action: "s3:*" | "dynamodb:*", resources: readonly string[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: resources }],
  };
}
