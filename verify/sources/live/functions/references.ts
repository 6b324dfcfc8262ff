import { types } from "../../../model/types";
import type { ReadContext } from "../types";
import { documentIn, ownRoles } from "./ownRoles";

/**
 * The names of a service's resources in this place that the topology's functions and their roles name by ARN. What such a
 * service lists has no tags, and to ask each thing of the account for its own would take as many calls.
 *
 * @param kind What stands in the ARNs before the names, for example `table`.
 */
export async function namedByArn(
  context: ReadContext,
  service: string,
  kind: string,
): Promise<ReadonlySet<string>> {
  const { account, region } = context;
  const arn = new RegExp(`arn:[a-z-]+:${service}:${region}:${account}:${kind}/([A-Za-z0-9_.-]+)`, "g");
  const roles = await ownRoles(context);
  const texts = [
    ...roles.flatMap(({ RolePolicyList = [] }) =>
      RolePolicyList.map((each) => documentIn(each.PolicyDocument)),
    ),
    ...[types.lambdaFunction, types.lambdaPermission].flatMap((type) =>
      context.found(type).map(({ outputs }) => JSON.stringify(outputs)),
    ),
  ];
  return new Set(texts.flatMap((text) => [...text.matchAll(arn)].map(([, name = ""]) => name)));
}
