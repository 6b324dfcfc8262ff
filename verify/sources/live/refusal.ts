import { gatewayRead, gatewayResources } from "./gateway/calls";

/** A call that AWS did not answer. */
export interface Refusal {
  /** The IAM action that is missing, with its resource where it is granted by that; null where it failed for another reason. */
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
  const told = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z*]+)(?: on resource: (\S+))?/.exec(message);
  const [, named, resource] = told ?? [];
  if (named !== undefined) return named === gatewayRead[0] ? onResource(operation, resource) : named;
  const isOfCall = (permission: string): boolean => permission.endsWith(`:${operation}`);
  const own = permissions.find(isOfCall) ?? others.find(isOfCall);
  if (own !== undefined) return own;
  return Object.hasOwn(gatewayResources, operation) ? onResource(operation) : permissions.join(", ");
}

/** API Gateway's actions are named after HTTP's methods: what may be read is told by the resource. */
function onResource(operation: string, arn = ""): string {
  const path = /^arn:[^:]*:apigateway:[^:]*::(\/.*)$/.exec(arn)?.[1] ?? gatewayResources[operation];
  return path === undefined ? gatewayRead[0] : `${gatewayRead[0]} on ${path}`;
}
