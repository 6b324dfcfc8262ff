import type { Problem } from "./problems";

/** How EC2 places the instances of a group on its hardware. */
export type Placement = "spread" | "partition" | "cluster";

/** What one kind of placement group takes. */
interface Limits {
  readonly zones: number;
  readonly instancesAZone: number;
  /** 0 where such a group has no partitions. */
  readonly partitionsAZone: number;
  /** The smallest arm64 type that such a group takes. */
  readonly instanceType: string;
}

const unlimited = Number.POSITIVE_INFINITY;

/** Source: Amazon EC2 User Guide, "Placement strategies for your placement groups"; a cluster takes no burstable type. */
const limits: Readonly<Record<Placement, Limits>> = {
  spread: { zones: unlimited, instancesAZone: 7, partitionsAZone: 0, instanceType: "t4g.nano" },
  partition: { zones: unlimited, instancesAZone: unlimited, partitionsAZone: 7, instanceType: "t4g.nano" },
  cluster: { zones: 1, instancesAZone: unlimited, partitionsAZone: 0, instanceType: "c7g.medium" },
};

/** The instances that are to be placed. */
export interface PlacementPlan {
  readonly placement: Placement;
  readonly instances: number;
  /** Partitions of each zone; undefined where nothing was said of them. */
  readonly partitions: number | undefined;
  /** How many zones the instances are divided among, evenly. */
  readonly zones: number;
}

/** How many running instances a group takes in that many zones. */
export function mostInstances(placement: Placement, zones: number): number {
  return limits[placement].instancesAZone * Math.min(zones, limits[placement].zones);
}

/** The smallest arm64 instance type that such a group takes. */
export function smallestType(placement: Placement): string {
  return limits[placement].instanceType;
}

/** Why EC2 would not place the instances, if anything: with the numbers that it takes. */
export function placementProblems({ placement, instances, partitions, zones }: PlacementPlan): Problem[] {
  const { instancesAZone, partitionsAZone, zones: mostZones } = limits[placement];
  const problems: Problem[] = [];
  const most = mostInstances(placement, zones);
  if (zones > mostZones) {
    const reason = `lie in ${counted(zones, "zone")}, and a ${placement} placement group lies in ${mostZones}`;
    problems.push({ propertyPath: "subnetIds", reason });
  }
  if (instances > most) {
    const reason =
      `${instances} do not fit into a ${placement} placement group, which takes ${instancesAZone} running ` +
      `instances a zone: ${most} in ${counted(zones, "zone")}`;
    problems.push({ propertyPath: "instances", reason });
  }
  const partitionProblem = problemOfPartitions(placement, partitions, partitionsAZone);
  return partitionProblem === undefined
    ? problems
    : [...problems, { propertyPath: "partitions", reason: partitionProblem }];
}

function problemOfPartitions(
  placement: Placement,
  partitions: number | undefined,
  most: number,
): string | undefined {
  if (partitions === undefined) return undefined;
  if (most === 0)
    return `a ${placement} placement group has none: leave it out, or set placement to partition`;
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= most) return undefined;
  return `must be a whole number from 1 to ${most}, the partitions that EC2 makes in a zone, not ${partitions}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
