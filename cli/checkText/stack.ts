import type { ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import { componentsOf } from "../components";
import { columns, plural } from "../layout";
import { printable } from "../../stacks/printable";
import type { View } from "./view";

/** What the stack is made of: accounts, networks, APIs, and the components with how many resources each has. */
export function stackLines(
  topology: Topology,
  resources: readonly ResourceState[],
  { paint }: View,
): readonly string[][] {
  const components = componentsOf(resources);
  const count = components.reduce((sum, component) => sum + component.count, 0);
  return [
    [paint("bold", "Accounts"), ...columns(accountRows(topology))],
    [paint("bold", "Networks"), ...columns(networkRows(topology))],
    [paint("bold", "APIs"), ...columns(apiRows(topology))],
    [paint("bold", "Services"), ...columns(serviceRows(topology))],
    [
      paint("bold", `${plural(count, "resource")} in ${plural(components.length, "component")}`),
      ...columns(components.map((each) => [each.type, printable(each.name), String(each.count)])),
    ],
  ].filter(({ length }) => length > 1);
}

function accountRows({ accounts }: Topology): string[][] {
  return Object.entries(accounts).map(([name, { id, role, profile }]) => [
    name,
    id,
    role ?? (profile === undefined ? "" : `profile ${profile}`),
  ]);
}

function networkRows({ networks }: Topology): string[][] {
  return Object.entries(networks).flatMap(([name, network]) => {
    const { account, region, cidr, zones, existing, privateDns, publicSubnets, corporate } = network;
    const count = typeof zones === "number" ? zones : zones.length;
    const facts = [
      existing === undefined ? plural(count, "zone") : `adopted ${existing.vpcId}`,
      publicSubnets && "public subnets",
      privateDns && "private DNS",
    ].filter((fact) => fact !== false);
    return [
      [name, account, region, cidr, facts.join(", ")],
      ...corporate.map((range) => ["", "corporate", "", range.cidr, `via ${range.via}`]),
    ];
  });
}

function serviceRows({ services }: Topology): string[][] {
  return Object.entries(services).map(([name, { network, port, instances, acceptance }]) => [
    name,
    network,
    `port ${port}`,
    plural(instances, "instance"),
    acceptance ? "each connection is to be accepted" : "",
  ]);
}

function apiRows({ apis }: Topology): string[][] {
  return Object.entries(apis).map(([name, { account, region, access, stage, apiKey }]) => [
    name,
    account,
    region,
    access,
    [`stage ${stage}`, ...(apiKey ? ["API key"] : [])].join(", "),
  ]);
}
