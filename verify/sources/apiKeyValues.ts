import { types } from "../../lab/services/types";
import { unknown, type ResourceState } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";

/** Where the values of API keys stand, by type: the names that lead there. */
const places: ReadonlyMap<string, readonly string[]> = new Map([
  [types.apiKey, ["value"]],
  [types.usagePlanKey, ["value"]],
  // What a canary sends.
  [types.lambdaFunction, ["environment", "variables", "API_KEYS"]],
  ["apilink:index:ApiStage", ["apiKey"]],
  ["pulumi:pulumi:Stack", ["apiKeys"]],
]);

/** The resource without the value of any API key: where one stands, its value is not known. */
export function withoutApiKeys(resource: ResourceState): ResourceState {
  const place = places.get(resource.type);
  if (place === undefined) return resource;
  const { inputs, outputs } = resource;
  return { ...resource, inputs: hidden(inputs, place), outputs: hidden(outputs, place) };
}

function hidden(values: Mapping, [name = "", ...inner]: readonly string[]): Mapping {
  if (!Object.hasOwn(values, name)) return values;
  const value = values[name];
  return { ...values, [name]: inner.length > 0 && isMapping(value) ? hidden(value, inner) : unknown };
}
