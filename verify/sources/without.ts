import { nameOf } from "../../lab/urns";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { didYouMean } from "../../stacks/topology/nearest";
import { UserError } from "../../stacks/userError";
import { documentsOf, publishedWith, type PublishedDocuments } from "../model/documents";
import { withoutReadBack } from "./readBack";
import { shown } from "./shown";

/**
 * Takes away every resource of a type token or of a logical name, and of a component all that is below it. The
 * deployments of an API that loses what they were published from keep the documents that they would have had without it;
 * a document that loses nothing stays as it is, be it ever so stale.
 *
 * @param what Type tokens (`aws:ec2/vpc:Vpc`), logical names (`seoul.vpc`), and URNs, for a name that several resources have.
 * @throws UserError where nothing is of a type or name, or only the stack itself or a provider is.
 */
export function withoutResources(
  resources: readonly ResourceState[],
  what: readonly string[],
): readonly ResourceState[] {
  const removable = resources.filter(({ type }) => !isFixed(type));
  const known = new Set(removable.flatMap(labelsOf));
  for (const word of what) {
    if (!known.has(word)) throw new UserError(refusal(word, resources, [...known]));
  }
  const asked = new Set(what);
  const going = new Set<string>();
  // A component takes along what is below it; whatever the order of the list, the round after finds the next level.
  for (let before = -1; before < going.size;) {
    before = going.size;
    for (const resource of resources) {
      const isAsked =
        labelsOf(resource).some((label) => asked.has(label)) || going.has(resource.parent ?? "");
      if (isAsked && !isFixed(resource.type)) going.add(resource.urn);
    }
  }
  const goes = ({ urn }: ResourceState): boolean => going.has(urn);
  const gone = resources.filter(goes);
  const remaining = resources.filter((resource) => !goes(resource));
  return withoutReadBack(publishedAgain(remaining, gone), gone);
}

/** The stack itself, and the providers: no resource is without them. */
function isFixed(type: string): boolean {
  return type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:");
}

function labelsOf({ type, urn }: ResourceState): readonly string[] {
  return [type, nameOf(urn), urn];
}

function refusal(word: string, resources: readonly ResourceState[], known: readonly string[]): string {
  const quoted = `--without ${shown(word)}`;
  const fixed = resources.find((resource) => labelsOf(resource).includes(word));
  if (fixed !== undefined) {
    const what = fixed.type === "pulumi:pulumi:Stack" ? "the stack itself" : "a provider";
    return `${quoted}: this is ${what}, which can not be taken away\n  hint: name the resources that shall go`;
  }
  return `${quoted}: no resource has this type or name\n  hint: ${hintFor(word, known)}`;
}

/** Longer ones would make no readable hint. */
const longestHint = 100;

function hintFor(word: string, known: readonly string[]): string {
  const labels = known.filter((label) => label.length <= longestHint && !label.startsWith("urn:"));
  const full = labels.find((label) => label.endsWith(`:${word}`));
  if (full !== undefined) return `did you mean "${shown(full)}"?`;
  const kind = word.includes(":") ? "type" : "name";
  const alike = labels.filter((label) => label.includes(":") === (kind === "type"));
  if (alike.length === 0) return `there is no ${kind} to take away`;
  return didYouMean(word.slice(0, longestHint), alike.map(shown), kind);
}

function publishedAgain(
  remaining: readonly ResourceState[],
  gone: readonly ResourceState[],
): readonly ResourceState[] {
  const touched = new Map<string, Set<keyof PublishedDocuments>>();
  for (const { restApiId, document } of gone.flatMap((resource) => publishedWith(resource) ?? [])) {
    touched.set(restApiId, (touched.get(restApiId) ?? new Set()).add(document));
  }
  const publish = documentsOf(remaining);
  const documents = new Map(
    [...touched].map(([restApiId, changed]) => {
      const published = publish(restApiId);
      return [restApiId, Object.fromEntries([...changed].map((key) => [key, published[key]]))] as const;
    }),
  );
  return remaining.map((resource) => {
    const restApiId = resource.inputs["restApi"] ?? resource.outputs["restApi"];
    const changed = typeof restApiId === "string" ? documents.get(restApiId) : undefined;
    if (resource.type !== types.deployment || changed === undefined) return resource;
    const { inputs, outputs } = resource;
    return { ...resource, inputs: triggeredBy(inputs, changed), outputs: triggeredBy(outputs, changed) };
  });
}

/** Another program's deployments may keep no documents. */
function triggeredBy(properties: Mapping, documents: Partial<PublishedDocuments>): Mapping {
  const { triggers } = properties;
  return isMapping(triggers) ? { ...properties, triggers: { ...triggers, ...documents } } : properties;
}
