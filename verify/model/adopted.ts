import type { ResourceState } from "../../lab/state";
import type { Network, Topology } from "../../stacks/topology/types";
import { serviceUseOf, type ServiceUse } from "./adoptedServices";
import type { Assumption } from "./facts";
import { property, texts } from "./reading";
import { types } from "./types";

/**
 * A property of a VPC's state: the types of what lies in the VPC that were read completely, so that nothing of them is taken for
 * granted.
 */
export const readProperty = "apilink:read";

/** What is taken for granted of adopted VPCs: as resources that were read, and in words. */
export interface Adopted {
  readonly states: readonly ResourceState[];
  /** Ids of the VPCs whose subnets or route tables are not read. */
  readonly vpcIds: ReadonlySet<string>;
  readonly assumptions: readonly Assumption[];
}

type AdoptedNetwork = Network & { readonly existing: NonNullable<Network["existing"]> };

/** Something that is taken for granted, unless all of these types are read. Nothing is read of what is about no type. */
interface Taken {
  readonly what: string;
  readonly types: readonly string[];
}

/** What an adopted VPC is taken to have. */
function ofVpc({ ports, portsOut, placing }: ServiceUse): readonly Taken[] {
  const those = ports.length === 1 ? "its" : "their";
  return [
    { what: "has DNS support and DNS host names on", types: [types.vpc] },
    {
      what: "has subnets that are private, each with one of the given route tables",
      types: [types.subnet, types.routeTable],
    },
    {
      what: `lets ${ports.join(", ")} and ${those} answers pass the network ACLs of its subnets`,
      types: [types.networkAcl],
    },
    { what: "gives its workloads the VPC's own resolver", types: [] },
    { what: `lets its workloads connect out on ${portsOut.join(", ")}`, types: [] },
    ...placing.map((what) => ({ what, types: [types.subnet] })),
  ];
}

/** Fills in what the topology adopts, save what was read. */
export function adoptedIn(topology: Topology, known: readonly ResourceState[]): Adopted {
  const { accounts, networks } = topology;
  const ids = new Set(known.map(({ id }) => id));
  const associated = new Set(
    known.flatMap((state) =>
      state.type === types.routeTableAssociation ? texts([property(state, "subnetId")]) : [],
    ),
  );
  const adopted = Object.entries(networks).flatMap(([name, network]) =>
    isAdopted(network) ? [{ name, network, read: readOf(network, known) }] : [],
  );
  const states = adopted.flatMap(({ name, network, read }) =>
    statesOf(name, network, accounts[network.account]?.id ?? "").filter(
      (state) =>
        !read.has(typeRead(state.type)) &&
        !ids.has(state.id) &&
        !texts([property(state, "subnetId")]).some((id) => associated.has(id)),
    ),
  );
  return {
    states,
    vpcIds: new Set(
      states.flatMap((state) =>
        vagueTypes.has(state.type) ? texts([property(state, "vpcId") ?? state.id]) : [],
      ),
    ),
    assumptions: adopted.flatMap(({ name, network, read }) =>
      takenOf(network, serviceUseOf(name, topology))
        .filter((taken) => taken.types.length === 0 || !taken.types.every((type) => read.has(type)))
        .map(({ what }) => ({ where: `networks.${name}`, message: what })),
    ),
  };
}

/** Where these are taken for granted, what else there is of them is not known. */
const vagueTypes: ReadonlySet<string> = new Set([types.vpc, types.subnet, types.routeTable]);

/** Associations are read with their tables, and a group with the endpoint that it stands for. */
function typeRead(type: string): string {
  if (type === types.routeTableAssociation) return types.routeTable;
  return type === types.securityGroup ? types.endpoint : type;
}

/** The types of what lies in a network's VPC that were read. */
function readOf({ existing }: AdoptedNetwork, known: readonly ResourceState[]): ReadonlySet<string> {
  const vpc = known.find(({ type, id }) => type === types.vpc && id === existing.vpcId);
  return new Set(vpc === undefined ? [] : [types.vpc, ...texts(property(vpc, readProperty))]);
}

function isAdopted(network: Network): network is AdoptedNetwork {
  return network.existing !== undefined;
}

function takenOf({ existing, corporate }: AdoptedNetwork, use: ServiceUse): readonly Taken[] {
  const { vpcId, endpointId } = existing;
  return [
    ...ofVpc(use).map(({ what, types: about }) => ({
      what: `the adopted VPC ${vpcId} ${what}`,
      types: about,
    })),
    ...corporate.map(({ cidr, via }) => ({
      what: `the adopted VPC ${vpcId} is attached to ${via} and routes ${cidr} to it`,
      types: [types.routeTable, attachmentType(via)],
    })),
    ...(endpointId === undefined
      ? [
          {
            what: `the adopted VPC ${vpcId} holds no execute-api endpoint with private DNS on, which would capture every alias`,
            types: [types.endpoint],
          },
        ]
      : [
          {
            what: `the adopted endpoint ${endpointId} admits every linked caller: its security group and its policy are not read`,
            types: [types.endpoint, types.endpointPolicy, types.securityGroup],
          },
          {
            what: `the adopted endpoint ${endpointId} has private DNS off, which would capture every other alias`,
            types: [types.endpoint],
          },
        ]),
  ];
}

function attachmentType(via: string): string {
  return via.startsWith("tgw-") ? types.transitGatewayAttachment : types.vpnGatewayAttachment;
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
      read(attachmentType(via), `${vpcId} ${via}`, {
        vpcId,
        [via.startsWith("tgw-") ? "transitGatewayId" : "vpnGatewayId"]: via,
      }),
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
