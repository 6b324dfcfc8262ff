import type {
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { ResourceState } from "../../lab/state";
import { nameOf, typeOf } from "../../lab/urns";
import { asTheSdkDoes } from "../../policies/unknowns";
import type { Mapping } from "../../stacks/mapping";

/** What a policy said. */
export interface Said {
  readonly violations: readonly string[];
  /** What it could not judge yet, and said so as the SDK passes it on; undefined where it judged everything. */
  readonly open: string | undefined;
}

/** A resource of a program that a test makes up. */
export interface Given {
  readonly type: string;
  readonly name: string;
  readonly properties: Mapping;
  /** By property, names of the resources that its value was made from. */
  readonly madeFrom?: Readonly<Record<string, readonly string[]>>;
}

/** Asks a resource policy, as the SDK does. */
export async function askedOf(
  policy: ResourceValidationPolicy,
  type: string,
  properties: Mapping,
): Promise<Said> {
  const { validateResource } = policy;
  if (typeof validateResource !== "function") throw new Error(`${policy.name} judges no resource`);
  const args = { type, name: "it", urn: `urn:pulumi:s::p::${type}::it`, props: asTheSdkDoes(properties) };
  return listening((report) => validateResource(args as ResourceValidationArgs, report));
}

/** Asks a stack policy, as the SDK does. */
export async function askedAll(
  policy: StackValidationPolicy,
  given: readonly Given[],
  config: Mapping = {},
): Promise<Said> {
  const urnOf = (name: string): string => {
    const found = given.find((each) => each.name === name);
    return `urn:pulumi:s::p::${found?.type ?? "?"}::${name}`;
  };
  return askedAbout(
    policy,
    given.map(({ type, name, properties, madeFrom = {} }) => ({
      urn: urnOf(name),
      type,
      properties,
      madeFrom: Object.fromEntries(Object.entries(madeFrom).map(([key, names]) => [key, names.map(urnOf)])),
    })),
    config,
  );
}

/** Asks a stack policy about the resources of a run of the embedded cloud. */
export async function askedOfStates(
  policy: StackValidationPolicy,
  states: readonly ResourceState[],
  config: Mapping = {},
): Promise<Said> {
  return askedAbout(
    policy,
    states.map(({ urn, type, id, outputs, parent, provider, dependencies }) => ({
      urn,
      type,
      properties: id === undefined ? outputs : { ...outputs, id },
      madeFrom: {},
      parent,
      provider: provider?.split("::").slice(0, -1).join("::"),
      dependencies,
    })),
    config,
  );
}

interface Entry {
  readonly urn: string;
  readonly type: string;
  readonly properties: Mapping;
  readonly madeFrom: Readonly<Record<string, readonly string[]>>;
  readonly parent?: string | undefined;
  readonly provider?: string | undefined;
  readonly dependencies?: readonly string[];
}

async function askedAbout(
  policy: StackValidationPolicy,
  entries: readonly Entry[],
  config: Mapping,
): Promise<Said> {
  const references = (urns: readonly string[]): { urn: string }[] => urns.map((urn) => ({ urn }));
  const resources = entries.map(
    ({ urn, type, properties, madeFrom, parent, provider, dependencies = [] }) => ({
      urn,
      type,
      name: nameOf(urn),
      props: asTheSdkDoes(properties),
      opts: { parent: parent ?? "" },
      ...(provider !== undefined && {
        provider: { urn: provider, type: typeOf(provider), name: nameOf(provider), props: {} },
      }),
      dependencies: references(dependencies),
      propertyDependencies: Object.fromEntries(
        Object.entries(madeFrom).map(([key, urns]) => [key, references(urns)]),
      ),
    }),
  );
  const args = {
    resources: resources as unknown as PolicyResource[],
    getConfig: () => config,
    notApplicable: (reason?: string): never => {
      throw new Error(`not applicable: ${reason ?? ""}`);
    },
  };
  return listening((report) => policy.validateStack(args as unknown as StackValidationArgs, report));
}

async function listening(
  judge: (report: (message: string, urn?: string) => void) => Promise<void> | void,
): Promise<Said> {
  const violations: string[] = [];
  try {
    await judge((message) => violations.push(message));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!/^(not known (before the update|from this stack)|not applicable)/.test(error.message)) throw error;
    return { violations, open: error.message };
  }
  return { violations, open: undefined };
}
