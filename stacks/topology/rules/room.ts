import { planSubnets } from "../../../components/subnetPlan";
import { zoneCount } from "../../../components/zoneCount";
import { frontedIn } from "../../frontPlan";
import { usableAddresses } from "../../pinnedAddresses";
import { commonSubnets } from "../../servicePlan";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/**
 * Each isolated subnet has an address for all that is to stand in it, fronts with fixed addresses among them. The ranges of an
 * adopted VPC's subnets are not known, nor what its owner has in them.
 */
export function roomRules(draft: Draft): readonly TopologyProblem[] {
  return Object.entries(draft.networks).flatMap(([name, network]) => {
    const { cidr, zones, publicSubnets, existing } = network;
    const subnets = planSubnets(cidr, zoneCount(zones), publicSubnets)?.isolated;
    if (subnets === undefined || existing !== undefined) return [];
    return subnets
      .flatMap((range, subnet) => problemOf(name, range, tenantsOf(name, subnet, draft)))
      .slice(0, 1);
  });
}

/** What has an address in a subnet, by what it is called. */
type Tenants = readonly (readonly [count: number, one: string])[];

function problemOf(network: string, range: string, tenants: Tenants): readonly TopologyProblem[] {
  const wanted = tenants.reduce((sum, [count]) => sum + count, 0);
  const usable = usableAddresses(range);
  if (wanted <= usable) return [];
  const counted = tenants.filter(([count]) => count > 0);
  return [
    {
      path: `networks.${network}.cidr`,
      message:
        `is too small: a subnet (${range}) has ${usable} addresses, and ${wanted} are needed in it, for ` +
        counted.map(([count, one]) => `${count} ${one}${count === 1 ? "" : "s"}`).join(", "),
      hint: `give "${network}" a wider range, or let another network have some of these`,
    },
  ];
}

function tenantsOf(name: string, subnet: number, draft: Draft): Tenants {
  const { networks, links, services, subscriptions } = draft;
  const network = networks[name];
  if (network === undefined) return [];
  const carries = network.privateDns || links.some(({ entry }) => entry.through === name);
  const consumers = subscriptions.filter(({ entry: { from, to } }) => {
    const far = networks[services[to]?.network ?? ""];
    return from === name && far !== undefined && commonSubnets(network, far).includes(subnet);
  });
  const own = Object.values(services).filter((service) => service.network === name);
  const zones = zoneCount(network.zones);
  // The instances of a service are dealt out to the subnets in turn.
  const instances = own.map((service) => Math.max(0, Math.ceil((service.instances - subnet) / zones)));
  return [
    [(carries ? 1 : 0) + network.interfaces.length + consumers.length, "endpoint"],
    [frontedIn(draft).filter((front) => front.network === name).length, "front"],
    [own.length, "balancer"],
    [instances.reduce((sum, count) => sum + count, 0), "instance"],
    // AWS gives a function one address a subnet, however many run. Source: "Hyperplane ENIs" of the Lambda developer guide.
    [network.canary === undefined ? 0 : 1, "canary"],
  ];
}
