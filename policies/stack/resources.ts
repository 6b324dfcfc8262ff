import type { PolicyResource } from "@pulumi/policy";
import { groupBy } from "../../components/groupBy";
import { unknown } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { plainProperties } from "../unknowns";
import { idsOf } from "./ids";

/** A resource of the stack, with plain values. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Undefined where it is not known yet. */
  readonly id: string | undefined;
  readonly properties: Mapping;
  /** URN of the component that it belongs to. */
  readonly parent: string | undefined;
  readonly dependencies: readonly string[];
  /** By property, the URNs of what its value was made from. */
  readonly madeFrom: Readonly<Record<string, readonly string[]>>;
  readonly provider: { readonly urn: string; readonly properties: Mapping } | undefined;
}

/** What a property refers to: a resource of the stack, or one that is elsewhere. */
export type Reference =
  | { readonly kind: "here"; readonly key: string; readonly resource: Resource }
  | { readonly kind: "elsewhere"; readonly key: string };

/** The resources of a stack, and how they refer to each other, even before any of them has an id. */
export class StackResources {
  readonly all: readonly Resource[];
  readonly #byType: ReadonlyMap<string, readonly Resource[]>;
  readonly #byUrn: ReadonlyMap<string, Resource>;
  readonly #byId: ReadonlyMap<string, Resource>;

  constructor(given: readonly PolicyResource[]) {
    const read = given.map(resourceOf);
    const idOf = idsOf(read);
    this.all = read.map((resource) => ({ ...resource, id: idOf(resource) }));
    this.#byType = groupBy(this.all, ({ type }) => type);
    this.#byUrn = new Map(this.all.map((resource) => [resource.urn, resource]));
    this.#byId = new Map(
      this.all.flatMap((resource) =>
        resource.id === undefined ? [] : [[`${resource.type} ${resource.id}`, resource] as const],
      ),
    );
  }

  of(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }

  /**
   * What a property refers to, by ids; by what the values were made from where they are not known yet. Undefined where that
   * leaves a choice. Two references with one `key` are to one and the same resource.
   *
   * @param types The types that the property may refer to.
   */
  references(
    resource: Resource,
    property: string,
    ...types: readonly string[]
  ): readonly Reference[] | undefined {
    const value = resource.properties[property];
    const items = Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
    const known = items.filter((item) => typeof item === "string" && item !== "" && item !== unknown);
    const found = known.map((id) => this.#byIdOf(String(id), types));
    const missing = value === unknown ? 1 : items.filter((item) => item === unknown).length;
    if (missing === 0) return found;
    const sources = this.#sources(resource, property, types).filter(
      ({ urn }) => !found.some(({ key }) => key === urn),
    );
    // Of a list that is not known at all, not even its length is.
    const fits =
      value === unknown && property.endsWith("s") ? sources.length > 0 : sources.length === missing;
    return fits ? [...found, ...sources.map(here)] : undefined;
  }

  /** The one thing that a property refers to; "unknown" where that cannot be told, undefined where it is not set. */
  reference(
    resource: Resource,
    property: string,
    ...types: readonly string[]
  ): Reference | "unknown" | undefined {
    const found = this.references(resource, property, ...types);
    return found === undefined || found.length > 1 ? "unknown" : found[0];
  }

  #byIdOf(id: string, types: readonly string[]): Reference {
    const resource = types.map((type) => this.#byId.get(`${type} ${id}`)).find((each) => each !== undefined);
    return resource === undefined ? { kind: "elsewhere", key: id } : here(resource);
  }

  #sources(resource: Resource, property: string, types: readonly string[]): readonly Resource[] {
    return (resource.madeFrom[property] ?? []).flatMap((urn) => {
      const source = this.#byUrn.get(urn);
      return source !== undefined && types.includes(source.type) ? [source] : [];
    });
  }
}

function here(resource: Resource): Reference {
  return { kind: "here", key: resource.urn, resource };
}

function resourceOf(given: PolicyResource): Resource {
  const { urn, type, name, parent, opts, provider, dependencies, propertyDependencies } = given;
  const properties = plainProperties(given.props);
  const { id } = properties;
  return {
    urn,
    type,
    name,
    id: typeof id === "string" && id !== "" && id !== unknown ? id : undefined,
    properties,
    parent: parent?.urn ?? opts.parent,
    dependencies: dependencies.map((each) => each.urn),
    madeFrom: Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, each]) => [key, each.map((source) => source.urn)]),
    ),
    provider: provider && { urn: provider.urn, properties: plainProperties(provider.props) },
  };
}
