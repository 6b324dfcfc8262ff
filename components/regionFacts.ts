/** What differs between the partitions of AWS. Source: AWS General Reference, "ARNs and partitions". */
interface Partition {
  readonly regions: RegExp;
  readonly partition: string;
  readonly dnsSuffix: string;
}

const partitions: readonly Partition[] = [
  { regions: /^cn-/, partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" },
  { regions: /^us-gov-/, partition: "aws-us-gov", dnsSuffix: "amazonaws.com" },
  { regions: /^/, partition: "aws", dnsSuffix: "amazonaws.com" },
];

function partitionOf(region: string): Partition {
  const found = partitions.find((candidate) => candidate.regions.test(region));
  if (found === undefined) throw new RangeError(`no partition has the region ${region}`);
  return found;
}

/** The partition of a region as it stands in ARNs, for example `aws`. */
export function arnPartition(region: string): string {
  return partitionOf(region).partition;
}

/** The domain below which a region's service names live, for example `amazonaws.com`. */
export function dnsSuffix(region: string): string {
  return partitionOf(region).dnsSuffix;
}
