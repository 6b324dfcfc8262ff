import type { ResourceState } from "../../lab/state";
import type { Charges } from "../charge";
import { noCharges } from "../charge";
import type { CostedStack } from "../stack";
import { chargedTypes, freeTypes } from "./byType";
import { notKnown } from "./resource";
import { linkTraffic, subscriptionTraffic } from "./traffic";

/** Everything that a stack costs in a month, and what nobody knows the cost of. */
export function chargesOf(stack: CostedStack): Charges {
  const { links, subscriptions } = stack.topology;
  const ofResources = stack.resources.map((resource) => ofResource(resource, stack));
  return {
    charges: [
      ...ofResources.flatMap(({ charges }) => charges),
      ...links.flatMap((link) => linkTraffic(link, stack)),
      ...subscriptions.flatMap((subscription) => subscriptionTraffic(subscription, stack)),
    ],
    unknown: ofResources.flatMap(({ unknown }) => unknown),
  };
}

/** Components and providers cost nothing, and what is not AWS's is not on its bill. */
function ofResource(resource: ResourceState, stack: CostedStack): Charges {
  const { type, custom } = resource;
  if (!custom || !type.startsWith("aws:") || freeTypes.has(type)) return noCharges;
  const charged = Object.hasOwn(chargedTypes, type) ? chargedTypes[type] : undefined;
  if (charged !== undefined) return charged(resource, stack);
  return { charges: [], unknown: [notKnown(resource, stack, type, "this type has no price here")] };
}
