import type { Handler } from "../handler";
import { Refusal } from "../refusal";
import { tagged, text, unset } from "./fields";
import { arn, ec2Id } from "./names";
import { allSet, needed } from "./references";
import { types } from "./types";

/** Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const defaultFormat =
  "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} " +
  "${bytes} ${start} ${end} ${action} ${log-status}";

/** What can be watched, and the type whose id it is. */
const watched: Readonly<Record<string, string>> = {
  vpcId: types.vpc,
  subnetId: types.subnet,
  eniId: types.networkInterface,
  transitGatewayId: types.transitGateway,
  transitGatewayAttachmentId: types.transitGatewayAttachment,
};

const flowLog: Handler = {
  type: types.flowLog,
  id: ({ digest }) => ec2Id("fl", digest),
  replaceOn: [
    ...Object.keys(watched),
    "deliverCrossAccountRole",
    "destinationOptions",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "region",
    "regionalNatGatewayId",
    "trafficType",
  ],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    const [subject, ...more] = allSet(request, Object.keys(watched));
    if (subject === undefined || more.length > 0) {
      throw new Refusal("InvalidParameter", "Exactly one resource must be given to log the traffic of");
    }
    const [property, id] = subject;
    needed(request, world, watched[property] ?? types.vpc, id);
    const destination = text(inputs, "logDestination");
    const kind = text(inputs, "logDestinationType") ?? "cloud-watch-logs";
    if (kind === "cloud-watch-logs" && text(inputs, "iamRoleArn") === undefined) {
      const message = "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.";
      throw new Refusal("InvalidParameter", message);
    }
    if (destination === undefined) throw new Refusal("InvalidParameter", "LogDestination can't be empty.");
    if (world.others(request, types.flowLog, { [property]: id, logDestination: destination }).length > 0) {
      const message = "There is an existing Flow Log with the same configuration and log destination.";
      throw new Refusal("FlowLogAlreadyExists", message);
    }
    return tagged(
      request,
      {
        ...unset(...Object.keys(watched), "deliverCrossAccountRole", "destinationOptions", "iamRoleArn"),
        ...unset("regionalNatGatewayId", "tagFieldSpecifications", "trafficType"),
        logDestinationType: "cloud-watch-logs",
        logFormat: defaultFormat,
        maxAggregationInterval: 600,
      },
      { arn: arn(request, "ec2", `vpc-flow-log/${request.id}`) },
    );
  },
};

/** Flow logs. */
export const flowLogHandlers: readonly Handler[] = [flowLog];
