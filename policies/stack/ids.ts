import { unknown } from "../../lab/state";
import type { Resource } from "./resources";
import { referredTypes } from "./references";

/**
 * Tells ids. Providers keep a resource's id among its outputs as well; where one does not, the id is what others were given
 * whose property was made from nothing else of that type.
 */
export function idsOf(resources: readonly Resource[]): (resource: Resource) => string | undefined {
  const told = new Map<string, string>();
  const types = new Map(resources.map(({ urn, type }) => [urn, type]));
  for (const { properties, madeFrom } of resources) {
    for (const [property, urns] of Object.entries(madeFrom)) {
      const type = referredTypes.get(property);
      const [only, ...others] = urns.filter((urn) => type !== undefined && types.get(urn) === type);
      const value = properties[property];
      const id: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
      if (only === undefined || others.length > 0) continue;
      if (typeof id === "string" && id !== "" && id !== unknown) told.set(only, id);
    }
  }
  return ({ urn, id }) => id ?? told.get(urn);
}
