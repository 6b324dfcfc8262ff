import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** Above this, one stack's preview takes minutes and its state some hundred megabytes. */
const mostNetworks = 500;

export function isTooLarge({ known }: Draft): boolean {
  return known.networks.length > mostNetworks;
}

/** A stack has a size at which it can still be previewed. */
export function sizeRules(draft: Draft): readonly TopologyProblem[] {
  if (!isTooLarge(draft)) return [];
  const stacks = Math.ceil(draft.known.networks.length / mostNetworks);
  return [
    {
      path: "networks",
      message: `has ${draft.known.networks.length} networks, and a stack takes ${mostNetworks}`,
      hint:
        `split it into ${stacks} stack files or more, one for each region or group of networks that share an ` +
        `endpoint, and name an endpoint of another stack by existing.endpointId`,
    },
  ];
}
