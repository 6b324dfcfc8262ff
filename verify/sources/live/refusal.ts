/** A call that AWS did not answer. */
export interface Refusal {
  /** The IAM action that is missing; null where it failed for another reason. */
  readonly permission: string | null;
  /** One line. */
  readonly message: string;
}

/** Names of missing permissions. Source: "Common errors" of each service's API reference. */
const denied =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|UnauthorizedException|AuthorizationError(Exception)?)$/;

/**
 * Why a call failed; undefined of an error that no service and no network answered, which is a defect.
 *
 * @param permissions Those of the reader that made the call.
 * @param operation The call, for example `DescribeVpcs`.
 * @param others Those of all readers: what one has asked for, another may be told, too.
 */
export function refusalOf(
  error: unknown,
  permissions: readonly string[],
  operation: string | undefined,
  others: readonly string[],
): Refusal | undefined {
  if (!(error instanceof Error) || operation === undefined) return undefined;
  const message = `${error.name}: ${error.message.split("\n", 1)[0] ?? ""}`;
  return {
    permission: denied.test(error.name) ? permissionOf(error, permissions, operation, others) : null,
    message,
  };
}

function permissionOf(
  { message }: Error,
  permissions: readonly string[],
  operation: string,
  others: readonly string[],
): string {
  const named = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z*]+)/.exec(message)?.[1];
  if (named !== undefined) return named;
  const isOfCall = (permission: string): boolean => permission.endsWith(`:${operation}`);
  // API Gateway's actions are named after HTTP's methods: all that a reader of it needs is one action.
  return permissions.find(isOfCall) ?? others.find(isOfCall) ?? permissions.join(", ");
}
