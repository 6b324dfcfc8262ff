import type { Meter } from "./meters";
import type { Price } from "./price";
import { hostedZones, regions } from "./regions";
import { regionTransfer } from "./transfer";

export { meters, type Meter } from "./meters";
export { costOf, type Price } from "./price";
export { pricesOf, sources, type Source } from "./sources";

/** What is charged, and where; `toRegion` of data that leaves a region. */
export interface Metered {
  readonly meter: Meter;
  readonly region: string;
  readonly toRegion?: string;
}

/** Undefined of what the table does not hold. */
export function priceOf({ meter, region, toRegion }: Metered): Price | undefined {
  if (meter === "hostedZone") return hostedZones;
  if (meter === "regionTransfer")
    return toRegion === undefined ? undefined : regionTransfer(region, toRegion);
  return Object.hasOwn(regions, region) ? regions[region]?.[meter] : undefined;
}
