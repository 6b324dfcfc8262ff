import { typeOf } from "../../lab/urns";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { shown } from "./shown";

/** One resource as `pulumi stack export` writes it. Source: Pulumi's `sdk/go/common/apitype`, ResourceV3. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  /** Whether another has taken its place already, and it is to be deleted yet. */
  readonly delete?: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly inputs?: Mapping;
  readonly outputs?: Mapping;
  readonly dependencies?: readonly string[];
}

interface Kind {
  readonly is: (value: unknown) => boolean;
  readonly name: string;
}

const text: Kind = { is: (value) => typeof value === "string", name: "text" };
const flag: Kind = { is: (value) => typeof value === "boolean", name: "true or false" };
const mapping: Kind = { is: isMapping, name: "a mapping of names to values" };
const texts: Kind = { is: (value) => Array.isArray(value) && value.every(text.is), name: "a list of texts" };

const required = { urn: text, type: text, custom: flag } as const;
const optional = {
  ...{ delete: flag, id: text, parent: text, provider: text },
  ...{ inputs: mapping, outputs: mapping, dependencies: texts },
} as const;

export type ShapeResult =
  | { readonly ok: true; readonly resource: ExportedResource }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Whether a value is a resource of a state file. Absent and null are the same to optional properties: older engines wrote
 * null.
 *
 * @param path Where the value stands, for the problems.
 */
export function shapeOf(value: unknown, path: string): ShapeResult {
  if (!isMapping(value)) return { ok: false, problems: [`${path} must be a mapping, one a resource`] };
  const known = [...Object.keys(required), ...Object.keys(optional)];
  const given = Object.fromEntries(known.map((key) => [key, value[key] ?? undefined]));
  const wrong = [
    ...Object.entries(required).filter(([key, kind]) => !kind.is(given[key])),
    ...Object.entries(optional).filter(([key, kind]) => given[key] !== undefined && !kind.is(given[key])),
  ];
  if (wrong.length > 0) {
    return { ok: false, problems: wrong.map(([key, kind]) => `${path}.${key} must be ${kind.name}`) };
  }
  const resource = given as unknown as ExportedResource;
  const problem = urnProblem(resource);
  return problem === undefined ? { ok: true, resource } : { ok: false, problems: [`${path}.urn ${problem}`] };
}

const urnPrefix = "urn:pulumi:";

/** The stack that a URN names: `urn:pulumi:STACK::PROJECT::TYPES::NAME`. */
export function stackOf(urn: string): string {
  return (urn.split("::", 1)[0] ?? "").slice(urnPrefix.length);
}

function urnProblem({ urn, type }: ExportedResource): string | undefined {
  const parts = urn.split("::", 4);
  if (!urn.startsWith(urnPrefix) || stackOf(urn) === "" || parts.length < 4 || parts.includes("")) {
    return `must be urn:pulumi:STACK::PROJECT::TYPE::NAME, not "${shown(urn)}"`;
  }
  return typeOf(urn) === type ? undefined : `names the type "${shown(typeOf(urn))}", not "${shown(type)}"`;
}
