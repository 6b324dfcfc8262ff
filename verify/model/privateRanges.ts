import { rangeOf } from "./addresses";

/** Addresses that nobody has on the internet. Sources: RFC 1918, RFC 6598. */
export const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].flatMap(
  (text) => rangeOf(text) ?? [],
);
