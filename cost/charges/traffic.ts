import { types } from "../../lab/services/types";
import type { Link, Network, Subscription } from "../../stacks/topology/types";
import { assumed } from "../assumptions";
import { requestsOf } from "../calls";
import { linkName, type Charge } from "../charge";
import type { Meter } from "../prices";
import { accountId, zonesOf, type CostedStack } from "../stack";

/** What the calls of a link cost on their way: peering, the endpoint's data, the API's requests. */
export function linkTraffic(link: Link, stack: CostedStack): readonly Charge[] {
  const { topology, usage } = stack;
  const [caller, carrier] = [topology.networks[link.from], topology.networks[link.through]];
  const api = topology.apis[link.to];
  if (caller === undefined || carrier === undefined || api === undefined) return [];
  const name = linkName(link);
  const isMade = stack.inComponent(types.endpoint, "ExecuteApiEndpoint", link.through).length > 0;
  const data =
    isMade || carrier.existing?.endpointId !== undefined
      ? [
          inNetwork(stack, link.through, carrier, name, {
            what: "endpoint data",
            meter: "endpointData",
            quantity: usage.trafficGb,
          }),
        ]
      : [];
  const isPublished = stack.inComponent(types.restApi, "PrivateApi", link.to).length > 0;
  const requests: readonly Charge[] = isPublished
    ? [
        {
          what: "API requests",
          where: name,
          account: accountId(topology, api.account),
          region: api.region,
          network: null,
          meter: "apiRequest",
          quantity: requestsOf(stack, link),
          links: [name],
        },
      ]
    : [];
  return [...data, ...requests, ...peeringTraffic(link, stack)];
}

/** What a subscription carries, unless it is left pending. */
export function subscriptionTraffic(
  { from, to, accept }: Subscription,
  stack: CostedStack,
): readonly Charge[] {
  const network = stack.topology.networks[from];
  const isMade = stack.inComponent(types.endpoint, "ServiceConsumer", `${from}.${to}`).length > 0;
  if (!accept || network === undefined || !isMade) return [];
  const item = {
    what: "endpoint data",
    meter: "endpointData",
    quantity: stack.usage.trafficGb,
  } as const;
  return [inNetwork(stack, from, network, linkName({ from, to }), item)];
}

interface Item {
  readonly what: string;
  readonly meter: Meter;
  readonly quantity: number;
  readonly toRegion?: string;
}

function inNetwork(stack: CostedStack, network: string, entry: Network, name: string, item: Item): Charge {
  return {
    ...item,
    where: name,
    account: accountId(stack.topology, entry.account),
    region: entry.region,
    network,
    links: [name],
  };
}

/**
 * Within a region, what crosses zones is charged to either network; between regions, what leaves a network's region is
 * charged to that network. Source: "Data Transfer" of "Amazon EC2 On-Demand Pricing".
 */
function peeringTraffic({ from, to, through }: Link, stack: CostedStack): readonly Charge[] {
  const [caller, carrier] = [stack.topology.networks[from], stack.topology.networks[through]];
  if (from === through || caller === undefined || carrier === undefined) return [];
  const [requester, accepter] = from < through ? [from, through] : [through, from];
  if (stack.inComponent(types.peering, "PeeringLink", `${requester}.${accepter}`).length === 0) return [];
  const name = linkName({ from, to });
  const { trafficGb } = stack.usage;
  const sides = [
    { network: from, entry: caller, other: carrier, leaves: assumed.sent },
    { network: through, entry: carrier, other: caller, leaves: 1 - assumed.sent },
  ];
  if (caller.region !== carrier.region) {
    return sides.map(({ network, entry, other, leaves }) =>
      inNetwork(stack, network, entry, name, {
        what: "traffic between regions",
        meter: "regionTransfer",
        toRegion: other.region,
        quantity: trafficGb * leaves,
      }),
    );
  }
  const crossing = 1 - 1 / Math.max(zonesOf(caller), zonesOf(carrier));
  if (crossing === 0) return [];
  return sides.map(({ network, entry }) =>
    inNetwork(stack, network, entry, name, {
      what: "traffic between zones",
      meter: "zoneTransfer",
      quantity: trafficGb * crossing,
    }),
  );
}
