import { partitionOf } from "../../../components/partitions";
import type { TopologyProblem } from "../problem";
import { regionProblems } from "./networks";

/** What a list of regions belongs to. */
export interface RegionListOwner {
  /** As a sentence names it: `the service`. */
  readonly what: string;
  /** Its own region, where that is known. */
  readonly region: string | undefined;
  /** What to do about a region of another partition. */
  readonly hint: string;
}

/** Each region of a list is one that there is, of its owner's partition, and named once. */
export function regionListProblems(
  path: string,
  regions: readonly string[],
  { what, region: own, hint }: RegionListOwner,
): readonly TopologyProblem[] {
  return regions.flatMap((region, index) => {
    const at = `${path}[${index}]`;
    if (regions.indexOf(region) !== index)
      return [{ path: at, message: `${region} is named twice`, hint: "name each region once" }];
    const unknown = regionProblems(at, region);
    if (unknown.length > 0 || own === undefined) return unknown;
    const [there, here] = [partitionOf(region).name, partitionOf(own).name];
    if (there === here) return [];
    return [{ path: at, message: `${region} is in the partition ${there}, and ${what} is in ${here}`, hint }];
  });
}
