import { isArchive } from "../../lab/archives";
import type { Properties } from "../../lab/resource";
import { isSecret, secret, type ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";

/** One line of a flat program. Other resources are named by their place in the list. */
export interface FlatResource {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** Literals, and a `Reference` wherever an input is another resource's output. */
  readonly inputs: Properties;
  readonly parent?: number;
  readonly provider?: number;
  /** What the inputs do not show. */
  readonly dependsOn: readonly number[];
  /** Outputs that are kept as secrets though no input makes them so. */
  readonly secretOutputs: readonly string[];
}

/** Stands for an output of a resource that comes earlier in the list. */
export interface Reference {
  readonly from: number;
  readonly output: string;
}

export interface RecipeOptions {
  /** Whether the components are registered, too, and are the resources' parents as they were. */
  readonly components: boolean;
  /** What the resources' archives hold, by hash. @default none */
  readonly archives?: ReadonlyMap<string, Properties>;
}

const stackType = "pulumi:pulumi:Stack";

/** Stands for every secret, since states do not tell them. Long enough for an API key. */
const madeUpSecret = secret("made-up-made-up-made-up");

/**
 * The flat program of a run: the very same resources, with the same inputs, providers and dependencies, in the order in
 * which the run registered them. All that was computed in between is written out.
 */
export function recipeOf(
  states: readonly ResourceState[],
  { components, archives = new Map() }: RecipeOptions,
): readonly FlatResource[] {
  const kept = states.filter(({ type, custom }) => type !== stackType && (custom || components));
  const indexes = new Map(kept.map(({ urn }, index) => [urn, index]));
  const indexOf = (urn: string | undefined): number | undefined =>
    urn === undefined ? undefined : indexes.get(urn);
  return kept.map(({ urn, type, custom, parent, provider, inputs, outputs, dependencies }) => {
    const needed = dependencies.flatMap((dependency) => indexOf(dependency) ?? []);
    const named = new Set<number>();
    const written = rewrite(inputs, {
      onText: (text) => {
        const reference = referenceTo(text, needed, kept);
        if (reference !== undefined) named.add(reference.from);
        return reference ?? text;
      },
      onArchive: (hash) => archives.get(hash),
    });
    const [parentIndex, providerIndex] = [indexOf(parent), indexOf(provider && urnOfProvider(provider))];
    return {
      type,
      name: nameOf(urn),
      custom,
      inputs: written as Properties,
      ...(parentIndex !== undefined && { parent: parentIndex }),
      ...(providerIndex !== undefined && { provider: providerIndex }),
      dependsOn: needed.filter((index) => !named.has(index)),
      secretOutputs: custom
        ? Object.keys(outputs).filter((key) => isSecret(outputs[key]) && !isSecret(inputs[key]))
        : [],
    };
  });
}

/** The output that a text was taken from, where a resource that is depended on has computed one like it. */
function referenceTo(
  text: string,
  needed: readonly number[],
  states: readonly ResourceState[],
): Reference | undefined {
  for (const from of needed) {
    const { id, inputs = {}, outputs = {} } = states[from] ?? {};
    if (text === id) return { from, output: "id" };
    const output = Object.keys(outputs).find((key) => outputs[key] === text && inputs[key] !== text);
    if (output !== undefined) return { from, output };
  }
  return undefined;
}

interface Rewriting {
  readonly onText: (text: string) => unknown;
  readonly onArchive: (hash: string) => Properties | undefined;
}

function rewrite(value: unknown, how: Rewriting): unknown {
  if (typeof value === "string") return how.onText(value);
  if (Array.isArray(value)) return value.map((item) => rewrite(item, how));
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return madeUpSecret;
  if (isArchive(value)) return archiveOf(String(value["hash"]), how);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, how)]));
}

function archiveOf(hash: string, { onArchive }: Rewriting): Properties {
  const archive = onArchive(hash);
  if (archive === undefined) throw new Error(`nobody knows what the archive ${hash} holds`);
  return archive;
}

function urnOfProvider(provider: string): string {
  return provider.slice(0, provider.lastIndexOf("::"));
}
