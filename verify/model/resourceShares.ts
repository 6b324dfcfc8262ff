import type { ResourceState } from "../../lab/state";
import type { ResourceShare } from "./facts";
import { isStray, labelOf, text, type States } from "./reading";
import { types } from "./types";

/** What is shared with other accounts through AWS Resource Access Manager. */
export function resourceSharesIn(states: States): readonly ResourceShare[] {
  const [resources, principals] = [
    states.of(types.resourceAssociation),
    states.of(types.principalAssociation),
  ];
  return states.of(types.resourceShare).map((state): ResourceShare => {
    const arn = text(state, "arn") ?? "";
    const held = heldIn(arn, resources, "resourceArn");
    const named = heldIn(arn, principals, "principal");
    return {
      id: state.id ?? "",
      label: labelOf(state),
      resourceArns: held.values,
      resourcesKnown: held.areKnown,
      principals: named.values,
      principalsKnown: named.areKnown,
    };
  });
}

/** What the associations put into a share; one of an unknown share may belong to any. */
function heldIn(
  arn: string,
  associations: readonly ResourceState[],
  key: string,
): { readonly values: ReadonlySet<string>; readonly areKnown: boolean } {
  const own = associations.filter((association) => text(association, "resourceShareArn") === arn);
  return {
    values: new Set(own.flatMap((association) => text(association, key) ?? [])),
    areKnown:
      arn !== "" &&
      !own.some((association) => isStray(association, key)) &&
      !associations.some((association) => isStray(association, "resourceShareArn")),
  };
}
