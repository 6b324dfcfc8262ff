import { partitionOf } from "../components/partitions";
import type { GatewayEntry } from "./topology/types";

/** The ARNs that a gateway endpoint is narrowed to; of what the topology leaves open, none. */
export interface GatewayArns {
  readonly buckets?: readonly string[];
  readonly tables?: readonly string[];
}

/** Bucket names are everybody's, table names those of the network's own account and region. */
export function gatewayArns(
  { buckets, tables }: GatewayEntry,
  region: string,
  accountId: string,
): GatewayArns {
  const partition = partitionOf(region).name;
  return {
    ...(buckets && { buckets: buckets.map((name) => `arn:${partition}:s3:::${name}`) }),
    ...(tables && {
      tables: tables.map((name) => `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`),
    }),
  };
}
