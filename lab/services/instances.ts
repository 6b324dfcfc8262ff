import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { block, flag, given, tagged, text, texts, unset } from "./fields";
import { imageOf } from "./images";
import { arn, ec2Id, hash, numberFrom } from "./names";
import { checkPlacement, placementGroupOf } from "./placementGroups";
import { addressIn } from "./privateAddresses";
import { addressAt } from "./ranges";
import { needed, vpcIdOf } from "./references";
import { types } from "./types";

/** Before it is encoded. Source: "Run commands when you launch an EC2 instance with user data input", EC2 user guide. */
const longestUserData = 16384;

/** Stands in for the addresses that AWS gives out: a block that is reserved for documentation (RFC 5737). */
const publicRange = "192.0.2.0/24";

const instance: Handler = {
  type: types.instance,
  id: ({ digest }) => ec2Id("i", digest),
  replaceOn: [
    "ami",
    "associatePublicIpAddress",
    "availabilityZone",
    "keyName",
    "placementGroup",
    "placementGroupId",
    "placementPartitionNumber",
    "privateIp",
    "region",
    "subnetId",
    "tenancy",
  ],
  alsoReplaceOn: (inputs) =>
    flag(inputs, "userDataReplaceOnChange") === true ? ["userData", "userDataBase64"] : [],
  absent: [
    "capacityReservationSpecification",
    "cpuOptions",
    "creditSpecification",
    "instanceMarketOptions",
    "launchTemplate",
    "maintenanceOptions",
    "networkInterfaces",
    "passwordData",
    "primaryNetworkInterface",
    "privateDnsNameOptions",
  ],
  outputs: (request, world) => {
    const { id, region, inputs } = request;
    checkImage(request);
    checkUserData(inputs);
    const subnet = subnetOf(request, world);
    const zone = text(subnet.outputs, "availabilityZone") ?? "";
    const group = placementGroupOf(request, world);
    if (group !== undefined) checkPlacement(request, world, group, zone);
    const privateIp = addressIn(request, world, subnet, text(inputs, "privateIp")) ?? "";
    const isPublic = flag(inputs, "associatePublicIpAddress") ?? flag(subnet.outputs, "mapPublicIpOnLaunch");
    return tagged(
      request,
      {
        ...unset("enablePrimaryIpv6", "ephemeralBlockDevices", "forceDestroy", "hibernation"),
        ...unset("secondaryNetworkInterfaces", "spotInstanceRequestId", "userData", "userDataBase64"),
        ...unset("volumeTags"),
        disableApiStop: false,
        disableApiTermination: false,
        ebsBlockDevices: [],
        ebsOptimized: false,
        enclaveOptions: { enabled: false },
        getPasswordData: false,
        hostId: "",
        hostResourceGroupArn: "",
        iamInstanceProfile: "",
        instanceInitiatedShutdownBehavior: "stop",
        instanceLifecycle: "",
        ipv6AddressCount: 0,
        ipv6Addresses: [],
        keyName: "",
        monitoring: false,
        outpostArn: "",
        placementPartitionNumber: 0,
        rootBlockDevice: {},
        secondaryPrivateIps: [],
        securityGroups: [],
        sourceDestCheck: true,
        tenancy: "default",
        userDataReplaceOnChange: false,
      },
      {
        arn: arn(request, "ec2", `instance/${id}`),
        associatePublicIpAddress: isPublic === true,
        availabilityZone: zone,
        instanceState: "running",
        metadataOptions: { ...metadataByDefault, ...given(block(inputs, "metadataOptions") ?? {}) },
        placementGroup: group?.id ?? "",
        placementGroupId: text(group?.outputs ?? {}, "placementGroupId") ?? "",
        primaryNetworkInterfaceId: ec2Id("eni", hash("instance interface", id)),
        privateDns: `ip-${privateIp.replaceAll(".", "-")}.${privateZoneOf(region)}`,
        privateIp,
        publicDns: "",
        publicIp: isPublic === true ? addressAt(publicRange, 1 + (numberFrom(hash("public", id)) % 254)) : "",
        vpcSecurityGroupIds: groupsOf(request, world, subnet),
      },
    );
  },
};

/** Source: "Instance metadata options", Amazon EC2 user guide; images of Amazon Linux 2023 ask for tokens by themselves. */
const metadataByDefault: Properties = {
  httpEndpoint: "enabled",
  httpProtocolIpv6: "disabled",
  httpPutResponseHopLimit: 2,
  httpTokens: "required",
  instanceMetadataTags: "disabled",
};

function checkImage({ region, inputs }: ResourceRequest): void {
  const ami = text(inputs, "ami") ?? "";
  if (!/^ami-[0-9a-f]{8,17}$/.test(ami)) {
    throw new Refusal("InvalidAMIID.Malformed", `Invalid id: "${ami}" (expecting "ami-...")`);
  }
  const image = imageOf(ami);
  if (image === undefined) return;
  if (image.region !== region)
    throw new Refusal("InvalidAMIID.NotFound", `The image id '[${ami}]' does not exist`);
  const instanceType = text(inputs, "instanceType") ?? "";
  const architecture = architectureOf(instanceType);
  if (architecture === image.architecture) return;
  throw new Refusal(
    "InvalidParameterValue",
    `The architecture '${architecture}' of the specified instance type does not match the architecture ` +
      `'${image.architecture}' of the specified AMI.`,
  );
}

/** A `g` behind the generation says Graviton: `t4g.nano`, `c7gn.large`. */
function architectureOf(instanceType: string): string {
  return /^(?:a1|[a-z]+\d+g[a-z]*(?:-[a-z0-9]+)?)\./.test(instanceType) ? "arm64" : "x86_64";
}

function checkUserData(inputs: Properties): void {
  const plain = text(inputs, "userData") ?? "";
  const encoded = text(inputs, "userDataBase64") ?? "";
  const length = Math.max(Buffer.byteLength(plain), Buffer.from(encoded, "base64").length);
  if (length <= longestUserData) return;
  throw new Refusal("InvalidParameterValue", `User data is limited to ${longestUserData} bytes`);
}

function subnetOf(request: ResourceRequest, world: World): CloudResource {
  const id = text(request.inputs, "subnetId");
  if (id === undefined) throw new Refusal("VPCIdNotSpecified", "No default VPC for this user");
  return needed(request, world, types.subnet, id);
}

function groupsOf(request: ResourceRequest, world: World, subnet: CloudResource): readonly string[] {
  const vpcId = text(subnet.outputs, "vpcId") ?? "";
  const ids = texts(request.inputs, "vpcSecurityGroupIds");
  const stranger = ids.find((id) => vpcIdOf(request, world, types.securityGroup, id) !== vpcId);
  if (stranger !== undefined) {
    const message = `Security group ${stranger} and subnet ${subnet.id} belong to different networks.`;
    throw new Refusal("InvalidParameter", message);
  }
  const vpc = world.find(request, types.vpc, vpcId);
  return ids.length > 0 ? ids : [text(vpc?.outputs ?? {}, "defaultSecurityGroupId") ?? []].flat();
}

/** Source: "EC2 instance hostnames and domains", Amazon EC2 user guide. */
function privateZoneOf(region: string): string {
  return region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
}

/** EC2 instances. */
export const instanceHandlers: readonly Handler[] = [instance];
