import { flat, type Price } from "./price";

/** Data that leaves a region for another one, dollars a GB, by the region that it leaves. */
const leaving: Readonly<Record<string, Price>> = {
  "ap-northeast-2": flat(0.08, "listSeoul"),
  "us-west-2": flat(0.02, "page"),
  "us-east-1": flat(0.02, "page"),
  "us-east-2": flat(0.02, "page"),
  "us-west-1": flat(0.02, "page"),
  "eu-west-1": flat(0.02, "page"),
  "ap-northeast-1": flat(0.09, "page"),
  "ap-southeast-1": flat(0.09, "page"),
};

/** Pairs with a price of their own, in either direction. */
const pairs: Readonly<Record<string, Price>> = {
  "us-east-1 us-east-2": flat(0.01, "page"),
  "us-east-2 us-east-1": flat(0.01, "page"),
};

/** Undefined where either of the regions has no price here. */
export function regionTransfer(from: string, to: string): Price | undefined {
  return Object.hasOwn(leaving, to) ? (pairs[`${from} ${to}`] ?? leaving[from]) : undefined;
}
