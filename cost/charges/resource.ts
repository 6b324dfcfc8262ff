import { compare } from "../../components/compare";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import { carriedBy } from "../carried";
import type { Charge, Charges, Unknown } from "../charge";
import type { Meter } from "../prices";
import type { CostedStack } from "../stack";

/** How much of what a resource takes in a month. */
export interface Taken {
  readonly what: string;
  readonly meter: Meter;
  readonly quantity: number;
}

/** What a resource costs, split over what its component is there for. */
export type ResourceCharges = (resource: ResourceState, stack: CostedStack) => Charges;

export function taken(
  resource: ResourceState,
  stack: CostedStack,
  all: readonly Taken[],
  links = linksOf(resource, stack),
): Charges {
  const place = stack.placeOf(resource);
  const charges = all.map((each): Charge => ({ ...each, ...place, where: nameOf(resource.urn), links }));
  return { charges, unknown: [] };
}

/** The links and subscriptions that a resource is there for. */
export function linksOf(resource: ResourceState, stack: CostedStack): readonly string[] {
  const component = stack.componentOf(resource);
  return component === undefined ? [] : carriedBy(component, stack.topology, stack.placeOf(resource).network);
}

export function notKnown(resource: ResourceState, stack: CostedStack, what: string, reason: string): Unknown {
  const { account, region, network } = stack.placeOf(resource);
  const links = [...linksOf(resource, stack)].sort(compare);
  return { what, where: nameOf(resource.urn), account, region, network, links, reason };
}
