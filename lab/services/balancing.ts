import type { IdRequest, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { text } from "./fields";
import { arnParts, physicalName } from "./names";

/** How many characters the provider adds to a prefix of such a name, where it adds seven to most others. */
const uniquePart = 26;

/** The name of a load balancer or a target group: the one given, the prefix with a unique part, or Pulumi's own. */
export function balancingName({ urn, inputs, digest }: IdRequest): string {
  const prefix = text(inputs, "namePrefix");
  if (prefix === undefined || text(inputs, "name") !== undefined) return physicalName(urn, inputs, digest);
  return prefix + digest.slice(0, uniquePart);
}

/** What Elastic Load Balancing says of a name of `noun` that it does not take; its limit is the same for all nouns. */
export function checkBalancingName(name: string, noun: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw new Refusal("ValidationError", `${noun} name '${name}' ${problem}`);
}

const longestName = 32;

/** Source: `Name` of `CreateLoadBalancer` and `CreateTargetGroup`, Elastic Load Balancing API reference. */
function nameProblem(name: string): string | undefined {
  if (name.length > longestName) return `cannot be longer than '${longestName}' characters`;
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    return "can only contain characters that are alphanumeric characters or hyphens(-)";
  }
  if (name.startsWith("-") || name.endsWith("-")) return "cannot begin or end with a hyphen(-)";
  return name.startsWith("internal-") ? "cannot begin with 'internal-'" : undefined;
}

/** What another resource of the type has that this one must not have, too. */
export function refuseTwin(
  request: ResourceRequest,
  world: World,
  type: string,
  same: Properties,
  refusal: () => Refusal,
): void {
  if (world.others(request, type, same).length > 0) throw refusal();
}

/**
 * @param what The listener or the domain, as the message names it.
 * @throws Refusal where ACM has no such certificate in the account and region.
 */
export function checkCertificate(request: ResourceRequest, arn: string, refusal: () => Refusal): void {
  const { service, region, account, resource } = arnParts(arn);
  const own = service === "acm" && region === request.region && account === request.account;
  if (!own || !/^certificate\/.+/.test(resource)) throw refusal();
}

/** The last part of a load balancer's or target group's ARN, as CloudWatch names it. */
export function arnSuffixOf(arn: string): string {
  return arnParts(arn).resource.replace(/^loadbalancer\//, "");
}

/** The name in a load balancer's or target group's ARN, which is its id. */
export function nameInArn(arn: string): string {
  return arnParts(arn).resource.split("/").at(-2) ?? "";
}

/** The VPC that a record stands in. */
export function vpcOf({ outputs }: CloudResource): string {
  return typeof outputs["vpcId"] === "string" ? outputs["vpcId"] : "";
}
