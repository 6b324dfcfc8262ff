import {
  CreatePlacementGroupCommand,
  EC2Client,
  RunInstancesCommand,
  type PlacementStrategy,
  type _InstanceType,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
  type ProtocolEnum,
  type TargetTypeEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Mapping } from "../../../stacks/mapping";
import { types } from "../../../verify/model/types";
import {
  answered,
  blocksIn,
  blockIn,
  idOf,
  inputsOf,
  numberIn,
  optionalText,
  tagsFor,
  tagsIn,
  textIn,
  textsIn,
} from "./networkInputs";
import type { Provision, Provisions } from "./types";

const loadBalancer: Provision = async (resource, place, by) => {
  const client = by.client(ElasticLoadBalancingV2Client, place);
  const inputs = inputsOf(resource, by);
  const mappings = blocksIn(inputs, "subnetMappings");
  const { LoadBalancers } = await client.send(
    new CreateLoadBalancerCommand({
      Name: textIn(resource.outputs, "name"),
      Type: "network",
      Scheme: inputs["internal"] === true ? "internal" : "internet-facing",
      ...(mappings.length > 0
        ? { SubnetMappings: mappings.map(mappingOf) }
        : { Subnets: textsIn(inputs, "subnets") }),
      SecurityGroups: textsIn(inputs, "securityGroups"),
      Tags: tagsIn(inputs),
    }),
  );
  const [made] = LoadBalancers ?? [];
  const LoadBalancerArn = answered(made?.LoadBalancerArn, "LoadBalancerArn");
  by.made(idOf(resource), LoadBalancerArn);
  by.made(textIn(resource.outputs, "dnsName"), answered(made?.DNSName, "DNSName"));
  by.made(textIn(resource.outputs, "zoneId"), answered(made?.CanonicalHostedZoneId, "CanonicalHostedZoneId"));
  await client.send(
    new ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn,
      Attributes: [
        {
          Key: "load_balancing.cross_zone.enabled",
          Value: String(resource.outputs["enableCrossZoneLoadBalancing"]),
        },
      ],
    }),
  );
};

function mappingOf(mapping: Mapping): { SubnetId: string; PrivateIPv4Address?: string } {
  const address = optionalText(mapping, "privateIpv4Address");
  return {
    SubnetId: textIn(mapping, "subnetId"),
    ...(address !== undefined && { PrivateIPv4Address: address }),
  };
}

const targetGroup: Provision = async (resource, place, by) => {
  const client = by.client(ElasticLoadBalancingV2Client, place);
  const inputs = inputsOf(resource, by);
  const health = blockIn(resource.outputs, "healthCheck") ?? {};
  const { TargetGroups } = await client.send(
    new CreateTargetGroupCommand({
      Name: textIn(resource.outputs, "name"),
      Protocol: textIn(inputs, "protocol") as ProtocolEnum,
      Port: numberIn(inputs, "port"),
      VpcId: textIn(inputs, "vpcId"),
      TargetType: textIn(resource.outputs, "targetType") as TargetTypeEnum,
      HealthCheckProtocol: textIn(health, "protocol") as ProtocolEnum,
      HealthCheckTimeoutSeconds: numberIn(health, "timeout"),
      Tags: tagsIn(inputs),
    }),
  );
  const TargetGroupArn = answered(TargetGroups?.[0]?.TargetGroupArn, "TargetGroupArn");
  by.made(idOf(resource), TargetGroupArn);
  const Value = String(resource.outputs["preserveClientIp"]);
  await client.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn,
      Attributes: [{ Key: "preserve_client_ip.enabled", Value }],
    }),
  );
};

const targetGroupAttachment: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(ElasticLoadBalancingV2Client, place).send(
    new RegisterTargetsCommand({
      TargetGroupArn: textIn(inputs, "targetGroupArn"),
      Targets: [{ Id: textIn(inputs, "targetId"), Port: numberIn(inputs, "port") }],
    }),
  );
};

const listener: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const certificate = optionalText(inputs, "certificateArn");
  const { Listeners } = await by.client(ElasticLoadBalancingV2Client, place).send(
    new CreateListenerCommand({
      LoadBalancerArn: textIn(inputs, "loadBalancerArn"),
      Port: numberIn(inputs, "port"),
      Protocol: textIn(inputs, "protocol") as ProtocolEnum,
      ...(certificate !== undefined && { Certificates: [{ CertificateArn: certificate }] }),
      DefaultActions: blocksIn(inputs, "defaultActions").map((action) => ({
        Type: "forward",
        TargetGroupArn: textIn(action, "targetGroupArn"),
      })),
      Tags: tagsIn(inputs),
    }),
  );
  by.made(idOf(resource), answered(Listeners?.[0]?.ListenerArn, "ListenerArn"));
};

const instance: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const GroupName = optionalText(inputs, "placementGroup");
  const { Instances } = await by.client(EC2Client, place).send(
    new RunInstancesCommand({
      MinCount: 1,
      MaxCount: 1,
      ImageId: textIn(inputs, "ami"),
      InstanceType: textIn(inputs, "instanceType") as _InstanceType,
      SubnetId: textIn(inputs, "subnetId"),
      SecurityGroupIds: textsIn(inputs, "vpcSecurityGroupIds"),
      PrivateIpAddress: textIn(resource.outputs, "privateIp"),
      MetadataOptions: {
        HttpTokens: "required",
        HttpEndpoint: "enabled",
        HttpProtocolIpv6: "disabled",
        HttpPutResponseHopLimit: 1,
        InstanceMetadataTags: "disabled",
      },
      ...(GroupName !== undefined && { Placement: { GroupName } }),
      ...tagsFor("instance", inputs),
    }),
  );
  by.made(idOf(resource), answered(Instances?.[0]?.InstanceId, "InstanceId"));
};

const placementGroup: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(EC2Client, place).send(
    new CreatePlacementGroupCommand({
      GroupName: idOf(resource),
      Strategy: textIn(inputs, "strategy") as PlacementStrategy,
      ...tagsFor("placement-group", inputs),
    }),
  );
};

/** Load balancers with their listeners and targets, and the instances behind them. */
export const balancingProvisions: Provisions = {
  [types.loadBalancer]: loadBalancer,
  [types.targetGroup]: targetGroup,
  [types.targetGroupAttachment]: targetGroupAttachment,
  [types.listener]: listener,
  [types.instance]: instance,
  [types.placementGroup]: placementGroup,
};
