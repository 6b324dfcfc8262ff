import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
  type LoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { vpcIdsIn } from "./ec2List";
import { outputsFrom, regional, tagsOf, type Fields } from "./fields";
import { batches, everyItem } from "./pages";

/** The load balancers with the topology's tag. */
export const loadBalancerReader: Reader = {
  permissions: [
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeTags",
  ],
  types: [types.loadBalancer],
  phase: 2,
  read: async (context) => {
    const vpcIds = new Set(vpcIdsIn(context));
    if (vpcIds.size === 0) return [];
    const all = await everyItem(
      paginateDescribeLoadBalancers({ client: context.client(ElasticLoadBalancingV2Client) }, {}),
      ({ LoadBalancers }) => LoadBalancers,
    );
    const near = all.filter(({ VpcId = "" }) => vpcIds.has(VpcId));
    const tags = await balancingTags(
      context,
      near.map(({ LoadBalancerArn = "" }) => LoadBalancerArn),
    );
    return Promise.all(
      near.flatMap((balancer) => {
        const own = tags.get(balancer.LoadBalancerArn ?? "") ?? {};
        return own["apilink:topology"] === context.topology ? [balancerOf(balancer, own, context)] : [];
      }),
    );
  },
};

/** One request names at most so many. Source: `DescribeTags` of the Elastic Load Balancing API Reference. */
const tagged = 20;

/** The tags of load balancers, listeners or target groups by their ARNs. */
export async function balancingTags(
  context: ReadContext,
  arns: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const client = context.client(ElasticLoadBalancingV2Client);
  const answers = await Promise.all(
    batches(arns, tagged).map((ResourceArns) =>
      client.send(new DescribeTagsCommand({ ResourceArns: [...ResourceArns] })),
    ),
  );
  return new Map(
    answers
      .flatMap(({ TagDescriptions = [] }) => TagDescriptions)
      .map(({ ResourceArn = "", Tags }) => [ResourceArn, tagsOf(Tags)]),
  );
}

const fields: Fields<LoadBalancer> = {
  arn: "LoadBalancerArn",
  name: "LoadBalancerName",
  loadBalancerType: "Type",
  internal: ({ Scheme }) => Scheme === "internal",
  dnsName: "DNSName",
  zoneId: "CanonicalHostedZoneId",
  vpcId: "VpcId",
  ipAddressType: "IpAddressType",
  securityGroups: ({ SecurityGroups }) => SecurityGroups ?? [],
  enforceSecurityGroupInboundRulesOnPrivateLinkTraffic:
    "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
  subnets: ({ AvailabilityZones }) => (AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
  subnetMappings: ({ AvailabilityZones }) =>
    (AvailabilityZones ?? []).map(({ SubnetId, LoadBalancerAddresses = [] }) => {
      // Told only where it was asked for.
      const address = LoadBalancerAddresses[0]?.PrivateIPv4Address;
      return { subnetId: SubnetId, ...(address !== undefined && { privateIpv4Address: address }) };
    }),
};

async function balancerOf(
  balancer: LoadBalancer,
  tags: Readonly<Record<string, string>>,
  context: ReadContext,
): Promise<LiveResource> {
  const { LoadBalancerArn } = balancer;
  const { Attributes = [] } = await context
    .client(ElasticLoadBalancingV2Client)
    .send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  const crossZone = Attributes.find(({ Key }) => Key === "load_balancing.cross_zone.enabled")?.Value;
  const outputs = { ...outputsFrom(balancer, fields), enableCrossZoneLoadBalancing: crossZone === "true" };
  return regional(context, types.loadBalancer, LoadBalancerArn, outputs, tags);
}
