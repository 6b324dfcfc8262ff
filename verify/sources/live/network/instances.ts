import {
  paginateDescribeInstances,
  type DescribeInstancesCommandOutput,
  type Instance,
  type InstanceMetadataOptionsResponse,
} from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import type { Reader } from "../types";
import { listed, tagFilter, type Ec2List } from "./ec2List";
import { idsOf, outputsFrom, regional, tagsOf, type Fields } from "./fields";

const instances: Ec2List<DescribeInstancesCommandOutput, Instance> = {
  paginate: paginateDescribeInstances,
  items: ({ Reservations = [] }) => Reservations.flatMap((reservation) => reservation.Instances ?? []),
};

const metadataFields: Fields<InstanceMetadataOptionsResponse> = {
  httpEndpoint: "HttpEndpoint",
  httpProtocolIpv6: "HttpProtocolIpv6",
  httpPutResponseHopLimit: "HttpPutResponseHopLimit",
  httpTokens: "HttpTokens",
  instanceMetadataTags: "InstanceMetadataTags",
};

const fields: Fields<Instance> = {
  ami: "ImageId",
  instanceType: "InstanceType",
  instanceState: ({ State }) => State?.Name,
  availabilityZone: ({ Placement }) => Placement?.AvailabilityZone,
  placementGroup: ({ Placement }) => Placement?.GroupName,
  subnetId: "SubnetId",
  privateIp: "PrivateIpAddress",
  vpcSecurityGroupIds: ({ SecurityGroups }) => idsOf(SecurityGroups, "GroupId"),
  metadataOptions: ({ MetadataOptions: options }) => options && outputsFrom(options, metadataFields),
};

/** The instances with the topology's tag: those behind its services. A network's workloads are none of its business. */
export const instanceReader: Reader = {
  permissions: ["ec2:DescribeInstances"],
  types: [types.instance],
  phase: 2,
  read: async (context) => {
    const found = await listed(context, instances, tagFilter, [context.topology], [stillThere]);
    return found.map((instance) =>
      regional(
        context,
        types.instance,
        instance.InstanceId,
        outputsFrom(instance, fields),
        tagsOf(instance.Tags),
      ),
    );
  },
};

/** AWS tells of a terminated instance for an hour more. */
const stillThere = {
  Name: "instance-state-name",
  Values: ["pending", "running", "stopping", "stopped"],
};
