/** How many zones, taken from those that the region has, or which ones by name. */
export type Zones = number | readonly string[];

/** How many zones that is. */
export function zoneCount(zones: Zones): number {
  return typeof zones === "number" ? zones : zones.length;
}
