import type { ResourceState } from "../../lab/state";
import type { Network, Topology } from "../../stacks/topology/types";
import { serviceUseOf, type ServiceUse } from "./adoptedServices";
import type { Assumption } from "./facts";
import { types } from "./types";

/** What is taken for granted of adopted VPCs: as resources that were read, and in words. */
export interface Adopted {
  readonly states: readonly ResourceState[];
  /** Ids of the VPCs that nothing is read of. */
  readonly vpcIds: ReadonlySet<string>;
  readonly assumptions: readonly Assumption[];
}

type AdoptedNetwork = Network & { readonly existing: NonNullable<Network["existing"]> };

/** What an adopted VPC is taken to have. */
function ofVpc({ ports, portsOut, placing }: ServiceUse): readonly string[] {
  const those = ports.length === 1 ? "its" : "their";
  return [
    "has DNS support and DNS host names on",
    "has subnets that are private, each with one of the given route tables",
    `lets ${ports.join(", ")} and ${those} answers pass the network ACLs of its subnets`,
    "gives its workloads the VPC's own resolver",
    `lets its workloads connect out on ${portsOut.join(", ")}`,
    ...placing,
  ];
}

/** Fills in what the topology adopts, save what the resources hold themselves. */
export function adoptedIn(topology: Topology, known: readonly ResourceState[]): Adopted {
  const { accounts, networks } = topology;
  const ids = new Set(known.map(({ id }) => id));
  const adopted = Object.entries(networks).flatMap(([name, network]) =>
    isAdopted(network) ? [{ name, network }] : [],
  );
  const states = adopted
    .flatMap(({ name, network }) => statesOf(name, network, accounts[network.account]?.id ?? ""))
    .filter(({ id }) => id === undefined || !ids.has(id));
  return {
    states,
    vpcIds: new Set(states.flatMap(({ type, id }) => (type === types.vpc ? (id ?? []) : []))),
    assumptions: adopted.flatMap(({ name, network }) =>
      assumptionsOf(name, network, serviceUseOf(name, topology)),
    ),
  };
}

function isAdopted(network: Network): network is AdoptedNetwork {
  return network.existing !== undefined;
}

function assumptionsOf(
  name: string,
  { existing, corporate }: AdoptedNetwork,
  use: ServiceUse,
): readonly Assumption[] {
  const { vpcId, endpointId } = existing;
  return [
    ...ofVpc(use).map((what) => `the adopted VPC ${vpcId} ${what}`),
    ...corporate.map(
      ({ cidr, via }) => `the adopted VPC ${vpcId} is attached to ${via} and routes ${cidr} to it`,
    ),
    ...(endpointId === undefined
      ? [
          `the adopted VPC ${vpcId} holds no execute-api endpoint with private DNS on, which would capture every alias`,
        ]
      : [
          `the adopted endpoint ${endpointId} admits every linked caller: its security group and its policy are not read`,
          `the adopted endpoint ${endpointId} has private DNS off, which would capture every other alias`,
        ]),
  ].map((message) => ({ where: `networks.${name}`, message }));
}

function statesOf(name: string, network: AdoptedNetwork, account: string): readonly ResourceState[] {
  const { region, cidr, privateDns, corporate } = network;
  const { vpcId, endpointId } = network.existing;
  // A network that only calls need not name them all: what it does not name is taken to be alike.
  const subnetIds = named(network.existing.subnetIds, `${vpcId} subnet`);
  const routeTableIds = named(network.existing.routeTableIds, `${vpcId} route table`);
  const read = (type: string, id: string, outputs: ResourceState["outputs"]): ResourceState => ({
    urn: `urn:pulumi:adopted::apilink::${type}::${name}.${type.split(":").pop() ?? ""}`,
    type,
    custom: true,
    id,
    inputs: {},
    outputs: { region, ownerId: account, ...outputs },
    dependencies: [],
  });
  const routes = corporate.map(({ cidr: range, via }) => ({
    cidrBlock: range,
    ...(via.startsWith("tgw-") ? { transitGatewayId: via } : { gatewayId: via }),
  }));
  const openGroup = `${endpointId ?? vpcId} security group`;
  return [
    read(types.vpc, vpcId, { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true }),
    ...routeTableIds.map((id) => read(types.routeTable, id, { vpcId, routes })),
    ...subnetIds.flatMap((id, index) => [
      // The topology gives the VPC's range and no subnet's: a caller may have any address of it.
      read(types.subnet, id, { vpcId, cidrBlock: cidr }),
      read(types.routeTableAssociation, `${id} association`, {
        subnetId: id,
        routeTableId: routeTableIds[index % routeTableIds.length] ?? "",
      }),
    ]),
    ...corporate.map(({ via }) =>
      via.startsWith("tgw-")
        ? read(types.transitGatewayAttachment, `${vpcId} ${via}`, { vpcId, transitGatewayId: via })
        : read(types.vpnGatewayAttachment, `${vpcId} ${via}`, { vpcId, vpnGatewayId: via }),
    ),
    ...(endpointId === undefined
      ? []
      : [
          read(types.securityGroup, openGroup, {
            vpcId,
            ingress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
          }),
          read(types.endpoint, endpointId, {
            vpcId,
            serviceName: `com.amazonaws.${region}.execute-api`,
            privateDnsEnabled: privateDns,
            subnetIds,
            securityGroupIds: [openGroup],
          }),
        ]),
  ];
}

function named(ids: readonly string[], otherwise: string): readonly string[] {
  return ids.length > 0 ? ids : [otherwise];
}
