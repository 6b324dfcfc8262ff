import type { Endpoint, LoadBalancer, Model, PolicyFact, PublishedService } from "../model/facts";
import { parseServiceName } from "../model/serviceNames";
import type { PolicyRequest } from "../policy";
import type { Balance } from "./balancer";
import { combine } from "./combine";
import { groupsVerdict } from "./crossing";
import { peerAt } from "./firewall";
import type { Holder } from "./holders";
import type { Demand, Ended, Hop, Reached } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** Whether an endpoint leads to somebody's own service. */
export function isPublished({ serviceName }: Endpoint): boolean {
  const name = parseServiceName(serviceName);
  return name !== undefined && name.label === undefined;
}

/** A connection that an endpoint's interface has taken. */
export interface Entered {
  readonly endpoint: Endpoint;
  /** The interface, in its subnet. */
  readonly at: Holder;
  /** The caller's address. */
  readonly client: number;
  readonly port: number;
  readonly demand: Demand;
  readonly hops: readonly Hop[];
}

/**
 * From the interface of a consumer's endpoint to the load balancers of the service that it leads to. Addresses of the
 * provider's network are never routed in the consumer's, so both may have the same range.
 */
export function privateLinkOf(model: Model, balance: Balance): (entered: Entered) => Reached {
  return (entered) => {
    const { endpoint, client, port, demand, hops } = entered;
    const service = model.endpointServices.get(endpoint.serviceName);
    const unconnected = notConnected(endpoint, service?.label ?? endpoint.serviceName);
    if (unconnected !== undefined) return { ...unconnected, hops };
    if (service === undefined) return { ...missing(endpoint), hops };
    const stopped = beyondRegions(endpoint, service) ?? denied(endpoint);
    if (stopped !== undefined) return { ...stopped, hops };
    const arns = service.loadBalancerArns ?? [];
    const balancers = arns.map((arn) => model.loadBalancers.find((balancer) => balancer.arn === arn));
    const linked = hop("route", `${endpoint.label} leads to ${service.label} over PrivateLink`);
    const ways = balancers.map((balancer): Reached => {
      if (balancer === undefined)
        return undecided("route", `a load balancer of ${service.label} is not among the resources`);
      const refused = refusedBy(balancer, client, port);
      if (refused !== undefined) return refused;
      const nodes = nodesFor(model, entered, balancer, service);
      if ("failure" in nodes) return nodes;
      return combine(
        nodes.map((node) => balance({ balancer, node, client, byPrivateLink: true, port, demand, hops: [] })),
        demand,
      );
    });
    const reached = combine(ways, demand);
    return { ...reached, hops: [...hops, linked, ...reached.hops] };
  };
}

function missing({ label, serviceName }: Endpoint): Ended {
  return undecided(
    "route",
    `the service ${serviceName}, which ${label} leads to, is not among the resources`,
  );
}

function notConnected({ label, unavailable }: Endpoint, service: string): Ended | undefined {
  if (unavailable === undefined) return undefined;
  return unavailable.toLowerCase() === "pendingacceptance"
    ? ended("route", "timeout", `the connection of ${label} to ${service} waits for acceptance`, {
        mend: "accept it in the account of the service",
      })
    : ended("route", "timeout", `${label} is ${unavailable}`, {
        mend: "make the endpoint again, and accept its connection",
      });
}

function beyondRegions({ label, region }: Endpoint, service: PublishedService): Ended | undefined {
  if (region === service.region || service.supportedRegions?.has(region) === true) return undefined;
  if (service.supportedRegions === undefined)
    return undecided("route", `whether ${service.label} takes connections from ${region} is not known`);
  return ended(
    "route",
    "timeout",
    `${service.label} takes no connections from ${region}, where ${label} is`,
    {
      mend: `add ${region} to supportedRegions of the service`,
    },
  );
}

/** What a policy would be about is for the service to say, so any other than full access decides nothing here. */
function denied({ label, policy }: Endpoint): Ended | undefined {
  return policy !== undefined && isFullAccess(policy)
    ? undefined
    : undecided("endpoint-policy", `what the policy of ${label} allows is not known`);
}

function isFullAccess({ policy }: PolicyFact): boolean {
  const anything: PolicyRequest = {
    principal: { kind: "anonymous" },
    action: "some-service:SomeAction",
    resource: "arn:aws:some-service:::something",
    context: () => "unknown",
  };
  return policy.decide(anything).effect === "allow";
}

/** The groups of a load balancer see the consumer's own address. */
function refusedBy(balancer: LoadBalancer, client: number, port: number): Ended | undefined {
  const { filtersPrivateLink, groups, label } = balancer;
  if (filtersPrivateLink === false || groups?.length === 0) return undefined;
  if (filtersPrivateLink === undefined)
    return undecided("firewall", `whether the security groups of ${label} are asked is not known`);
  const verdict = groupsVerdict(balancer, "ingress", peerAt(client), port);
  return "by" in verdict ? undefined : verdict;
}

/** The nodes that may take what comes in by an interface: that of its own zone, where zones have the same names on both sides. */
function nodesFor(
  { subnets }: Model,
  { endpoint, at }: Entered,
  balancer: LoadBalancer,
  service: PublishedService,
): readonly Holder[] | Ended {
  if (balancer.interfaces === undefined)
    return undecided("route", `the subnets of ${balancer.label} are not known`);
  const nodes = balancer.interfaces.flatMap((node): Holder[] => {
    const subnet = subnets.get(node.subnetId);
    return subnet === undefined ? [] : [{ kind: "balancer", owner: balancer, at: node, subnet }];
  });
  if (nodes.length < balancer.interfaces.length)
    return undecided("route", `a subnet of ${balancer.label} is not among the resources`);
  const { zone } = at.subnet;
  // Each account has names of its own for zones. Source: "Availability Zone IDs" of the Amazon EC2 User Guide.
  const isSamePlace =
    endpoint.account !== "" && endpoint.account === balancer.account && endpoint.region === service.region;
  if (!isSamePlace || zone === undefined || nodes.some(({ subnet }) => subnet.zone === undefined))
    return nodes;
  const near = nodes.filter(({ subnet }) => subnet.zone === zone);
  return near.length > 0
    ? near
    : ended("route", "timeout", `${balancer.label} has no node in ${zone}, where ${endpoint.label} has one`, {
        mend: `add a subnet in ${zone} to the load balancer, or take the endpoint out of that zone`,
      });
}
