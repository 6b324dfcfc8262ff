import assert from "node:assert/strict";
import { isMapping } from "../../stacks/mapping";

/** The value at a path such as `subnetConfigurations.0.ipv4`. */
export function valueAt(values: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, step) => (Array.isArray(at) ? at[Number(step)] : isMapping(at) ? at[step] : undefined),
      values,
    );
}

/** A copy with the value at a path replaced. */
export function withValue(values: unknown, path: string, value: unknown): unknown {
  const [step = "", ...rest] = path.split(".");
  const inner = rest.length === 0 ? value : withValue(valueAt(values, step), rest.join("."), value);
  if (Array.isArray(values)) return values.with(Number(step), inner);
  assert.ok(values === undefined || isMapping(values), `${path} leads into no mapping`);
  return { ...values, [step]: inner };
}

/** A copy with every text rewritten, however deep it stands. */
export function mapTexts(value: unknown, rewrite: (text: string) => string): unknown {
  if (typeof value === "string") return rewrite(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, rewrite));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, rewrite)]));
}
