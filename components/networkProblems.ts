import type { Problem } from "./problems";
import { vpcRangeProblem } from "./ranges";
import { planSubnets } from "./subnetPlan";
import { zoneCount, type Zones } from "./zoneCount";

/** Why the zones' subnets do not fit into the VPC's range, or undefined where they do. */
export function sizeProblem(cidr: string, zones: Zones, withPublic: boolean): string | undefined {
  const count = zoneCount(zones);
  if (!Number.isInteger(count) || count < 1) return "must be a whole number from 1, or a list of zone names";
  if (planSubnets(cidr, count, withPublic) !== undefined) return undefined;
  const kinds = withPublic ? "an isolated and a public subnet" : "an isolated subnet";
  return `${cidr} is too small for ${kinds} in each of ${count} zones`;
}

/** What AWS would refuse about a VPC's arguments. */
export function networkProblems(cidr: string, zones: Zones, withPublic: boolean): Problem[] {
  const range = vpcRangeProblem(cidr);
  if (range !== undefined) return [{ propertyPath: "cidr", reason: range }];
  const size = sizeProblem(cidr, zones, withPublic);
  return size === undefined ? [] : [{ propertyPath: "zones", reason: size }];
}
