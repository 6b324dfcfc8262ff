import assert from "node:assert/strict";
import { resolve } from "node:path";
import {
  AssociateVpcCidrBlockCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateFlowLogsCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { readStackFile } from "../../stacks/stackFile";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import type { LiveResource } from "../../verify/sources/live/types";
import { withMoto } from "../support/moto";
import { stateOf } from "../support/states";
import { withCloud } from "./provision/cloud";
import { networkProvisions } from "./provision/network";
import { networkOn } from "./provision/networkReading";
import { byHand, provision } from "./provision/provision";
import { withRoles } from "./support";

const place = { account: "111111111111", region: "ap-northeast-2" };

describe("networkReaders, of what is not the program's", function () {
  this.timeout(60_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint);

  it("tell what decides about the program's own, and pass over what does not", async () => {
    await moto().reset();
    const file = withRoles(
      readStackFile(resolve(__dirname, "../../examples/cross-account/Pulumi.cross-account.yaml")),
    );
    const resources = await resourcesOfProgram(file);
    const network = resources.filter(({ type }) => !type.startsWith("aws:") || type in networkProvisions);
    const { endpoint } = cloud();
    const made = await provision(network, endpoint);
    const idOf = (type: string, name: string): string =>
      made.get(stateOf(resources, type, name).id ?? "") ?? assert.fail(name);
    const before = (await networkOn(endpoint, file, resources)).resources;

    const vpc = stateOf(resources, types.vpc, "seoul.vpc");
    const VpcId = idOf(types.vpc, "seoul.vpc");
    const SubnetId = idOf(types.subnet, "seoul.isolated-1");
    const RouteTableId = idOf(types.routeTable, "seoul.isolated");
    const [mainTable, NetworkAclId, defaultGroup] = [
      "mainRouteTableId",
      "defaultNetworkAclId",
      "defaultSecurityGroupId",
    ].map((key) => made.get(String(vpc.outputs[key])) ?? assert.fail(key));
    const gatewayId = await byHand(endpoint, EC2Client, place, async (ec2) => {
      await ec2.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: "10.9.0.0/16" }));
      await ec2.send(
        new CreateNetworkAclEntryCommand({
          NetworkAclId,
          CidrBlock: "10.0.0.0/8",
          Egress: false,
          Protocol: "6",
          PortRange: { From: 443, To: 443 },
          RuleAction: "deny",
          RuleNumber: 90,
        }),
      );
      await ec2.send(new CreateNatGatewayCommand({ SubnetId, ConnectivityType: "private" }));
      const { TransitGateway } = await ec2.send(new CreateTransitGatewayCommand({}));
      const TransitGatewayId = TransitGateway?.TransitGatewayId ?? assert.fail("no transit gateway");
      await ec2.send(
        new CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId, VpcId, SubnetIds: [SubnetId] }),
      );
      for (const table of [RouteTableId, mainTable]) {
        await ec2.send(
          new CreateRouteCommand({
            RouteTableId: table,
            DestinationCidrBlock: "172.16.0.0/12",
            TransitGatewayId,
          }),
        );
      }
      await ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: defaultGroup,
          IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: defaultGroup }] }],
        }),
      );
      await ec2.send(
        new CreateSecurityGroupCommand({ GroupName: "workload", Description: "somebody's", VpcId }),
      );
      await ec2.send(
        new CreateFlowLogsCommand({
          ResourceIds: [VpcId],
          ResourceType: "VPC",
          TrafficType: "ALL",
          LogDestinationType: "cloud-watch-logs",
          LogGroupName: "flow",
          DeliverLogsPermissionArn: "arn:aws:iam::111111111111:role/apilink",
        }),
      );
      return TransitGatewayId;
    });

    const { resources: found, unread } = await networkOn(endpoint, file, resources);
    assert.deepEqual(unread, []);
    const known = new Set(before.map(({ type, id }) => `${type} ${id}`));
    const added = found.filter(({ type, id }) => !known.has(`${type} ${id}`));
    const rule = {
      ruleNo: 90,
      action: "deny",
      protocol: "6",
      cidrBlock: "10.0.0.0/8",
      fromPort: 443,
      toPort: 443,
    };
    const all = {
      ruleNo: 100,
      action: "allow",
      protocol: "-1",
      cidrBlock: "0.0.0.0/0",
      fromPort: 0,
      toPort: 0,
    };
    const route = { destinationCidrBlock: "172.16.0.0/12", transitGatewayId: gatewayId };
    assert.deepEqual(
      brief(added),
      [
        [types.defaultNetworkAcl, { vpcId: VpcId, ingress: [rule, all], egress: [all] }],
        [types.defaultRouteTable, { vpcId: VpcId }],
        [types.flowLog, { vpcId: VpcId }],
        [types.natGateway, { vpcId: VpcId, subnetId: SubnetId }],
        [types.route, { routeTableId: RouteTableId, ...route }],
        [types.route, { routeTableId: mainTable, ...route }],
        [types.vpcRange, { vpcId: VpcId, cidrBlock: "10.9.0.0/16" }],
        [types.transitGatewayAttachment, { vpcId: VpcId, transitGatewayId: gatewayId }],
        [
          types.securityGroupIngressRule,
          { securityGroupId: defaultGroup, ipProtocol: "-1", referencedSecurityGroupId: defaultGroup },
        ],
      ].sort(byText),
    );
  });
});

/** What of each resource is looked at. */
const looked = [
  ...["vpcId", "subnetId", "cidrBlock", "ingress", "egress", "routeTableId", "destinationCidrBlock"],
  ...["transitGatewayId", "securityGroupId", "ipProtocol", "fromPort", "referencedSecurityGroupId"],
];

function brief(resources: readonly LiveResource[]): readonly unknown[] {
  return resources
    .map(({ type, outputs }) => [
      type,
      Object.fromEntries(looked.flatMap((key) => (outputs[key] === undefined ? [] : [[key, outputs[key]]]))),
    ])
    .sort(byText);
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
