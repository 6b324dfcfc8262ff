import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { dnsEntriesOf, isPending, serviceOf, type Service } from "./endpointServices";
import { block, blocks, flag, given, regional, requiredText, tagged, text, texts, unset } from "./fields";
import { arn, ec2Id, hash } from "./names";
import { subnetsOf } from "./placement";
import { checkPolicy, endpointPolicy, policyText } from "./policies";
import { addressIn } from "./privateAddresses";
import { needed, neededVpc, vpcIdOf } from "./references";
import { zonesOf } from "./regions";
import { types } from "./types";

/** What an endpoint allows until it is told otherwise. */
const fullAccess = JSON.stringify({
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

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
        state: isPending(service, request, world) ? "pendingAcceptance" : "available",
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
  const { id, inputs } = request;
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
    dnsEntries: dnsEntriesOf(service, { id, zones, privateDns }),
    dnsOptions: {
      ...dnsOptions(request, "ipv4"),
      privateDnsOnlyForInboundResolverEndpoint: privateDns && isForInboundOnly(request, service),
    },
    networkInterfaceIds: subnetIds.map((subnetId) => ec2Id("eni", hash("endpoint interface", id, subnetId))),
    routeTableIds: [],
    securityGroupIds: groupsOf(request, world, vpc),
    subnetConfigurations: subnets.map((subnet) => interfaceIn(request, world, subnet)),
    subnetIds,
  };
}

function dnsOptions({ inputs }: ResourceRequest, recordType: string): Properties {
  return {
    dnsRecordIpType: recordType,
    privateDnsOnlyForInboundResolverEndpoint: false,
    privateDnsPreference: "",
    privateDnsSpecifiedDomains: [],
    ...given(block(inputs, "dnsOptions") ?? {}),
  };
}

/**
 * For a service with gateway endpoints, too, EC2 lets private DNS answer on-premises callers only, unless it is told
 * otherwise. Source: "Private DNS" of "AWS PrivateLink for Amazon S3", Amazon S3 user guide.
 */
function isForInboundOnly({ inputs }: ResourceRequest, service: Service): boolean {
  const asked = flag(block(inputs, "dnsOptions") ?? {}, "privateDnsOnlyForInboundResolverEndpoint");
  return asked ?? service.hasGateway;
}

/** Source: https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html */
function checkPrivateDns(request: ResourceRequest, world: World, vpc: CloudResource, service: Service): void {
  const [domain] = service.privateNames;
  if (domain === undefined) {
    const message = `Private DNS can't be enabled because the service ${service.name} does not provide a private DNS name.`;
    throw new Refusal("InvalidParameter", message);
  }
  const off = ["enableDnsSupport", "enableDnsHostnames"].some((key) => flag(vpc.outputs, key) === false);
  if (off) {
    const needs = "requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true";
    throw new Refusal("InvalidParameter", `Enabling private DNS ${needs} for ${vpc.id}`);
  }
  const twin = { vpcId: vpc.id, serviceName: service.name, privateDnsEnabled: true };
  if (world.others(request, types.endpoint, twin).length > 0) {
    const conflict = `there is already a conflicting DNS domain for ${domain} in the VPC ${vpc.id}`;
    throw new Refusal("InvalidParameter", `private-dns-enabled cannot be set because ${conflict}`);
  }
  // What else an adopted VPC holds is not known.
  if (vpc.urn === undefined || !isForInboundOnly(request, service)) return;
  const gateway = { vpcId: vpc.id, serviceName: service.name, vpcEndpointType: "Gateway" };
  if (world.others(request, types.endpoint, gateway).length > 0) return;
  const needs = `the VPC ${vpc.id} must have a Gateway endpoint for the service.`;
  throw new Refusal("InvalidParameter", `To set PrivateDnsOnlyForInboundResolverEndpoint to true, ${needs}`);
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
  const possible = new Set(
    service.zones ?? zonesOf(request.region).flatMap(({ local, name }) => (local ? [] : name)),
  );
  for (const { id, urn, outputs } of subnets) {
    // The zone of an adopted subnet is not known.
    if (urn === undefined || possible.has(text(outputs, "availabilityZone") ?? "")) continue;
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

/** The endpoint's address in a subnet, where the subnet's range is known. */
function interfaceIn(request: ResourceRequest, world: World, subnet: CloudResource): Properties {
  const configured = blocks(request.inputs, "subnetConfigurations").find(
    (entry) => entry["subnetId"] === subnet.id,
  );
  const ipv4 = addressIn(request, world, subnet, text(configured ?? {}, "ipv4"));
  return { subnetId: subnet.id, ...(ipv4 !== undefined && { ipv4 }) };
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
