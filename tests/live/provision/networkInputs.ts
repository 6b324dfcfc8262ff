import type { ResourceType, TagSpecification } from "@aws-sdk/client-ec2";
import type { ResourceState } from "../../../lab/state";
import { isMapping, type Mapping } from "../../../stacks/mapping";
import type { Provisioning } from "./types";

/** The inputs of a resource with what the server made of other resources' ids. */
export function inputsOf({ inputs }: ResourceState, by: Provisioning): Mapping {
  return by.live(inputs);
}

export function idOf({ urn, id }: ResourceState): string {
  return id ?? missing(`${urn}: an id`);
}

/** A text that the inputs hold. */
export function textIn(inputs: Mapping, key: string): string {
  return optionalText(inputs, key) ?? missing(key);
}

export function optionalText(inputs: Mapping, key: string): string | undefined {
  const value = inputs[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function textsIn(inputs: Mapping, key: string): string[] {
  const value = inputs[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function numberIn(inputs: Mapping, key: string): number | undefined {
  const value = inputs[key];
  return typeof value === "number" ? value : undefined;
}

export function blocksIn(inputs: Mapping, key: string): readonly Mapping[] {
  const value = inputs[key];
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

export function blockIn(inputs: Mapping, key: string): Mapping | undefined {
  const value = inputs[key];
  return isMapping(value) ? value : undefined;
}

export function tagsIn(inputs: Mapping): { Key: string; Value: string }[] {
  return Object.entries(blockIn(inputs, "tags") ?? {}).map(([Key, Value]) => ({ Key, Value: String(Value) }));
}

/** What EC2 takes tags in while something is made. */
export function tagsFor(
  kind: ResourceType,
  inputs: Mapping,
): { readonly TagSpecifications?: TagSpecification[] } {
  const Tags = tagsIn(inputs);
  return Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: kind, Tags }] };
}

/** What an answer of AWS must hold. */
export function answered<Value>(value: Value | undefined, what: string): Value {
  return value ?? missing(what);
}

function missing(what: string): never {
  throw new Error(`${what} is missing`);
}
