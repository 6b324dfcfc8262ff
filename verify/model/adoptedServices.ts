import type { Topology } from "../../stacks/topology/types";

/** What a network's services and subscriptions make of it. */
export interface ServiceUse {
  /** The ports that its subnets' network ACLs have to let pass, 443 among them. */
  readonly ports: readonly number[];
  /** The ports that its workloads have to connect out on, 443 among them. */
  readonly portsOut: readonly number[];
  /** What its subnets have to be, beyond what calls of APIs need. */
  readonly placing: readonly string[];
}

/** What is asked of an adopted network whose zones and firewalls are not read. */
export function serviceUseOf(name: string, { networks, services, subscriptions }: Topology): ServiceUse {
  const region = networks[name]?.region;
  const hosted = Object.entries(services).filter(([, { network }]) => network === name);
  const called = subscriptions.filter(({ from }) => from === name);
  const portsOut = called.flatMap(({ to }) => services[to]?.port ?? []);
  const near = called.filter(({ to }) => {
    const home = services[to]?.network ?? "";
    return home !== name && networks[home]?.region === region;
  });
  const consumers = subscriptions.filter(
    ({ from, to }) => from !== name && services[to]?.network === name && networks[from]?.region === region,
  );
  return {
    ports: portsWith(hosted.map(([, { port }]) => port).concat(portsOut)),
    portsOut: portsWith(portsOut),
    placing: [
      ...(hosted.length + called.length === 0 ? [] : ["has each of its subnets in a zone of its own"]),
      ...near.map(({ to }) => `has its endpoint to ${to} in zones that ${to} has`),
      ...consumers.map(
        ({ from, to }) => `has a subnet in each zone where the endpoint of ${from} to ${to} is`,
      ),
    ],
  };
}

function portsWith(ports: readonly number[]): readonly number[] {
  return [...new Set([443, ...ports])].sort((one, other) => one - other);
}
