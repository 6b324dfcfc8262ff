import { isIpv4Range, mergeRanges, prefixOf } from "../../components/ranges";
import { unknown } from "../../lab/state";
import { parseAddressRange } from "../../verify/policy/addresses";
import type { Resource, StackResources } from "./resources";
import { types } from "../types";

/** The smallest subnet that AWS makes. Source: "Subnet CIDR blocks" of the Amazon VPC User Guide. */
const smallestSubnet = 28;

/** Whether routes lead to a VPC's range, or to a subnet of it, in whole; to a part that may be a subnet where those are another stack's. */
export function leadsTo(resources: StackResources, vpc: Resource, destinations: readonly unknown[]): boolean {
  const { cidrBlock, ipv6CidrBlock } = vpc.properties;
  // What is not known, and what a prefix list holds, may be all of it.
  if (destinations.some((each) => typeof each !== "string" || each === unknown)) return true;
  const texts = destinations.map(String);
  const routes = [...mergeRanges(texts.filter(isIpv4Range)), ...texts.filter((text) => text.includes(":"))];
  const own = (resource: Resource): boolean => {
    const of = resources.reference(resource, "vpcId", types.vpc);
    return typeof of === "object" && of.key === vpc.urn;
  };
  const subnets = resources.of(types.subnet).filter(own);
  const ranges = [
    cidrBlock,
    ...resources
      .of(types.vpcRange)
      .filter(own)
      .map((each) => each.properties["cidrBlock"]),
  ];
  const targets = [
    ...ranges,
    ipv6CidrBlock,
    ...subnets.flatMap(({ properties }) => [properties["cidrBlock"], properties["ipv6CidrBlock"]]),
  ];
  if (ranges.some((each) => typeof each !== "string" || each === unknown)) return routes.length > 0;
  return routes.some((route) =>
    targets.some(
      (target) =>
        contains(route, target) ||
        (subnets.length === 0 &&
          isIpv4Range(route) &&
          prefixOf(route) <= smallestSubnet &&
          contains(target, route)),
    ),
  );
}

function contains(outer: unknown, inner: unknown): boolean {
  const [whole, part] = [outer, inner].map((each) =>
    typeof each === "string" && each !== "" ? parseAddressRange(each) : undefined,
  );
  return (
    whole !== undefined &&
    part?.family === whole.family &&
    whole.first <= part.first &&
    part.last <= whole.last
  );
}
