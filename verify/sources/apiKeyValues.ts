import { types } from "../../lab/services/types";
import { unknown, type ResourceState } from "../../lab/state";

/** Where the values of API keys stand, by type. */
const properties: ReadonlyMap<string, readonly string[]> = new Map([
  [types.apiKey, ["value"]],
  [types.usagePlanKey, ["value"]],
  ["apilink:index:ApiStage", ["apiKey"]],
  ["pulumi:pulumi:Stack", ["apiKeys"]],
]);

/** The resource without the value of any API key: where one stands, its value is not known. */
export function withoutApiKeys(resource: ResourceState): ResourceState {
  const keys = properties.get(resource.type);
  if (keys === undefined) return resource;
  const hide = (values: ResourceState["inputs"]): ResourceState["inputs"] =>
    Object.fromEntries(Object.keys(values).map((key) => [key, keys.includes(key) ? unknown : values[key]]));
  return { ...resource, inputs: hide(resource.inputs), outputs: hide(resource.outputs) };
}
