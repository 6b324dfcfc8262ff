import { secretSignature, signature, unknown } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { soundnessOf, type JsonLimits } from "./jsonSoundness";

/** Takes a value out of a special one, with the depth that is left. */
type Decode = (value: unknown, depth: number) => unknown;
type Kind = (
  special: Mapping,
  inner: (value: unknown) => unknown,
  parse: (text: string) => unknown,
) => unknown;

/**
 * Source: Pulumi's `sdk/go/common/resource/sig`. Assets, archives, numbers that JSON cannot write, and whatever kind is
 * newer stay opaque.
 */
const kinds: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  [
    secretSignature,
    ({ plaintext }, inner, parse) => (typeof plaintext === "string" ? inner(parse(plaintext)) : unknown),
  ],
  [
    "5cf8f73096256a8f31e491e813e4eb8e", // a resource
    ({ id }) => (typeof id === "string" && id !== "" ? id : unknown),
  ],
  [
    "d0e6a833031e9bbcd3f4e8bde6ca49a4", // an output
    ({ value }, inner) => (value === undefined ? unknown : inner(value)),
  ],
]);

/** A value that cannot be read; the message follows the name of the property. */
export class PropertyValueError extends Error {
  override readonly name = "PropertyValueError";
}

/**
 * Makes a reader of properties that turns Pulumi's special values into plain ones: a secret that was exported in clear into
 * its value, a reference to a resource into the resource's id, an output into what it holds. Everything special that is
 * not known becomes the unknown marker of lab/state.ts.
 *
 * @param limits Of the values' depth, and of the number of values that secrets hold in all.
 * @returns a function that throws PropertyValueError for a secret that is no JSON or goes beyond the limits.
 */
export function propertyReader(limits: JsonLimits): (value: unknown) => unknown {
  let values = limits.values;

  const parse = (text: string): unknown => {
    const soundness = soundnessOf(text, { ...limits, values });
    if (soundness.kind === "depth") throw tooDeep();
    if (soundness.kind === "count") throw new PropertyValueError("holds secrets of too many values");
    if (soundness.kind !== "sound")
      throw new PropertyValueError("holds a secret whose plaintext is not JSON");
    values -= soundness.values;
    return JSON.parse(text);
  };
  const tooDeep = (): PropertyValueError =>
    new PropertyValueError(`holds a secret that nests deeper than ${limits.depth} levels`);

  const decode: Decode = (value, depth) => {
    if (typeof value !== "object" || value === null) return value;
    // The file as a whole is measured beforehand, but a secret's own text adds to it.
    if (depth === 0) throw tooDeep();
    const inner = (deeper: unknown): unknown => decode(deeper, depth - 1);
    if (Array.isArray(value)) return withItems(value, inner);
    if (!isMapping(value)) return value;
    if (!Object.hasOwn(value, signature)) return withMembers(value, inner);
    const kind = kinds.get(value[signature]);
    return kind === undefined ? unknown : kind(value, inner, parse);
  };
  return (value) => decode(value, limits.depth);
}

function withItems(list: readonly unknown[], read: (value: unknown) => unknown): readonly unknown[] {
  const items = list.map(read);
  return items.some((item, index) => item !== list[index]) ? items : list;
}

// Object.entries and the spread of a mapping of a million names take five seconds, what is used here a fraction.
function withMembers(mapping: Mapping, read: (value: unknown) => unknown): Mapping {
  const names = Object.keys(mapping);
  const values = names.map((name) => read(mapping[name]));
  if (values.every((value, index) => value === mapping[names[index] ?? ""])) return mapping;
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}
