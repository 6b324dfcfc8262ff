import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { dnsEntriesOf, serviceOf, type Service } from "./endpointServices";
import { blocks, flag, regional, requiredText, tagged, text, texts, unset } from "./fields";
import { arn, ec2Id, hash, numberFrom } from "./names";
import { subnetsOf } from "./placement";
import { checkPolicy, endpointPolicy, policyText } from "./policies";
import { addressAt, contains, sizeOf } from "./ranges";
import { needed, neededVpc, vpcIdOf } from "./references";
import { zonesOf } from "./regions";
import { types } from "./types";

/** What an endpoint allows until it is told otherwise. */
const fullAccess = JSON.stringify({
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

/** The first four addresses of a subnet and its last one are AWS's own. */
const reservedAddresses = { first: 4, all: 5 };

const endpoint: Handler = {
  type: types.endpoint,
  id: ({ digest }) => ec2Id("vpce", digest),
  replaceOn: [
    "region",
    "resourceConfigurationArn",
    "serviceName",
    "serviceNetworkArn",
    "serviceRegion",
    "vpcEndpointType",
    "vpcId",
  ],
  absent: [],
  outputs: (request, world) => {
    const vpc = neededVpc(request, world);
    const service = serviceOf(request, world);
    const policy = policyText(request.inputs, "policy");
    if (policy !== undefined) checkPolicy(policy, endpointPolicy);
    const kind = service.type === "Gateway" ? gatewayOutputs : interfaceOutputs;
    return tagged(
      request,
      {
        ...unset("autoAccept", "resourceConfigurationArn", "serviceNetworkArn"),
        ipAddressType: "ipv4",
        policy: fullAccess,
        privateDnsEnabled: false,
        serviceRegion: request.region,
        vpcEndpointType: "Gateway",
      },
      {
        arn: arn(request, "ec2", `vpc-endpoint/${request.id}`),
        ownerId: request.account,
        requesterManaged: false,
        state: service.acceptanceRequired ? "pendingAcceptance" : "available",
        ...kind(request, world, vpc, service),
      },
    );
  },
  beforeDelete: refuseWhileUsed,
};

function gatewayOutputs(
  request: ResourceRequest,
  world: World,
  vpc: CloudResource,
  service: Service,
): Properties {
  const { inputs } = request;
  if (texts(inputs, "subnetIds").length > 0 || blocks(inputs, "subnetConfigurations").length > 0) {
    const message = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.";
    throw new Refusal("InvalidParameter", message);
  }
  const routeTableIds = texts(inputs, "routeTableIds");
  for (const id of routeTableIds) {
    if (vpcIdOf(request, world, types.routeTable, id) !== vpc.id) {
      throw new Refusal("InvalidParameter", `Route table ${id} does not belong to VPC ${vpc.id}`);
    }
    if (world.others(request, types.endpoint, { routeTableIds: id, serviceName: service.name }).length > 0) {
      const message = `route table ${id} already has a route with destination-prefix-list-id ${service.prefixListId}`;
      throw new Refusal("RouteAlreadyExists", message);
    }
  }
  return {
    cidrBlocks: service.ranges,
    dnsEntries: [],
    dnsOptions: dnsOptions(request, "service-defined"),
    networkInterfaceIds: [],
    prefixListId: service.prefixListId,
    routeTableIds,
    securityGroupIds: [],
    subnetConfigurations: [],
    subnetIds: [],
  };
}

function interfaceOutputs(
  request: ResourceRequest,
  world: World,
  vpc: CloudResource,
  service: Service,
): Properties {
  const { id, region, inputs } = request;
  if (texts(inputs, "routeTableIds").length > 0) {
    throw new Refusal(
      "InvalidParameter",
      "Route table IDs are only supported for Gateway type VPC Endpoint.",
    );
  }
  const privateDns = flag(inputs, "privateDnsEnabled") === true;
  if (privateDns) checkPrivateDns(request, world, vpc, service);
  const subnets = placedIn(request, world, vpc, service);
  const subnetIds = subnets.map((subnet) => subnet.id);
  const zones = subnets.flatMap(({ outputs }) => text(outputs, "availabilityZone") ?? []).sort();
  return {
    // An interface endpoint has no prefix list, so no ranges of one.
    cidrBlocks: [],
    prefixListId: null,
    dnsEntries: dnsEntriesOf(service, { id, region, zones, privateDns }),
    dnsOptions: dnsOptions(request, "ipv4"),
    networkInterfaceIds: subnetIds.map((subnetId) => ec2Id("eni", hash("endpoint interface", id, subnetId))),
    routeTableIds: [],
    securityGroupIds: groupsOf(request, world, vpc),
    subnetConfigurations: subnets.map((subnet) => ({
      subnetId: subnet.id,
      ...addressIn(request, world, subnet),
    })),
    subnetIds,
  };
}

function dnsOptions({ inputs }: ResourceRequest, recordType: string): Properties {
  const [given] = [inputs["dnsOptions"]].flatMap((value) => (typeof value === "object" ? [value] : []));
  return {
    dnsRecordIpType: recordType,
    privateDnsOnlyForInboundResolverEndpoint: false,
    privateDnsPreference: "",
    privateDnsSpecifiedDomains: [],
    ...given,
  };
}

/** Source: https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html */
function checkPrivateDns(request: ResourceRequest, world: World, vpc: CloudResource, service: Service): void {
  const off = ["enableDnsSupport", "enableDnsHostnames"].some((key) => flag(vpc.outputs, key) === false);
  if (off) {
    const needs = "requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true";
    throw new Refusal("InvalidParameter", `Enabling private DNS ${needs} for ${vpc.id}`);
  }
  const twin = { vpcId: vpc.id, serviceName: service.name, privateDnsEnabled: true };
  if (world.others(request, types.endpoint, twin).length > 0) {
    const conflict = `there is already a conflicting DNS domain for ${service.domain} in the VPC ${vpc.id}`;
    throw new Refusal("InvalidParameter", `private-dns-enabled cannot be set because ${conflict}`);
  }
}

function placedIn(
  request: ResourceRequest,
  world: World,
  vpc: CloudResource,
  service: Service,
): readonly CloudResource[] {
  const configured = blocks(request.inputs, "subnetConfigurations").map((entry) =>
    requiredText(entry, "subnetId"),
  );
  const ids = [...new Set([...texts(request.inputs, "subnetIds"), ...configured])];
  const subnets = subnetsOf(request, world, vpc.id, ids, {
    twiceInOneZone: ({ id }) =>
      `Found another VPC endpoint subnet in the availability zone of ${id}. VPC endpoint subnets should be in ` +
      "different availability zones supported by the VPC endpoint service.",
  });
  const localZones = zonesOf(request.region).filter(({ local }) => local);
  for (const { id, outputs } of subnets) {
    if (!localZones.some(({ name }) => name === outputs["availabilityZone"])) continue;
    const message = `The VPC endpoint service ${service.name} does not support the availability zone of the subnet: ${id}.`;
    throw new Refusal("InvalidParameter", message);
  }
  return subnets;
}

function groupsOf(request: ResourceRequest, world: World, vpc: CloudResource): readonly string[] {
  const ids = texts(request.inputs, "securityGroupIds");
  const stranger = ids.find((id) => vpcIdOf(request, world, types.securityGroup, id) !== vpc.id);
  if (stranger !== undefined) {
    const message = `Security group ${stranger} and VPC ${vpc.id} belong to different networks.`;
    throw new Refusal("InvalidParameter", message);
  }
  return ids.length > 0 ? ids : [text(vpc.outputs, "defaultSecurityGroupId") ?? []].flat();
}

/** The endpoint's address in a subnet: the one asked for, else a free one that stays the same. */
function addressIn(request: ResourceRequest, world: World, subnet: CloudResource): Properties {
  const range = text(subnet.outputs, "cidrBlock");
  const configured = blocks(request.inputs, "subnetConfigurations").find(
    (entry) => entry["subnetId"] === subnet.id,
  );
  const asked = configured === undefined ? undefined : text(configured, "ipv4");
  if (range === undefined) return asked === undefined ? {} : { ipv4: asked };
  if (asked !== undefined && !contains(range, asked)) {
    throw new Refusal("InvalidParameterValue", "Address does not fall within the subnet's address range");
  }
  const taken = takenIn(request, world, subnet);
  if (asked !== undefined && taken.has(asked))
    throw new Refusal("InvalidIPAddress.InUse", `Address ${asked} is in use.`);
  return { ipv4: asked ?? freeAddress(request.id, range, taken) };
}

function freeAddress(id: string, range: string, taken: ReadonlySet<string>): string {
  const usable = sizeOf(range) - reservedAddresses.all;
  const start = numberFrom(hash("endpoint address", id, range));
  for (let step = 0; step < usable; step += 1) {
    const address = addressAt(range, reservedAddresses.first + ((start + step) % usable));
    if (!taken.has(address)) return address;
  }
  throw new Refusal("InsufficientFreeAddressesInSubnet", `insufficient free addresses in ${range}`);
}

function takenIn(request: ResourceRequest, world: World, subnet: CloudResource): ReadonlySet<string> {
  const neighbours = world.others(request, types.endpoint, { subnetIds: subnet.id });
  const entries = neighbours.flatMap(({ outputs }) => blocks(outputs, "subnetConfigurations"));
  return new Set(
    entries.flatMap((entry) => (entry["subnetId"] === subnet.id ? (text(entry, "ipv4") ?? []) : [])),
  );
}

const policyOfEndpoint: Handler = {
  type: types.endpointPolicy,
  id: ({ inputs }) => requiredText(inputs, "vpcEndpointId"),
  replaceOn: ["region", "vpcEndpointId"],
  absent: [],
  outputs: (request, world) => {
    needed(request, world, types.endpoint, requiredText(request.inputs, "vpcEndpointId"));
    const policy = policyText(request.inputs, "policy");
    if (policy !== undefined) checkPolicy(policy, endpointPolicy);
    return regional(request, { policy: fullAccess });
  },
};

/** VPC endpoints and their policies. */
export const endpointHandlers: readonly Handler[] = [endpoint, policyOfEndpoint];
