import { types } from "../lab/services/types";
import type { ResourceState } from "../lab/state";
import { nameOf } from "../lab/urns";
import type { Network, Topology } from "../stacks/topology/types";
import type { Usage } from "./types";

/** The component, right below the stack, that a resource belongs to. */
export interface Component {
  /** As in `ExecuteApiEndpoint`. */
  readonly kind: string;
  readonly name: string;
}

/** Where a resource is. */
export interface Placed {
  /** The account's id. */
  readonly account: string;
  readonly region: string;
  /** The network's name; null of what is in none. */
  readonly network: string | null;
}

/** A stack with what its costs depend on, and the questions that are asked of it. */
export interface CostedStack {
  readonly topology: Topology;
  readonly usage: Usage;
  readonly resources: readonly ResourceState[];
  componentOf(resource: ResourceState): Component | undefined;
  placeOf(resource: ResourceState): Placed;
  /** The resources of a type in a component. */
  inComponent(type: string, kind: string, name: string): readonly ResourceState[];
}

export function costedStack(
  topology: Topology,
  resources: readonly ResourceState[],
  usage: Usage,
): CostedStack {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const componentOf = (resource: ResourceState): Component | undefined => componentIn(byUrn, resource);
  const byComponent = new Map<string, ResourceState[]>();
  for (const resource of resources) {
    const component = componentOf(resource);
    if (component === undefined) continue;
    const key = [resource.type, component.kind, component.name].join(" ");
    byComponent.set(key, [...(byComponent.get(key) ?? []), resource]);
  }
  const networks = networksById(topology, resources, componentOf);
  return {
    topology,
    usage,
    resources,
    componentOf,
    placeOf: (resource) => ({
      account: accountOf(topology, resource),
      region: regionOf(byUrn, resource),
      network: networkOf(networks, resource),
    }),
    inComponent: (type, kind, name) => byComponent.get([type, kind, name].join(" ")) ?? [],
  };
}

/** What a resource is set to: AWS's answer, or what was asked for where there is none. */
export function settingOf({ outputs, inputs }: ResourceState, key: string): unknown {
  return outputs[key] ?? inputs[key];
}

export function textOf(resource: ResourceState, key: string): string | undefined {
  const value = settingOf(resource, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** How many zones a network's subnets are in. */
export function zonesOf({ zones, existing }: Network): number {
  if (existing !== undefined && existing.subnetIds.length > 0) return existing.subnetIds.length;
  return typeof zones === "number" ? zones : zones.length;
}

/** The account's id, by the topology's name for it. */
export function accountId({ accounts }: Topology, name: string): string {
  return accounts[name]?.id ?? name;
}

const ownKind = /^apilink:index:(\w+)$/;

function componentIn(
  byUrn: ReadonlyMap<string, ResourceState>,
  resource: ResourceState,
): Component | undefined {
  let found: Component | undefined;
  const seen = new Set<string>();
  for (let at: ResourceState | undefined = resource; at !== undefined && !seen.has(at.urn);) {
    seen.add(at.urn);
    const kind = ownKind.exec(at.type)?.[1];
    if (kind !== undefined) found = { kind, name: nameOf(at.urn) };
    at = byUrn.get(at.parent ?? "");
  }
  return found;
}

/** A provider has the name of its account; only a state of somebody else's has providers of other names. */
function accountOf(topology: Topology, resource: ResourceState): string {
  const provider = resource.provider?.split("::") ?? [];
  const name = provider.slice(3, -1).join("::");
  if (Object.hasOwn(topology.accounts, name)) return accountId(topology, name);
  return textOf(resource, "ownerId") ?? (textOf(resource, "arn")?.split(":")[4] || "unknown");
}

function regionOf(byUrn: ReadonlyMap<string, ResourceState>, resource: ResourceState): string {
  const provider = byUrn.get(resource.provider?.split("::").slice(0, -1).join("::") ?? "");
  return (
    textOf(resource, "region") ??
    (provider === undefined ? undefined : textOf(provider, "region")) ??
    "unknown"
  );
}

const networkKinds = new Set(["Network", "PublicNetwork"]);

/** The network's name by the id of its VPC, or of a subnet in it. */
function networksById(
  { networks }: Topology,
  resources: readonly ResourceState[],
  componentOf: (resource: ResourceState) => Component | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, { existing }] of Object.entries(networks)) {
    for (const id of [existing?.vpcId, ...(existing?.subnetIds ?? [])])
      if (id !== undefined) found.set(id, name);
  }
  for (const resource of resources) {
    if (resource.type !== types.vpc && resource.type !== types.subnet) continue;
    const component = componentOf(resource);
    if (component !== undefined && resource.id !== undefined && networkKinds.has(component.kind))
      found.set(resource.id, component.name);
  }
  return found;
}

function networkOf(byId: ReadonlyMap<string, string>, resource: ResourceState): string | null {
  const ids = [
    settingOf(resource, "vpcId"),
    settingOf(resource, "subnetId"),
    ...listOf(settingOf(resource, "subnetIds")),
    ...listOf(settingOf(resource, "subnets")),
    ...listOf(settingOf(resource, "subnetMappings")).map((mapping) => partOf(mapping, "subnetId")),
    ...listOf(settingOf(resource, "vpcs")).map((vpc) => partOf(vpc, "vpcId")),
    partOf(settingOf(resource, "vpcConfig"), "vpcId"),
  ];
  const names = ids.flatMap((id) => (typeof id === "string" ? (byId.get(id) ?? []) : []));
  return names[0] ?? null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function partOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
