import { rangeOf } from "../../model/addresses";
import { interfaceEndpointsIn } from "../../model/interfaceEndpoints";
import type { Checked, Found } from ".";

/** Addresses of a subnet that AWS keeps. Source: "Subnet sizing" of the Amazon VPC User Guide. */
const reserved = 5;

/** So few free addresses leave no room for what a subnet has to take on during an update. */
const few = 16;

/** What is wrong with how addresses and zones are laid out. */
export function ranges(checked: Checked): readonly Found[] {
  return [...overlaps(checked), ...nearlyFull(checked), ...singleZones(checked)];
}

/** Networks that are peered are refused where they overlap; others can then never be. */
function overlaps({ topology }: Checked): readonly Found[] {
  const joined = joinedIn(topology);
  const sorted = Object.entries(topology.networks)
    .flatMap(([name, { cidr }]) => {
      const range = rangeOf(cidr);
      return range === undefined ? [] : [{ name, range }];
    })
    .sort((one, other) => one.range.first - other.range.first);
  let [widest] = sorted;
  return sorted.slice(1).flatMap((next) => {
    const before = widest;
    if (widest === undefined || next.range.last > widest.range.last) widest = next;
    if (before === undefined || next.range.first > before.range.last) return [];
    if (joined.has([before.name, next.name].sort().join(" "))) return [];
    return {
      rule: "range-overlap" as const,
      where: `networks.${next.name}.cidr`,
      message: `${next.range.text} overlaps ${before.range.text} of ${before.name}: the two can never be peered`,
      hint: "give one of them a range that lies apart while it is easy",
    };
  });
}

/** Pairs of networks that PrivateLink joins, to which it is all the same whether their ranges overlap. */
function joinedIn({ services, subscriptions }: Checked["topology"]): ReadonlySet<string> {
  return new Set(subscriptions.map(({ from, to }) => [from, services[to]?.network ?? ""].sort().join(" ")));
}

function nearlyFull({ model, topology }: Checked): readonly Found[] {
  const used = new Map<string, number>();
  const held = [...interfaceEndpointsIn(model), ...model.loadBalancers];
  for (const { interfaces } of held) {
    for (const { subnetId } of interfaces ?? []) used.set(subnetId, (used.get(subnetId) ?? 0) + 1);
  }
  const owners = new Map([...model.names.networks].map(([name, vpcId]) => [vpcId, name]));
  return [...model.subnets.values()].flatMap(({ id, label, vpcId, range }) => {
    const owner = owners.get(vpcId) ?? vpcId;
    const free = range.last - range.first + 1 - reserved - (used.get(id) ?? 0);
    // The subnets of an adopted VPC are not known by their ranges.
    if (free >= few || topology.networks[owner]?.existing !== undefined) return [];
    return {
      rule: "range-nearly-full" as const,
      where: `networks.${owner}.cidr`,
      message: `${label} (${range.text}) has ${free} free addresses`,
      hint: "choose a wider range before anything else moves in",
    };
  });
}

function singleZones({ model, topology }: Checked): readonly Found[] {
  return [...model.names.endpoints].flatMap(([network, id]) => {
    const endpoint = model.endpoints.get(id);
    const isAssumed = topology.networks[network]?.existing?.endpointId !== undefined;
    if (endpoint === undefined || isAssumed) return [];
    const zones = new Set(endpoint.interfaces.map(({ subnetId }) => model.subnets.get(subnetId)?.zone));
    if (zones.size !== 1 || zones.has(undefined)) return [];
    return {
      rule: "single-zone" as const,
      where: `networks.${network}.zones`,
      message: `${endpoint.label} is in one zone alone (${[...zones].join("")}): when that zone fails, so does every link through it`,
      hint: "use two zones or more",
    };
  });
}
