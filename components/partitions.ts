/** What differs between the partitions of AWS. Source: the SDKs' `partitions.json`. */
export interface Partition {
  /** As ARNs name it, for example `aws`. */
  readonly name: string;
  /** The domain below which the names of its regions' services live, for example `amazonaws.com`. */
  readonly dnsSuffix: string;
}

/** Partitions by the beginning of a region's name. */
const partitions: readonly (readonly [prefix: string, partition: Partition])[] = [
  ["cn-", { name: "aws-cn", dnsSuffix: "amazonaws.com.cn" }],
  ["us-gov-", { name: "aws-us-gov", dnsSuffix: "amazonaws.com" }],
  ["eusc-", { name: "aws-eusc", dnsSuffix: "amazonaws.eu" }],
  ["us-iso-", { name: "aws-iso", dnsSuffix: "c2s.ic.gov" }],
  ["us-isob-", { name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov" }],
  ["eu-isoe-", { name: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk" }],
  ["us-isof-", { name: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov" }],
];

const commercial: Partition = { name: "aws", dnsSuffix: "amazonaws.com" };

/** The partition that a region belongs to. */
export function partitionOf(region: string): Partition {
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial;
}
