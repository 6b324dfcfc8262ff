import type { Handler, ResourceRequest } from "../handler";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { requiredText, tagged, text, unset } from "./fields";
import { arn, ec2Id } from "./names";
import { checkNetwork, contains, overlap } from "./ranges";
import { neededVpc } from "./references";
import { zonesOf, type Zone } from "./regions";
import { types } from "./types";

const subnet: Handler = {
  type: types.subnet,
  id: ({ digest }) => ec2Id("subnet", digest),
  replaceOn: [
    "availabilityZone",
    "availabilityZoneId",
    "cidrBlock",
    "ipv6Native",
    "outpostArn",
    "region",
    "vpcId",
  ],
  absent: [],
  outputs: (request, world) => {
    const zone = zoneOf(request);
    checkRange(request, world);
    return tagged(
      request,
      {
        ...unset("customerOwnedIpv4Pool", "enableLniAtDeviceIndex", "ipv4IpamPoolId", "ipv4NetmaskLength"),
        ...unset("ipv6NetmaskLength", "mapCustomerOwnedIpOnLaunch"),
        assignIpv6AddressOnCreation: false,
        enableDns64: false,
        enableResourceNameDnsARecordOnLaunch: false,
        enableResourceNameDnsAaaaRecordOnLaunch: false,
        ipv6CidrBlock: "",
        ipv6IpamPoolId: "",
        ipv6Native: false,
        mapPublicIpOnLaunch: false,
        outpostArn: "",
        privateDnsHostnameTypeOnLaunch: "ip-name",
      },
      {
        arn: arn(request, "ec2", `subnet/${request.id}`),
        availabilityZone: zone.name,
        availabilityZoneId: zone.id,
        ipv6CidrBlockAssociationId: "",
        ownerId: request.account,
      },
    );
  },
  beforeDelete: refuseWhileUsed,
};

/** The zone that is asked for, by name or by id; without either AWS chooses one. */
function zoneOf({ region, inputs }: ResourceRequest): Zone {
  const zones = zonesOf(region);
  const name = text(inputs, "availabilityZone");
  const id = text(inputs, "availabilityZoneId");
  const found = zones.find((zone) => (name ?? zone.name) === zone.name && (id ?? zone.id) === zone.id);
  if (found !== undefined) return found;
  const parameter = name === undefined ? "availabilityZoneId" : "availabilityZone";
  const possible = zones.map((zone) => (name === undefined ? zone.id : zone.name)).join(", ");
  throw new Refusal(
    "InvalidParameterValue",
    `Value (${name ?? id ?? ""}) for parameter ${parameter} is invalid. ` +
      `Subnets can currently only be created in the following availability zones: ${possible}.`,
  );
}

function checkRange(request: ResourceRequest, world: World): void {
  const range = requiredText(request.inputs, "cidrBlock");
  const vpc = neededVpc(request, world);
  checkNetwork(range, "InvalidSubnet.Range");
  // An adopted VPC's record may not know its range.
  const whole = text(vpc.outputs, "cidrBlock") ?? range;
  if (!contains(whole, range)) throw new Refusal("InvalidSubnet.Range", `The CIDR '${range}' is invalid.`);
  const siblings = world.others(request, types.subnet, { vpcId: vpc.id });
  if (siblings.some(({ outputs }) => overlap(text(outputs, "cidrBlock") ?? [], range))) {
    throw new Refusal("InvalidSubnet.Conflict", `The CIDR '${range}' conflicts with another subnet`);
  }
}

/** Subnets. */
export const subnetHandlers: readonly Handler[] = [subnet];
