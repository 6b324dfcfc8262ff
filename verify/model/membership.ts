import type { SecurityGroup } from "./facts";
import { isKnownList, texts } from "./reading";

/**
 * The security groups that something is in; undefined where one of them is not known.
 *
 * @param named Ids, as a property holds them.
 * @param otherwise Ids of those that it is in where it names none.
 */
export function memberOf(
  named: unknown,
  groups: ReadonlyMap<string, SecurityGroup>,
  otherwise: readonly string[] = [],
): readonly SecurityGroup[] | undefined {
  if (!isKnownList(named)) return undefined;
  const ids = texts(named);
  const found = (ids.length > 0 ? ids : otherwise).map((id) => groups.get(id));
  return found.every((group) => group !== undefined) ? found : undefined;
}
