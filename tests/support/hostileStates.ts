import fc from "fast-check";
import type { ResourceState } from "../../lab/state";

/** A secret as Pulumi writes it, with `ciphertext` or `plaintext`. */
export function secretWith(parts: object): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ...parts };
}

export interface ExportedStack {
  readonly version: number;
  readonly deployment: { readonly resources: readonly ResourceState[] };
}

/** The resources as `pulumi stack export` would write them. */
export function exportOf(resources: readonly ResourceState[]): ExportedStack {
  const written = "2026-01-01T00:00:00Z";
  return {
    version: 3,
    deployment: {
      ...{
        manifest: { time: written, magic: "0".repeat(64), version: "v3.248.0" },
        secrets_providers: { type: "passphrase", state: { salt: "v1:c2FsdA==:v1:bm9uY2U=" } },
      },
      resources: resources.map((resource) => ({ ...resource, created: written, modified: written })),
      ...{ pending_operations: [], metadata: {} },
    },
  };
}

/** Texts of state files that nobody would call sound, made from a stack's resources, and a few that are sound after all. */
export function hostileStates(resources: readonly ResourceState[]): fc.Arbitrary<string> {
  const exported = exportOf(resources);
  return fc.oneof(truncated(JSON.stringify(exported, null, 4)), damaged(exported), rewired(exported));
}

/** Ends anywhere. */
export function truncated(text: string): fc.Arbitrary<string> {
  return fc.nat(text.length - 1).map((length) => text.slice(0, length));
}

const depth = 10_000;
const secretKey = '"4dabf18193072939515e22adb298388d"';

/** JSON that stands where something else was expected. */
export const hostileValues: readonly string[] = [
  ...["null", "true", "0", "-1", "1e999", '""', "[]", "{}", "[[]]", "[null]", '{"":0}'],
  "[".repeat(depth) + "]".repeat(depth),
  '{"a":'.repeat(depth) + "0" + "}".repeat(depth),
  `"${"x".repeat(1_000_000)}"`,
  `"${":".repeat(100_000)}"`,
  '"\\u001b[31m\\u0000\\n"',
  '"urn:pulumi:test::acme::pulumi:pulumi:Stack::acme-test"',
  '"__proto__"',
  '"constructor"',
  '{"__proto__":{"urn":"urn:pulumi:a::b::c::d","type":"c","custom":true,"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}},"hasOwnProperty":0,"toString":0}',
  `{${secretKey}:0}`,
  `{${secretKey}:"1b47061264138c4ac30d75fd1eb44270"}`,
  `{${secretKey}:"1b47061264138c4ac30d75fd1eb44270","plaintext":0}`,
  `{${secretKey}:"1b47061264138c4ac30d75fd1eb44270","plaintext":"{"}`,
  `{${secretKey}:"1b47061264138c4ac30d75fd1eb44270","plaintext":"${"[".repeat(depth)}${"]".repeat(depth)}"}`,
  `{${secretKey}:"1b47061264138c4ac30d75fd1eb44270","plaintext":"{\\"__proto__\\":{\\"polluted\\":true}}"}`,
  `{${secretKey}:"5cf8f73096256a8f31e491e813e4eb8e","urn":0,"id":[]}`,
  `{${secretKey}:"d0e6a833031e9bbcd3f4e8bde6ca49a4","value":{${secretKey}:"?"}}`,
  `{${secretKey}:"c44067f5952c0a294b673a41bacd8c17","text":"asset"}`,
  `{${secretKey}:"constructor"}`,
];

export type Path = readonly (string | number)[];

/** Has something else in up to three places. */
export function damaged(exported: ExportedStack): fc.Arbitrary<string> {
  const places = pathsIn(exported);
  const near = places.filter((path) => path.length <= 4);
  // Most places are deep in properties; it is those near the root that decide how the rest is read.
  const place = fc.oneof(fc.constantFrom(...places), fc.constantFrom(...near));
  const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...hostileValues) }, fc.json());
  return fc
    .array(fc.tuple(place, value), { minLength: 1, maxLength: 3 })
    .map((holes) =>
      holes.reduce(
        (text, [, with_], index) => text.replace(`"${markOf(index)}"`, () => with_),
        punched(exported, holes),
      ),
    );
}

/** The text with a mark in each place: `JSON.stringify` overflows on what is nested as deep as the values to come. */
function punched(exported: ExportedStack, holes: readonly (readonly [Path, string])[]): string {
  const copy: { root: unknown } = { root: structuredClone(exported) };
  holes.forEach(([path], index) => {
    put(copy, ["root", ...path], markOf(index));
  });
  return JSON.stringify(copy.root);
}

function markOf(index: number): string {
  return `hole ${index}`;
}

export function put(root: object, path: Path, value: unknown): void {
  const [step, ...rest] = path;
  // An earlier hole may have swallowed the place.
  if (step === undefined || typeof root !== "object") return;
  if (rest.length === 0) Object.assign(root, { [step]: value });
  else put((root as Record<string, object>)[step] ?? {}, rest, value);
}

export function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(typeof value === "object" && value !== null ? value : {});
  return [path, ...members.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

/** Has resources below, or after, others that may be below or after them. */
export function rewired(exported: ExportedStack): fc.Arbitrary<string> {
  const { resources } = exported.deployment;
  const index = fc.nat(resources.length - 1);
  const wires = fc.array(fc.record({ from: index, to: index, asParent: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  });
  return wires.map((wiring) => JSON.stringify(withWires(exported, wiring)));
}

/** One resource's parent or dependency, by their places in the list. */
export interface Wire {
  readonly from: number;
  readonly to: number;
  readonly asParent: boolean;
}

export function withWires(exported: ExportedStack, wires: readonly Wire[]): ExportedStack {
  const resources = [...exported.deployment.resources];
  for (const { from, to, asParent } of wires) {
    const [resource, other] = [resources[from], resources[to]];
    if (resource === undefined || other === undefined) continue;
    const { urn } = other;
    resources[from] = asParent
      ? { ...resource, parent: urn }
      : { ...resource, dependencies: [...resource.dependencies, urn] };
  }
  return { ...exported, deployment: { ...exported.deployment, resources } };
}
