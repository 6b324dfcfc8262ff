import { isIpv4Range } from "../../components/ranges";

export { addressOf } from "../../components/ranges";

/** IPv4 addresses from the first to the last, both included, as numbers: comparing is all that a trace does with them. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
  /** As it was written. */
  readonly text: string;
}

/** The whole of IPv4. */
export const everywhere: AddressRange = { first: 0, last: 2 ** 32 - 1, text: "0.0.0.0/0" };

/** A range in CIDR notation; undefined for what is none. */
export function rangeOf(text: string): AddressRange | undefined {
  if (!isIpv4Range(text)) return undefined;
  const [address = "", prefix = ""] = text.split("/");
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(numberOf(address) / size) * size;
  return { first, last: first + size - 1, text };
}

export function contains(range: AddressRange, address: number): boolean {
  return address >= range.first && address <= range.last;
}

/** Whether one range lies within another. */
export function within(inner: AddressRange, outer: AddressRange): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

/** An IPv4 address in dotted notation as a number; undefined for what is none. */
export function addressIn(text: string): number | undefined {
  return rangeOf(`${text}/32`)?.first;
}

/** An IPv4 address in dotted notation, which it has to be, as a number. */
export function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
