import { containsCidr, normalizeCidr, overlapCidr, parseCidr } from "cidr-tools";
import { addressOf } from "../../components/ranges";
import { Refusal } from "../refusal";

const ipv4Range = /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/;

/** The smallest and the largest IPv4 network that a VPC or a subnet may be. */
const shortestPrefix = 16;
const longestPrefix = 28;

export { containsCidr as contains, overlapCidr as overlap };

/** True for an IPv4 range in its shortest form, without host bits. */
export function isRange(value: string): boolean {
  return ipv4Range.test(value) && prefixOf(value) <= 32 && normalizeCidr(value) === value;
}

/**
 * Sizes: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 *
 * @throws Refusal with `InvalidParameterValue`, or with `code` where only the size is wrong.
 */
export function checkNetwork(value: string, code: string): void {
  if (!isRange(value)) {
    const message = `Value (${value}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`;
    throw new Refusal("InvalidParameterValue", message);
  }
  const prefix = prefixOf(value);
  if (prefix < shortestPrefix || prefix > longestPrefix)
    throw new Refusal(code, `The CIDR '${value}' is invalid.`);
}

/** The number of addresses of an IPv4 range. */
export function sizeOf(range: string): number {
  return 2 ** (32 - prefixOf(range));
}

/** The address at a position of an IPv4 range, counted from its network address. */
export function addressAt(range: string, position: number): string {
  return addressOf(Number(parseCidr(range).start) + position);
}

function prefixOf(range: string): number {
  return Number(range.slice(range.indexOf("/") + 1));
}
