import { isMapping } from "../../stacks/mapping";
import type { ResourceRequest } from "../handler";
import type { Properties } from "../resource";

/** A text that is set: an empty one counts as unset, as it does in the provider. */
export function text(properties: Properties, key: string): string | undefined {
  const value = properties[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A text for a required property: the provider has checked that it is there. */
export function requiredText(properties: Properties, key: string): string {
  return text(properties, key) ?? "";
}

export function texts(properties: Properties, key: string): readonly string[] {
  return listOf(properties[key]).filter((item) => typeof item === "string");
}

export function numberOf(properties: Properties, key: string): number | undefined {
  const value = properties[key];
  if (typeof value === "string" && value !== "") return Number(value);
  return typeof value === "number" ? value : undefined;
}

/** Booleans may arrive as words. */
export function flag(properties: Properties, key: string): boolean | undefined {
  const value = properties[key];
  if (value === "true" || value === "false") return value === "true";
  return typeof value === "boolean" ? value : undefined;
}

export function block(properties: Properties, key: string): Properties | undefined {
  const value = properties[key];
  return isMapping(value) ? value : undefined;
}

export function blocks(properties: Properties, key: string): readonly Properties[] {
  return listOf(properties[key]).filter(isMapping);
}

/** Optional properties that the provider leaves null while they are unset. */
export function unset(...keys: readonly string[]): Properties {
  return Object.fromEntries(keys.map((key) => [key, null]));
}

/** What is declared in every region: defaults below the inputs, computed values above. */
export function regional(
  request: ResourceRequest,
  defaults: Properties,
  computed: Properties = {},
): Properties {
  return { ...defaults, ...given(request.inputs), region: request.region, ...computed };
}

/** Like `regional`, for types that carry tags. */
export function tagged(
  request: ResourceRequest,
  defaults: Properties,
  computed: Properties = {},
): Properties {
  const tags = { tags: null, tagsAll: block(request.inputs, "tags") ?? {} };
  return regional(request, { ...tags, ...defaults }, computed);
}

/** The inputs that are set, so that a null one does not hide AWS's default. */
export function given(inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => value !== undefined && value !== null),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
