import { isMapping } from "../stacks/mapping";
import type { Properties } from "./resource";

/** One resource in the shape of `pulumi stack export`: what a program, a state file and a live account have in common. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  /** Whether a provider owns it; components are not custom. */
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  /** `URN::ID` of the provider. */
  readonly provider?: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly dependencies: readonly string[];
}

/** Pulumi's key for values of a special kind, and the kind of secrets. Source: Pulumi's `sdk/go/common/resource/sig`. */
export const signature = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** What the engine writes for a value that is not known yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret on its way to the program. */
export function secret(value: unknown): Properties {
  return { [signature]: secretSignature, value };
}

/** Whether a value is a secret as a whole. */
export function isSecret(value: unknown): boolean {
  return isMapping(value) && value[signature] === secretSignature;
}

/**
 * The outputs with those secret that were secret as inputs, as the engine marks them for a provider that is shown plain
 * values.
 */
export function secretLike(inputs: Properties, outputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, output]) => {
      const input = inputs[key];
      if (isSecret(input)) return [key, secret(output)];
      return [key, isMapping(input) && isMapping(output) ? secretLike(input, output) : output];
    }),
  );
}

/** The values with every secret as its bare value: what AWS is sent. */
export function reveal(value: unknown): unknown {
  return rewrite(value, ({ value: bare }) => reveal(bare));
}

/** The values with every secret as a mark that says there is one: what is kept. */
export function conceal(value: unknown): unknown {
  return rewrite(value, () => ({ [signature]: secretSignature }));
}

function rewrite(value: unknown, onSecret: (wrapped: Properties) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, onSecret));
  if (!isMapping(value)) return value;
  if (isSecret(value)) return onSecret(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, onSecret)]));
}

/** Whether a value, or anything in it, is not known. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isMapping(value) ? Object.values(value).some(hasUnknown) : value === unknown;
}
