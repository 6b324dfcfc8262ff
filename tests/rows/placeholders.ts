import assert from "node:assert/strict";
import type { ResourceState } from "../../lab/state";
import { stackOutputsIn } from "../../verify/stackOutputs";
import { labelOf } from "../support/states";
import { valueAt } from "./paths";

const placeholder = /\$\{([^}]+)\}/g;

/**
 * Fills in ids, which are generated: `${api NAME}` and `${endpoint NETWORK}` by the topology's names, and
 * `${TYPE NAME: PROPERTY}` for any property of a resource, `id` among them.
 */
export function filled(text: string, resources: readonly ResourceState[]): string {
  return text.replace(placeholder, (_, asked: string) => {
    const { apis, endpoints } = stackOutputsIn(resources);
    const [kind = "", name = ""] = asked.split(" ");
    const known = kind === "api" ? apis[name] : kind === "endpoint" ? endpoints[name] : undefined;
    return known ?? propertyOf(asked, resources);
  });
}

function propertyOf(asked: string, resources: readonly ResourceState[]): string {
  const [label = "", property = ""] = asked.split(": ");
  const { id, outputs } = labelled(resources, label);
  const value = property === "id" ? id : valueAt(outputs, property);
  assert.ok(typeof value === "string", `\${${asked}} is no text`);
  return value;
}

/** The one resource of this type and name. */
export function labelled(resources: readonly ResourceState[], label: string): ResourceState {
  const [only, ...more] = resources.filter((state) => state.custom && labelOf(state) === label);
  const there = resources.map(labelOf).join(", ");
  assert.ok(only !== undefined && more.length === 0, `there is not one ${label} among ${there}`);
  return only;
}
