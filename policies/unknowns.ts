import * as policy from "@pulumi/policy";
import { unknown } from "../lab/state";
import { isMapping, type Mapping } from "../stacks/mapping";

/** What the engine writes for values that are not known yet, by their kinds. Source: Pulumi's `sdk/go/common/resource/plugin/rpc.go`. */
const sentinels: ReadonlySet<unknown> = new Set([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * Properties as a policy gets them, as plain values, with one marker (of lab/state.ts) for whatever is not known. The SDK's
 * own wrapping throws at the first such value, so that nothing that stands beside it would ever be judged.
 */
export function plain(value: unknown): unknown {
  if (sentinels.has(value)) return unknown;
  if (typeof value !== "object" || value === null) return value;
  const inner = (key: string | number): unknown =>
    plain(Object.getOwnPropertyDescriptor(value, key)?.value as unknown);
  if (Array.isArray(value)) return Array.from(value.keys(), inner);
  // Assets and archives are no business of any rule.
  if (Object.hasOwn(value, "__pulumiAsset") || Object.hasOwn(value, "__pulumiArchive")) return {};
  return Object.fromEntries(Object.keys(value).map((key) => [key, inner(key)]));
}

export function plainProperties(properties: unknown): Mapping {
  const values = plain(properties);
  return isMapping(values) ? values : {};
}

interface SdkInternals {
  readonly UnknownValueError: new (sentinel: string, path: readonly string[]) => Error;
  readonly unknownCheckingProxy: (properties: object) => Record<string, unknown>;
}

/** The SDK exports them and leaves them out of its types. */
const { UnknownValueError, unknownCheckingProxy } = policy as unknown as SdkInternals;

/** Properties as the SDK hands them to a policy. */
export const asTheSdkDoes = unknownCheckingProxy;

/**
 * What a policy could not judge yet. The SDK turns it into a remark of the run, whatever the policy's level; in an update
 * the value is known, and the policy judges.
 */
export class NotYetKnown extends UnknownValueError {
  /** @param elsewhere What another stack's resources decide, which no run of this one tells. */
  constructor(what: readonly string[], elsewhere: readonly string[] = []) {
    super(unknown, [...what, ...elsewhere]);
    const reasons = [
      ...(what.length > 0
        ? [`not known before the update: ${shown(what)}; judged in the same \`pulumi up\`, once known`]
        : []),
      ...(elsewhere.length > 0
        ? [`not known from this stack: ${shown(elsewhere)}; judge it where it is made`]
        : []),
    ];
    this.message = `${reasons.join(". ")}. All else is judged`;
  }
}

function shown(what: readonly string[]): string {
  const more = what.length > told ? ` and ${what.length - told} more` : "";
  return `${what.slice(0, told).join(", ")}${more}`;
}

/** How much of what is not known is named. */
const told = 3;

/** Throws NotYetKnown unless everything could be judged. */
export function tellUnknown(what: Iterable<string>, elsewhere: Iterable<string> = []): void {
  const [each, others] = [[...new Set(what)], [...new Set(elsewhere)]];
  if (each.length + others.length > 0) throw new NotYetKnown(each, others);
}
