import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
  type TargetGroup,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { vpcIdsIn } from "./ec2List";
import { outputsFrom, regional, type Fields } from "./fields";
import { balancingTags } from "./loadBalancers";
import { everyItem } from "./pages";

/** The target groups with the topology's tag or behind its load balancers, with their targets. */
export const targetGroupReader: Reader = {
  permissions: [
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetHealth",
    "elasticloadbalancing:DescribeTags",
  ],
  types: [types.targetGroup, types.targetGroupAttachment],
  phase: 3,
  read: async (context) => {
    const vpcIds = new Set(vpcIdsIn(context));
    if (vpcIds.size === 0) return [];
    const all = await everyItem(
      paginateDescribeTargetGroups({ client: context.client(ElasticLoadBalancingV2Client) }, {}),
      ({ TargetGroups }) => TargetGroups,
    );
    const near = all.filter(({ VpcId = "" }) => vpcIds.has(VpcId));
    const tags = await balancingTags(
      context,
      near.map(({ TargetGroupArn = "" }) => TargetGroupArn),
    );
    const balancers = new Set(context.found(types.loadBalancer).map(({ id }) => id));
    const read = near.map(async (group) => {
      const own = tags.get(group.TargetGroupArn ?? "") ?? {};
      const isOwn =
        own["apilink:topology"] === context.topology ||
        (group.LoadBalancerArns ?? []).some((arn) => balancers.has(arn));
      return isOwn ? await groupWithTargets(group, own, context) : [];
    });
    return (await Promise.all(read)).flat();
  },
};

const healthCheckFields: Fields<TargetGroup> = {
  enabled: "HealthCheckEnabled",
  healthyThreshold: "HealthyThresholdCount",
  interval: "HealthCheckIntervalSeconds",
  matcher: ({ Matcher }) => Matcher?.HttpCode ?? "",
  path: ({ HealthCheckPath }) => HealthCheckPath ?? "",
  port: "HealthCheckPort",
  protocol: "HealthCheckProtocol",
  timeout: "HealthCheckTimeoutSeconds",
  unhealthyThreshold: "UnhealthyThresholdCount",
};

const fields: Fields<TargetGroup> = {
  arn: "TargetGroupArn",
  name: "TargetGroupName",
  vpcId: "VpcId",
  port: "Port",
  protocol: "Protocol",
  targetType: "TargetType",
  ipAddressType: "IpAddressType",
  healthCheck: (group) => outputsFrom(group, healthCheckFields),
};

async function groupWithTargets(
  group: TargetGroup,
  tags: Readonly<Record<string, string>>,
  context: ReadContext,
): Promise<readonly LiveResource[]> {
  const { TargetGroupArn = "" } = group;
  const client = context.client(ElasticLoadBalancingV2Client);
  const [{ Attributes = [] }, { TargetHealthDescriptions = [] }] = await Promise.all([
    client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
    client.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
  ]);
  const preserveClientIp = Attributes.find(({ Key }) => Key === "preserve_client_ip.enabled")?.Value;
  const outputs = { ...outputsFrom(group, fields), preserveClientIp };
  return [
    regional(context, types.targetGroup, TargetGroupArn, outputs, tags),
    ...TargetHealthDescriptions.filter(isRegistered).map((target) =>
      attachmentOf(target, TargetGroupArn, context),
    ),
  ];
}

/** A target that is being taken out gets no new connection. */
function isRegistered({ TargetHealth }: TargetHealthDescription): boolean {
  return TargetHealth?.State !== "draining";
}

/** The provider makes up an id of its own, which nobody else knows: this one, too, is made up. */
function attachmentOf(
  { Target }: TargetHealthDescription,
  targetGroupArn: string,
  context: ReadContext,
): LiveResource {
  const [targetId, port] = [Target?.Id ?? "", Target?.Port];
  const id = `${targetGroupArn}-${targetId}-${String(port)}`;
  return regional(context, types.targetGroupAttachment, id, { targetGroupArn, targetId, port });
}
