import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Place } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { requiredText, tagged, text, texts, regional } from "./fields";
import { arn, ec2Id, hash, numberFrom } from "./names";
import { needed, neededVpc, refuseMissing } from "./references";
import { subnetsOf } from "./placement";
import { types } from "./types";

const internetGateway: Handler = {
  type: types.internetGateway,
  id: ({ digest }) => ec2Id("igw", digest),
  replaceOn: ["region"],
  absent: [],
  outputs: (request, world) => {
    const vpcId = text(request.inputs, "vpcId");
    if (vpcId !== undefined) checkFree(request, world);
    return tagged(
      request,
      { vpcId: "" },
      { arn: arn(request, "ec2", `internet-gateway/${request.id}`), ownerId: request.account },
    );
  },
};

function checkFree(request: ResourceRequest, world: World): void {
  const { id } = neededVpc(request, world);
  if (world.others(request, types.internetGateway, { vpcId: id }).length > 0) {
    throw new Refusal("InvalidParameterValue", `Network ${id} already has an internet gateway attached`);
  }
}

const vpnGatewayAttachment: Handler = {
  type: types.vpnGatewayAttachment,
  id: ({ inputs }) => {
    const pair = hash(requiredText(inputs, "vpcId"), requiredText(inputs, "vpnGatewayId"));
    return `vpn-attachment-${numberFrom(pair).toString(16)}`;
  },
  replaceOn: ["region", "vpcId", "vpnGatewayId"],
  absent: [],
  outputs: (request, world) => {
    const vpc = neededVpc(request, world);
    const gateway = needed(request, world, types.vpnGateway, requiredText(request.inputs, "vpnGatewayId"));
    const attached = [...vpcsOfVpnGateway(gateway, world)].find((vpcId) => vpcId !== vpc.id);
    if (attached !== undefined) {
      const message = `The virtual private gateway ${gateway.id} is already attached to the VPC ${attached}.`;
      throw new Refusal("VpnGatewayAttachmentLimitExceeded", message);
    }
    if (otherVpnGateways(request, vpc, world).some((id) => id !== gateway.id)) {
      throw new Refusal("InvalidVpcState", "The VPC already has a virtual private gateway attached to it.");
    }
    return regional(request, {});
  },
};

/** The VPCs that a virtual private gateway is attached to: by an attachment, or since before the program. */
export function vpcsOfVpnGateway(gateway: CloudResource, world: World): ReadonlySet<string> {
  const attachments = world.where(types.vpnGatewayAttachment, { vpnGatewayId: gateway.id });
  return new Set([gateway, ...attachments].flatMap(({ outputs }) => text(outputs, "vpcId") ?? []));
}

function otherVpnGateways(request: ResourceRequest, vpc: CloudResource, world: World): readonly string[] {
  const attachments = world.others(request, types.vpnGatewayAttachment, { vpcId: vpc.id });
  const adopted = world.where(types.vpnGateway, { vpcId: vpc.id });
  return [
    ...attachments.map(({ outputs }) => requiredText(outputs, "vpnGatewayId")),
    ...adopted.map(({ id }) => id),
  ];
}

const transitGatewayAttachment: Handler = {
  type: types.transitGatewayAttachment,
  id: ({ digest }) => ec2Id("tgw-attach", digest),
  replaceOn: ["region", "transitGatewayId", "vpcId"],
  absent: [],
  outputs: (request, world) => {
    const vpc = neededVpc(request, world);
    const transitGatewayId = requiredText(request.inputs, "transitGatewayId");
    const gateway = transitGatewaySeenFrom(request, world, transitGatewayId);
    if (gateway === undefined) refuseMissing(types.transitGateway, transitGatewayId, request);
    if (
      world.others(request, types.transitGatewayAttachment, { vpcId: vpc.id, transitGatewayId }).length > 0
    ) {
      const message = `Transit Gateway ${transitGatewayId} has non-deleted Transit Gateway Attachments with same VPC ID.`;
      throw new Refusal("DuplicateTransitGatewayAttachment", message);
    }
    subnetsOf(request, world, vpc.id, texts(request.inputs, "subnetIds"), {
      twiceInOneZone: () => "Duplicate Subnets for same AZ",
    });
    return tagged(
      request,
      {
        applianceModeSupport: "disable",
        dnsSupport: "enable",
        ipv6Support: "disable",
        securityGroupReferencingSupport: "enable",
        transitGatewayDefaultRouteTableAssociation: true,
        transitGatewayDefaultRouteTablePropagation: true,
      },
      { arn: arn(request, "ec2", `transit-gateway-attachment/${request.id}`), vpcOwnerId: request.account },
    );
  },
};

/** A transit gateway may belong to another account that shares it, but never to another region. */
export function transitGatewaySeenFrom(place: Place, world: World, id: string): CloudResource | undefined {
  const found = world.anywhere(types.transitGateway, id);
  return found?.region === place.region ? found : undefined;
}

/** Internet gateways and the attachments of virtual private and transit gateways. */
export const gatewayHandlers: readonly Handler[] = [
  internetGateway,
  vpnGatewayAttachment,
  transitGatewayAttachment,
];
