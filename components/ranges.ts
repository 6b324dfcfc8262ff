import { isIPv4 } from "node:net";
import { mergeCidr, normalizeCidr, overlapCidr, parseCidr } from "cidr-tools";

/** Is this an IPv4 range in CIDR notation, whatever its size? */
export function isIpv4Range(text: string): boolean {
  const [address = "", prefix = "", ...rest] = text.split("/");
  return rest.length === 0 && isIPv4(address) && /^\d{1,2}$/.test(prefix) && Number(prefix) <= 32;
}

/** The range with its host bits cleared: `10.0.0.1/16` becomes `10.0.0.0/16`. */
export function networkOf(range: string): string {
  return normalizeCidr(range);
}

/** A range or an address as part of a resource's name: `10.0.0.0/16` becomes `10-0-0-0-16`. */
export function dashed(rangeOrAddress: string): string {
  return rangeOrAddress.replace(/[./]/g, "-");
}

/** The number behind the slash. */
export function prefixOf(range: string): number {
  return Number(parseCidr(range).prefix);
}

/** Why a text is not a range, in words, or undefined where it is one. */
export function rangeProblem(text: string): string | undefined {
  if (!isIpv4Range(text)) return `${JSON.stringify(text)} is no IPv4 range, such as 10.0.0.0/16`;
  if (networkOf(text) !== text) return `${text} has host bits set: write ${networkOf(text)}`;
  return undefined;
}

/** Why a range cannot be a VPC's. Source: Amazon VPC User Guide, "IPv4 VPC CIDR blocks". */
export function vpcRangeProblem(text: string): string | undefined {
  const problem = rangeProblem(text);
  if (problem !== undefined) return problem;
  const prefix = prefixOf(text);
  return prefix < 16 || prefix > 28 ? `a VPC takes /16 to /28, not /${prefix}` : undefined;
}

/** Do two IPv4 ranges have an address in common? */
export function rangesOverlap(one: string, other: string): boolean {
  return overlapCidr(one, other);
}

/** The fewest ranges that hold exactly the same addresses, in ascending order. */
export function mergeRanges(ranges: readonly string[]): string[] {
  return mergeCidr([...ranges]);
}

/** An IPv4 address, as a number, in dotted notation. */
export function addressOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
