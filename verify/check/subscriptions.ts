import type { Service, Subscription, Topology } from "../../stacks/topology/types";
import type { ReportedSubscription } from "../contract";
import type { Endpoint, LoadBalancer, Model } from "../model/facts";
import { nowhere, type Caller } from "./callers";
import { says } from "./findings/tracing";
import type { Trace, Tracer, Url } from "../trace/types";

/** A subscription, with what became of its call. */
export interface TracedSubscription {
  readonly reported: ReportedSubscription;
  /** Why it is not answered; undefined where it is. */
  readonly problem: Problem | undefined;
}

interface Problem {
  /** One sentence. */
  readonly says: string;
  readonly mend?: string | undefined;
}

/** Somebody without a subscription who gets an answer of a service. */
export interface OpenDoor {
  readonly service: string;
  readonly caller: Caller;
  readonly url: string;
  readonly trace: Trace;
}

/** Calls every subscription's URL from every private subnet of its network. */
export function subscriptionsIn(
  model: Model,
  { services, subscriptions }: Topology,
  callers: readonly Caller[],
  tracer: Tracer,
): readonly TracedSubscription[] {
  return subscriptions.map(({ from, to }): TracedSubscription => {
    const service = services[to];
    const name = endpointOf(model, from, to)?.names[0]?.name;
    const caller = callers.find((each) => each.from === from && each.vantage === "workload");
    if (service === undefined || name === undefined || caller === undefined) {
      const missing = `no endpoint of ${from} that leads to ${to} is among the resources`;
      return { reported: { from, to, url: "", ok: false }, problem: { says: missing } };
    }
    const url = urlOf(name, { scheme: "http", port: service.port });
    const traces = caller.parts.map(({ source }) =>
      tracer.trace(requestOf(source, name, { scheme: "http", port: service.port }, "every")),
    );
    const trace = traces.find(({ outcome }) => outcome !== "ok") ?? traces[0] ?? nowhere(caller);
    const problem =
      trace.outcome === "ok" ? tooFew(model, to, service) : { says: says(trace), mend: trace.mend };
    return { reported: { from, to, url, ok: problem === undefined }, problem };
  });
}

/** Whoever is registered answers; who is not registered is missed by nobody. */
function tooFew(model: Model, name: string, { port, instances }: Service): Problem | undefined {
  const targets = balancersOf(model, name)
    .flatMap(({ listeners }) => listeners)
    .filter((listener) => listener.port === port)
    .flatMap((listener) => listener.targets.map(({ instance }) => instance?.id));
  const there = new Set(targets.filter((id) => id !== undefined)).size;
  return there >= instances
    ? undefined
    : {
        says: `${there} of the ${instances} instances of ${name} are registered behind its load balancer`,
        mend: "register every instance in the target group",
      };
}

/**
 * Calls every door of every service, each consumer's endpoint and the load balancer itself, as everybody who has no accepted
 * subscription. The service's own network holds it, and so is not asked.
 */
export function openDoorsIn(
  model: Model,
  { services, subscriptions }: Topology,
  callers: readonly Caller[],
  tracer: Tracer,
): readonly OpenDoor[] {
  return Object.entries(services).flatMap(([service, { network, port }]) => {
    const doors = doorsOf(model, service, port);
    return callers
      .filter((caller) => !isMeant(caller, service, network, subscriptions))
      .flatMap((caller) => doors.flatMap((door) => opened(service, caller, door, tracer)));
  });
}

/** A subscription is for the network's own machines: what lies behind a gateway is none of them. */
function isMeant(
  { from, vantage }: Caller,
  service: string,
  network: string,
  subscriptions: readonly Subscription[],
): boolean {
  if (vantage !== "workload" && vantage !== "public") return false;
  return (
    from === network ||
    subscriptions.some(({ from: own, to, accept }) => own === from && to === service && accept)
  );
}

interface Door extends Pick<Url, "scheme" | "port"> {
  readonly name: string;
}

function doorsOf(model: Model, service: string, port: number): readonly Door[] {
  const balancers = balancersOf(model, service);
  const names = [
    ...endpointsTo(model, service).flatMap((endpoint) => endpoint.names[0]?.name ?? []),
    ...balancers.map(({ dnsName }) => dnsName),
  ];
  const listened = balancers.flatMap(({ listeners }) =>
    listeners.map((listener) => ({
      port: listener.port,
      scheme: listener.protocol === "TLS" ? ("https" as const) : ("http" as const),
    })),
  );
  const ports = listened.length > 0 ? listened : [{ port, scheme: "http" as const }];
  return names.flatMap((name) => ports.map((each) => ({ name, ...each })));
}

function opened(service: string, caller: Caller, door: Door, tracer: Tracer): readonly OpenDoor[] {
  for (const { source } of caller.parts) {
    const trace = tracer.trace(requestOf(source, door.name, door, "any"));
    if (trace.outcome === "ok") return [{ service, caller, url: urlOf(door.name, door), trace }];
  }
  return [];
}

function requestOf(
  source: Caller["parts"][number]["source"],
  host: string,
  { scheme, port }: Pick<Url, "scheme" | "port">,
  demand: "every" | "any",
) {
  return {
    source,
    demand,
    method: "GET",
    url: { scheme, host, port, path: "/" },
    headers: {},
    client: "curl",
    insecure: true,
  } as const;
}

const usualPorts: Readonly<Record<Url["scheme"], number>> = { http: 80, https: 443 };

function urlOf(host: string, { scheme, port }: Pick<Url, "scheme" | "port">): string {
  return `${scheme}://${host}${port === usualPorts[scheme] ? "" : `:${port}`}`;
}

/** The endpoint by which a network connects to a service. */
function endpointOf(model: Model, network: string, service: string): Endpoint | undefined {
  const vpcId = model.names.networks.get(network);
  return endpointsTo(model, service).find((endpoint) => endpoint.vpcId === vpcId);
}

function endpointsTo({ names, otherEndpoints }: Model, service: string): readonly Endpoint[] {
  const serviceName = names.services.get(service);
  return [...otherEndpoints.values()].filter((endpoint) => endpoint.serviceName === serviceName);
}

function balancersOf(model: Model, service: string): readonly LoadBalancer[] {
  const { loadBalancerArns = [] } = model.endpointServices.get(model.names.services.get(service) ?? "") ?? {};
  return model.loadBalancers.filter(({ arn }) => loadBalancerArns.includes(arn));
}
