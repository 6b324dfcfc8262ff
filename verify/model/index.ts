import { compare } from "../../components/compare";
import type { Server } from "../../handlers/common/server";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import type { Topology } from "../../stacks/topology/types";
import { stackOutputsIn } from "../stackOutputs";
import { adoptedIn } from "./adopted";
import { alarmsIn } from "./alarms";
import { apisIn } from "./apis";
import { completeIn } from "./complete";
import { attachmentsIn, internetGatewaysIn, natGatewaysIn, peeringsIn } from "./connections";
import { domainsIn } from "./domains";
import { endpointsIn, isOfApiGateway } from "./endpoints";
import { endpointServicesIn } from "./endpointServices";
import type { Model, Names } from "./facts";
import { areFunctionsKnown, functionsIn } from "./functions";
import { gatewayEndpointsIn } from "./gatewayEndpoints";
import { securityGroupsIn } from "./firewalls";
import { instancesIn } from "./instances";
import { keysIn } from "./keys";
import { loadBalancersIn } from "./loadBalancers";
import { resourceSharesIn } from "./resourceShares";
import { zonesIn } from "./hostedZones";
import { placeholdersIn } from "./placeholders";
import { indexed, States } from "./reading";
import { rolesIn } from "./roles";
import { eventRulesIn } from "./schedules";
import { subnetsIn } from "./subnets";
import { tablesIn } from "./tables";
import { types } from "./types";
import { vpcsIn } from "./vpcs";

/** What no resource tells. */
export interface Contents {
  /** What the tables of inventories hold. @default - not known */
  readonly servers?: readonly Server[] | undefined;
}

/**
 * Reads resource states as plain facts.
 *
 * @param resources As `pulumi stack export` lists them, the stack with its outputs among them.
 * @param topology What was meant: it tells what the names stand for, and which VPCs are adopted.
 */
export function modelOf(
  resources: readonly ResourceState[],
  topology: Topology,
  { servers }: Contents = {},
): Model {
  const adopted = adoptedIn(topology, resources);
  const states = new States([...resources, ...adopted.states]);
  const idOf = ({ id }: { readonly id: string }): string => id;
  const vpcs = vpcsIn(states);
  const subnets = indexed(subnetsIn(states, vpcs), idOf);
  const groups = securityGroupsIn(states);
  const placeholderIn = placeholdersIn(states);
  const endpoints = endpointsIn(states, subnets, groups, placeholderIn);
  const instances = indexed(instancesIn(states, subnets, groups, adopted.vpcIds, placeholderIn), idOf);
  return {
    vpcs: indexed(vpcs, idOf),
    adoptedVpcs: adopted.vpcIds,
    subnets,
    endpoints: indexed(endpoints.filter(isOfApiGateway), idOf),
    otherEndpoints: indexed(
      endpoints.filter((endpoint) => !isOfApiGateway(endpoint)),
      idOf,
    ),
    gatewayEndpoints: gatewayEndpointsIn(states),
    peerings: indexed(peeringsIn(states), idOf),
    attachments: attachmentsIn(states),
    internetGateways: internetGatewaysIn(states),
    natGateways: natGatewaysIn(states),
    zones: zonesIn(states),
    loadBalancers: loadBalancersIn(states, subnets, groups, instances, placeholderIn),
    instances,
    endpointServices: indexed(endpointServicesIn(states), ({ serviceName }) => serviceName),
    apis: indexed(apisIn(states), idOf),
    domains: indexed(domainsIn(states), ({ name }) => name),
    functions: indexed(functionsIn(states, groups), ({ arn }) => arn),
    functionsKnown: areFunctionsKnown(states),
    roles: indexed(rolesIn(states), ({ arn }) => arn),
    tables: tablesIn(states),
    keys: indexed(keysIn(states), ({ arn }) => arn),
    eventRules: eventRulesIn(states),
    alarms: alarmsIn(states),
    servers,
    resourceShares: resourceSharesIn(states),
    names: namesIn(resources, topology),
    complete: completeIn(resources),
    assumptions: adopted.assumptions,
  };
}

/** The stack's outputs name the endpoints and the APIs; a VPC belongs to the component that made it. */
function namesIn(resources: readonly ResourceState[], topology: Topology): Names {
  const { endpoints, apis, services } = stackOutputsIn(resources);
  const byUrn = indexed(resources, ({ urn }) => urn);
  const made = resources
    .filter(({ type }) => type === types.vpc)
    .flatMap((state) => {
      const owner = networkOf(state, byUrn);
      return owner === undefined ? [] : [[owner, state.id ?? ""] as const];
    });
  const adopted = Object.entries(topology.networks).flatMap(([name, { existing }]) =>
    existing === undefined ? [] : [[name, existing.vpcId] as const],
  );
  return {
    networks: byName([...made, ...adopted]),
    apis: byName(Object.entries(apis)),
    endpoints: byName(Object.entries(endpoints)),
    services: byName(Object.entries(services)),
  };
}

/** Sorted, since a state lists outputs in another order than the program. */
function byName(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map([...entries].sort(([one], [other]) => compare(one, other)));
}

const networkTypes = ["apilink:index:Network", "apilink:index:PublicNetwork"];

/** The name of the network component that a resource is somewhere below. */
function networkOf(state: ResourceState, byUrn: ReadonlyMap<string, ResourceState>): string | undefined {
  // A state file may hold a cycle.
  const seen = new Set<string>();
  let owner = byUrn.get(state.parent ?? "");
  while (owner !== undefined && !seen.has(owner.urn)) {
    if (networkTypes.includes(owner.type)) return nameOf(owner.urn);
    seen.add(owner.urn);
    owner = byUrn.get(owner.parent ?? "");
  }
  return undefined;
}
