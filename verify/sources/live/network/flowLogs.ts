import {
  paginateDescribeFlowLogs,
  type DescribeFlowLogsCommandOutput,
  type FlowLog,
} from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import { inVpcs } from "./ec2List";
import { outputsFrom, regional, tagsOf, type Fields } from "./fields";

const fields: Fields<FlowLog> = {
  vpcId: "ResourceId",
  trafficType: "TrafficType",
  logDestinationType: "LogDestinationType",
  logDestination: "LogDestination",
  logFormat: "LogFormat",
  maxAggregationInterval: "MaxAggregationInterval",
  iamRoleArn: "DeliverLogsPermissionArn",
};

/** The flow logs of whole VPCs. */
export const flowLogReader = inVpcs<DescribeFlowLogsCommandOutput, FlowLog>({
  permission: "ec2:DescribeFlowLogs",
  types: [types.flowLog],
  // This list calls its filters otherwise.
  paginate: (config, { Filters }) => paginateDescribeFlowLogs(config, { Filter: Filters }),
  items: ({ FlowLogs }) => FlowLogs,
  filter: "resource-id",
  resources: (log, context) => [
    regional(context, types.flowLog, log.FlowLogId, outputsFrom(log, fields), tagsOf(log.Tags)),
  ],
});
