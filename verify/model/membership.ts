import type { SecurityGroup } from "./facts";
import { isKnownList, text, texts, type States } from "./reading";
import { types } from "./types";

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

/** Tells of a VPC, by its id, the groups that its endpoints and instances are in where they name none. */
export function defaultGroupsIn(states: States): (vpcId: string) => readonly string[] {
  const ids = new Map(
    states.of(types.vpc).map((vpc) => [vpc.id ?? "", text(vpc, "defaultSecurityGroupId") ?? ""]),
  );
  return (vpcId) => [ids.get(vpcId) ?? ""];
}
