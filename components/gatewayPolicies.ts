import type { PolicyDocument } from "./policyDocuments";

/**
 * The policy of a gateway endpoint through which exactly these buckets can be used.
 *
 * @param arns The buckets' ARNs, at least one.
 */
export function bucketsPolicy(arns: readonly string[]): PolicyDocument {
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
export function tablesPolicy(arns: readonly string[]): PolicyDocument {
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
