import { addressOf } from "../../components/ranges";

/** An address that compares as its number does: IPv4 as a number, IPv6 as its 32 hexadecimal digits. */
export type Address =
  { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: string };

/** A range in CIDR notation, by its first and its last address. */
export type AddressRange =
  | { readonly family: 4; readonly first: number; readonly last: number }
  | { readonly family: 6; readonly first: string; readonly last: string };

/** Reads an IPv4 or IPv6 address; undefined where the text is none. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const value = ipv4Of(text);
    return value === undefined ? undefined : { family: 4, value };
  }
  const value = ipv6Of(text);
  return value === undefined ? undefined : { family: 6, value };
}

/** Reads a range or a single address. Host bits are cleared; undefined where the text is neither. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [base = "", prefixText, ...rest] = text.split("/");
  const address = parseAddress(base);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = address.family === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? bits : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
  if (prefix < 0 || prefix > bits) return undefined;
  if (address.family === 4) {
    const size = 2 ** (bits - prefix);
    const first = address.value - (address.value % size);
    return { family: 4, first, last: first + size - 1 };
  }
  return { family: 6, ...ipv6Bounds(address.value, prefix) };
}

/** An IPv4 range in CIDR notation, host bits cleared. */
export function cidrOf(first: number, last: number): string {
  return `${addressOf(first)}/${32 - Math.log2(last - first + 1)}`;
}

const zero = "0".charCodeAt(0);
const nine = "9".charCodeAt(0);
const dot = ".".charCodeAt(0);

function ipv4Of(text: string): number | undefined {
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : dot;
    if (code === dot) {
      if (digits === 0) return undefined;
      value = value * 256 + part;
      part = 0;
      digits = 0;
      dots++;
    } else if (code < zero || code > nine || (digits > 0 && part === 0)) {
      return undefined;
    } else {
      part = part * 10 + code - zero;
      digits++;
      if (part > 255) return undefined;
    }
  }
  return dots === 4 ? value : undefined;
}

/** The eight groups of an IPv6 address, each of four digits, in a row. */
function ipv6Of(text: string): string | undefined {
  const halves = withoutDottedTail(text)?.split("::");
  if (halves === undefined || halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => group.toLowerCase().padStart(4, "0")).join("");
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1`. */
function withoutDottedTail(text: string): string | undefined {
  if (!text.includes(".")) return text;
  const start = text.lastIndexOf(":") + 1;
  const value = ipv4Of(text.slice(start));
  if (value === undefined) return undefined;
  return `${text.slice(0, start)}${Math.floor(value / 65536).toString(16)}:${(value % 65536).toString(16)}`;
}

function ipv6Bounds(digits: string, prefix: number): { readonly first: string; readonly last: string } {
  const whole = Math.floor(prefix / 4);
  if (whole === digits.length) return { first: digits, last: digits };
  const free = 2 ** (4 - (prefix % 4));
  const digit = Number.parseInt(digits.charAt(whole), 16);
  const low = digit - (digit % free);
  const rest = digits.length - whole - 1;
  return {
    first: digits.slice(0, whole) + low.toString(16) + "0".repeat(rest),
    last: digits.slice(0, whole) + (low + free - 1).toString(16) + "f".repeat(rest),
  };
}
