import { fittingPrefix, longest } from "./fittingName";

/**
 * A name in the letters that functions, their permissions and queues take, where Pulumi's own names would have dots. Sources:
 * CreateFunction and AddPermission of the Lambda API reference, CreateQueue of the SQS API reference.
 */
export function plainName(name: string): string {
  return name.replace(/[^\w-]/g, "-");
}

/** What the id of a permission's statement begins with, as far as Lambda takes it. */
export function statementPrefix(name: string): string {
  return fittingPrefix(plainName(name), "-", longest.lambdaStatement);
}
