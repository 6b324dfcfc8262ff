import { balancingProvisions } from "./networkBalancing";
import { endpointProvisions } from "./networkEndpoints";
import { firewallProvisions } from "./networkFirewalls";
import { nameProvisions } from "./networkNames";
import { peeringProvisions } from "./networkPeering";
import { vpcProvisions } from "./networkVpcs";
import type { Provisions } from "./types";

/** VPCs and what is in them, and the names and shares that lead there. */
export const networkProvisions: Provisions = {
  ...vpcProvisions,
  ...firewallProvisions,
  ...peeringProvisions,
  ...endpointProvisions,
  ...balancingProvisions,
  ...nameProvisions,
};
