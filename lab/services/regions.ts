import { Refusal } from "../refusal";

/** An Availability Zone or a Local Zone, as `DescribeAvailabilityZones` tells it. */
export interface Zone {
  readonly name: string;
  readonly id: string;
  /** The region's name, or the Local Zone's group such as `us-west-2-lax-1`. */
  readonly group: string;
  readonly local: boolean;
}

interface RegionShape {
  /** The letters of the Availability Zones. */
  readonly letters?: string;
  /** The names of Local Zones that the accounts have opted in to, without the region's. */
  readonly local?: readonly string[];
}

/**
 * Every region of the SDK's `Region`, with what differs from three zones a, b and c.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html. Letters are
 * mapped for each account, so us-west-1 shows any two of three.
 */
const shapes: Readonly<Record<string, RegionShape>> = {
  "af-south-1": {},
  "ap-east-1": {},
  "ap-east-2": {},
  "ap-northeast-1": { letters: "acd" },
  "ap-northeast-2": { letters: "abcd" },
  "ap-northeast-3": {},
  "ap-south-1": {},
  "ap-south-2": {},
  "ap-southeast-1": {},
  "ap-southeast-2": {},
  "ap-southeast-3": {},
  "ap-southeast-4": {},
  "ap-southeast-5": {},
  "ap-southeast-6": {},
  "ap-southeast-7": {},
  "ca-central-1": { letters: "abd" },
  "ca-west-1": {},
  "eu-central-1": {},
  "eu-central-2": {},
  "eu-north-1": {},
  "eu-south-1": {},
  "eu-south-2": {},
  "eu-west-1": {},
  "eu-west-2": {},
  "eu-west-3": {},
  "il-central-1": {},
  "me-central-1": {},
  "me-south-1": {},
  "mx-central-1": {},
  "sa-east-1": {},
  "us-east-1": { letters: "abcdef" },
  "us-east-2": {},
  "us-west-1": { letters: "ac" },
  "us-west-2": { letters: "abcd", local: ["lax-1a"] },
  "cn-north-1": { letters: "abd" },
  "cn-northwest-1": {},
  "eusc-de-east-1": {},
  "us-gov-east-1": {},
  "us-gov-west-1": {},
  "us-iso-east-1": {},
  "us-iso-west-1": {},
  "us-isob-east-1": {},
  "us-isob-west-1": {},
  "eu-isoe-west-1": {},
  "us-isof-east-1": {},
  "us-isof-south-1": {},
};

/** How zone ids abbreviate the parts of a region's name: `ap-northeast-2` is `apne2`. */
const abbreviations: Readonly<Record<string, string>> = {
  north: "n",
  northeast: "ne",
  northwest: "nw",
  south: "s",
  southeast: "se",
  southwest: "sw",
  east: "e",
  west: "w",
  central: "c",
  gov: "g",
};

const zones = new Map(Object.entries(shapes).map(([region, shape]) => [region, zonesFrom(region, shape)]));

/** Every region that the embedded cloud knows. */
export const regions: readonly string[] = [...zones.keys()];

/**
 * The zones of a region, Local Zones among them, sorted by name.
 *
 * @throws Refusal for a region that does not exist.
 */
export function zonesOf(region: string): readonly Zone[] {
  const found = zones.get(region);
  if (found === undefined) throw new Refusal("InvalidRegion", `${region} is not a valid region`);
  return found;
}

function zonesFrom(region: string, { letters = "abc", local = [] }: RegionShape): readonly Zone[] {
  const short = region
    .split("-")
    .map((part) => abbreviations[part] ?? part)
    .join("");
  const available = Array.from(letters, (letter, index) => ({
    name: region + letter,
    id: `${short}-az${index + 1}`,
    group: region,
    local: false,
  }));
  const localZones = local.map((name) => ({
    name: `${region}-${name}`,
    id: `${short}-${name.replace(/-(\d+)[a-z]$/, "$1")}-az1`,
    group: `${region}-${name.slice(0, -1)}`,
    local: true,
  }));
  return [...available, ...localZones].sort((a, b) => (a.name < b.name ? -1 : 1));
}
