import type { Deployment } from "@pulumi/pulumi/automation";
import { accountOf } from "../lab/account";
import { Refusal } from "../lab/refusal";
import { nameOf } from "../lab/urns";
import { isMapping, type Mapping } from "../stacks/mapping";
import type { LocatedResource } from "./located";

/** A resource as the engine writes it into a state; what is not named here is kept as it is. */
export interface StateResource extends Mapping {
  readonly urn: string;
  readonly type: string;
}

/** An operation as the engine writes it into a state. */
export interface StateOperation {
  readonly resource: StateResource;
  readonly type: string;
}

/** The resources of a state, parents and dependencies before those who need them. */
export function resourcesIn(state: Deployment): readonly StateResource[] {
  return listIn(state, "resources").filter(isResource);
}

/** What was under way when the state was last written. */
export function operationsIn(state: Deployment): readonly StateOperation[] {
  return listIn(state, "pending_operations").flatMap((operation) => {
    const { resource, type } = isMapping(operation) ? operation : {};
    return isResource(resource) && typeof type === "string" ? [{ resource, type }] : [];
  });
}

/** The state with other resources, and with nothing under way. */
export function withResources(state: Deployment, resources: readonly StateResource[]): Deployment {
  return { ...state, deployment: { ...contentOf(state), resources, pending_operations: [] } };
}

/** Where a resource is: its own region, else its provider's; the account is its provider's. */
export function locate(resource: StateResource, resources: readonly StateResource[]): LocatedResource {
  const { urn, type } = resource;
  const owner = textIn(resource, "provider")?.split("::").slice(0, -1).join("::");
  const provider = inputsOf(resources.find((other) => other.urn === owner));
  const region = [inputsOf(resource), outputsOf(resource), provider].map((each) => textIn(each, "region"));
  return {
    ...{ urn, type, name: nameOf(urn) },
    account: accountIn(provider),
    region: region.find((each) => each !== undefined),
  };
}

/** The account of a provider with these inputs, where they name one. */
export function accountIn(provider: Mapping): string | undefined {
  try {
    return accountOf(provider);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

export function inputsOf(resource: Mapping | undefined): Mapping {
  return mappingIn(resource, "inputs");
}

export function outputsOf(resource: Mapping | undefined): Mapping {
  return mappingIn(resource, "outputs");
}

export function textIn(mapping: Mapping, key: string): string | undefined {
  const value = mapping[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function mappingIn(mapping: Mapping | undefined, key: string): Mapping {
  const value = mapping?.[key];
  return isMapping(value) ? value : {};
}

function listIn(state: Deployment, key: string): readonly unknown[] {
  const list = contentOf(state)[key];
  return Array.isArray(list) ? list : [];
}

function contentOf(state: Deployment): Mapping {
  const content: unknown = state.deployment;
  return isMapping(content) ? content : {};
}

function isResource(value: unknown): value is StateResource {
  return isMapping(value) && typeof value["urn"] === "string" && typeof value["type"] === "string";
}
