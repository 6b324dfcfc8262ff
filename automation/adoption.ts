import type { Deployment } from "@pulumi/pulumi/automation";
import type { Store } from "../lab/world";
import { idByInputs } from "./idsByInputs";
import { asResource, recordsIn, unknownTo } from "./labOrphans";
import { locate, operationsIn, resourcesIn, textIn, type StateResource } from "./stateResources";

/**
 * What a run that crashed may have made without recording it, as the state would have it: each with the id that it must
 * have if it exists. Reading it tells whether it does.
 *
 * @param cloud The lab's, which can be asked what it holds; AWS cannot be asked by what a resource was to be called.
 */
export function adoptable(state: Deployment, cloud: Store | undefined): readonly StateResource[] {
  const resources = resourcesIn(state);
  /** The same name may stand for one thing in each account and region. */
  const keyOf = (resource: StateResource, id: string | undefined): string => {
    const { account, region } = locate(resource, resources);
    return JSON.stringify([resource.type, id, account, region, resource["provider"]]);
  };
  const known = new Set(resources.map((resource) => keyOf(resource, textIn(resource, "id"))));
  const unclaimed = cloud === undefined ? [] : unknownTo(state, recordsIn(cloud));
  /** There may be more than one, of several crashes: then nobody can tell which it is. */
  const heldAs = (urn: string): (typeof unclaimed)[number] | undefined => {
    const [record, ...more] = unclaimed.filter((each) => each.urn === urn);
    return more.length === 0 ? record : undefined;
  };
  const creating = operationsIn(state).filter(({ type }) => type === "creating");
  const recorded = creating.flatMap(({ resource }) => {
    // The engine may have had the answer, and no time to record more than this.
    const told = textIn(resource, "id") ?? heldAs(resource.urn)?.id;
    const id = told ?? idByInputs(resource, locate(resource, resources));
    const isNew = id !== undefined && resource["custom"] === true && !known.has(keyOf(resource, id));
    return isNew ? [{ ...resource, id, outputs: resource["inputs"] }] : [];
  });
  const taken = new Set([...resources, ...creating.map(({ resource }) => resource)].map(({ urn }) => urn));
  const lost = unclaimed
    .filter(({ urn }) => !taken.has(urn) && heldAs(urn) !== undefined)
    .flatMap((record) => asResource(record, resources) ?? []);
  return [...recorded, ...lost];
}

/**
 * The resources of a state with those that are adopted. Where one was to replace another, the other is what remains to
 * be deleted.
 */
export function withAdopted(
  resources: readonly StateResource[],
  adopted: readonly StateResource[],
): readonly StateResource[] {
  const urns = new Set(adopted.map(({ urn }) => urn));
  const before = resources.map((resource) =>
    urns.has(resource.urn) ? { ...resource, delete: true } : resource,
  );
  return inOrder([...before, ...adopted]);
}

/** The engine takes a state only if whatever a resource needs comes before it. */
function inOrder(resources: readonly StateResource[]): readonly StateResource[] {
  const live = new Map(resources.filter((each) => each["delete"] !== true).map((each) => [each.urn, each]));
  const placed = new Set<StateResource>();
  const seen = new Set<StateResource>();
  const place = (resource: StateResource): void => {
    if (seen.has(resource)) return;
    seen.add(resource);
    for (const urn of needsOf(resource)) {
      const needed = live.get(urn);
      if (needed !== undefined) place(needed);
    }
    placed.add(resource);
  };
  for (const resource of resources) place(resource);
  return [...placed];
}

function needsOf(resource: StateResource): readonly string[] {
  const { dependencies } = resource;
  const provider = textIn(resource, "provider")?.split("::").slice(0, -1).join("::");
  const listed: readonly unknown[] = Array.isArray(dependencies) ? dependencies : [];
  return [textIn(resource, "parent"), provider, ...listed].filter((urn) => typeof urn === "string");
}
