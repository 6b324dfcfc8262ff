import { types as known } from "../verify/model/types";

/** The type tokens that rules are about, those that only other programs use among them. */
export const types = {
  ...known,
  stack: "pulumi:pulumi:Stack",
  endpointSecurityGroup: "aws:ec2/securityGroupAssociation:SecurityGroupAssociation",
  managedPrefixList: "aws:ec2/managedPrefixList:ManagedPrefixList",
  managedPrefixListEntry: "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
  launchTemplate: "aws:ec2/launchTemplate:LaunchTemplate",
  launchConfiguration: "aws:ec2/launchConfiguration:LaunchConfiguration",
  spotInstanceRequest: "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  spotFleetRequest: "aws:ec2/spotFleetRequest:SpotFleetRequest",
  fleet: "aws:ec2/fleet:Fleet",
  scalingGroup: "aws:autoscaling/group:Group",
  metadataDefaults: "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
  deliveryStream: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  httpApiStage: "aws:apigatewayv2/stage:Stage",
  httpApi: "aws:apigatewayv2/api:Api",
} as const;
