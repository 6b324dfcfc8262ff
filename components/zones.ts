import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Zones } from "./zoneCount";

/**
 * The names of the zones. Where only a count is given the region is asked, since which zones an account has cannot be
 * known beforehand; local zones are left out, as they carry no interface endpoints of regional services.
 *
 * A promise and not an Output: `awsx.ec2.Vpc` takes plain names only.
 *
 * @throws pulumi.RunError where the region has fewer zones.
 */
export async function zoneNames(zones: Zones, region: string, opts: pulumi.InvokeOptions): Promise<string[]> {
  if (typeof zones !== "number") return [...zones];
  const available = await aws.getAvailabilityZones(
    { region, state: "available", filters: [{ name: "zone-type", values: ["availability-zone"] }] },
    opts,
  );
  const names = [...available.names].sort();
  if (names.length < zones) {
    throw new pulumi.RunError(
      `${region} has ${names.length} availability zones (${names.join(", ")}), not ${zones}`,
    );
  }
  return names.slice(0, zones);
}

/** One zone's name out of the promised ones, with an error of its own: the SDK writes into an error that it passes on. */
export async function nth(names: Promise<readonly string[]>, index: number): Promise<string> {
  const all = await names.catch((error: unknown) => {
    throw new pulumi.RunError(error instanceof Error ? error.message : String(error));
  });
  return all[index] ?? "";
}
