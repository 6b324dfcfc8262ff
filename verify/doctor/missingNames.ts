import { nameOf } from "../../lab/urns";
import { pairingOrder } from "./identity";
import type { StateParts } from "./state";

/** Short ids, such as `GET`, stand in sentences for something else as well. */
const shortest = 8;

/**
 * Puts the logical name of what the program makes and is not there for the id that it has in the embedded cloud alone, which is of
 * no use to anybody who looks for it in AWS.
 */
export function withMissingNames({
  expected,
  pairing,
  placeOf,
}: Pick<StateParts, "expected" | "pairing" | "placeOf">): (text: string) => string {
  const order = pairingOrder(expected.map(({ type }) => type));
  // What lies in something may have its id; the owner, which comes last here, gives the name.
  const ownersLast = [...expected].sort((one, other) => order.indexOf(other.type) - order.indexOf(one.type));
  const names = new Map(
    ownersLast.flatMap((state): [string, string][] => {
      const { id, urn } = state;
      const isNameless =
        placeOf(state) !== undefined &&
        !pairing.liveOf.has(urn) &&
        id !== undefined &&
        id.length >= shortest &&
        /^[\w-]*\d[\w-]*$/.test(id) &&
        !pairing.translation.has(id);
      return isNameless ? [[id, `(${nameOf(urn)}, which is not there)`]] : [];
    }),
  );
  const ids = [...names.keys()].sort((one, other) => other.length - one.length);
  return (text) => ids.reduce((told, id) => told.replaceAll(id, () => names.get(id) ?? id), text);
}
