export { cheaperOf } from "./cheaper";
export { estimate } from "./estimate";
export { otherShapes, type Candidate } from "./shapes";
export { usageOf, type UsageOptions } from "./usage";
export {
  defaultUsage,
  type AccountCost,
  type CheaperShape,
  type CostItem,
  type Estimate,
  type LinkCost,
  type NamedCost,
  type SubscriptionCost,
  type Unpriced,
  type Usage,
} from "./types";
