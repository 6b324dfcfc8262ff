import type { Properties } from "../../lab/resource";
import type { ResourceState } from "../../lab/state";
import { urnOf } from "../../lab/urns";
import { withoutResources } from "../../verify/sources/without";
import { mapTexts, withValue } from "./paths";
import { filled, labelled } from "./placeholders";
import type { Change } from "./shape";

/** The resources after each change in turn: a later one may name what an earlier one has added. */
export function changed(
  resources: readonly ResourceState[],
  changes: readonly Change[],
): readonly ResourceState[] {
  return changes.reduce(apply, resources);
}

function apply(resources: readonly ResourceState[], change: Change): readonly ResourceState[] {
  if ("without" in change) {
    const isOne = change.without.includes(" ");
    return withoutResources(resources, [isOne ? labelled(resources, change.without).urn : change.without]);
  }
  const fill = (values: Properties): Properties =>
    mapTexts(values, (text) => filled(text, resources)) as Properties;
  if ("set" in change) {
    const target = labelled(resources, change.set);
    const values = Object.entries(fill(change.to));
    const rewritten = (properties: Properties): Properties =>
      values.reduce((at, [path, value]) => withValue(at, path, value) as Properties, properties);
    return resources.map((state) =>
      state === target
        ? { ...state, inputs: rewritten(state.inputs), outputs: rewritten(state.outputs) }
        : state,
    );
  }
  const { add: type, name, id } = change;
  const inputs = fill(change.inputs);
  const added = {
    urn: urnOf("apilink", "test", type, name, ""),
    type,
    custom: true,
    id: filled(id, resources),
    inputs,
    outputs: { ...inputs, ...fill(change.outputs) },
    dependencies: [],
  };
  return [...resources, added];
}
