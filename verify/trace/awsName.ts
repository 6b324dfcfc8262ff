import { awsService, awsServiceLabels } from "../../components/awsServices";
import { partitionOf } from "../../components/partitions";
import { regions } from "../../lab/services/regions";
import type { PublicService } from "./types";

/** A name of a service of AWS. */
export interface AwsName extends PublicService {
  /** What stands before the service's own name, for example a bucket; empty where there is nothing. */
  readonly before: string;
  /** The service's own name, for example `s3`, without region and domain. */
  readonly own: string;
}

/** No service's own name has more labels. */
const mostOwnLabels = 4;

/** Reads a name below the domain of a region's services; undefined for any other, and for services that nobody lists. */
export function awsNameIn(host: string): AwsName | undefined {
  const labels = host.split(".");
  const at = labels.findLastIndex((label) => regions.includes(label));
  const region = labels[at];
  if (region === undefined) return undefined;
  const known = namesIn(region);
  const end = labels.slice(at).join(".");
  const named = labels.slice(0, at);
  const exact = known.get(host);
  if (exact !== undefined) return { label: exact, region, before: "", own: named.join(".") };
  // A wildcard stands for one label or more; the longest name counts.
  for (let from = Math.max(1, named.length - mostOwnLabels); from < named.length; from += 1) {
    const own = named.slice(from).join(".");
    const label = known.get(`*.${own}.${end}`);
    if (label !== undefined) return { label, region, before: named.slice(0, from).join("."), own };
  }
  return undefined;
}

const namesByRegion = new Map<string, ReadonlyMap<string, string>>();

/** The labels of the services by their names in public DNS. */
function namesIn(region: string): ReadonlyMap<string, string> {
  const known = namesByRegion.get(region);
  if (known !== undefined) return known;
  const names = new Map(
    awsServiceLabels.flatMap((label) => publicNames(label, region).map((name) => [name, label] as const)),
  );
  namesByRegion.set(region, names);
  return names;
}

/** Those that private DNS answers; a service that only a gateway leads to has its name for all that. */
function publicNames(label: string, region: string): readonly string[] {
  const service = awsService(label);
  const names = service?.privateNames(region) ?? [];
  return names.length === 0 && service?.hasGateway === true
    ? [`${label}.${region}.${partitionOf(region).dnsSuffix}`]
    : names;
}

/** The names that the certificate of a service covers: at its public addresses, and at an interface endpoint. */
export function certificateNamesOf(
  { label, region }: PublicService,
  endpointNames: readonly string[] = [],
): readonly string[] {
  const own = endpointNames.flatMap((name) => {
    const whole = name.replace(/^\*\./, "");
    // Source: "Accessing buckets, access points and control API operations from S3 interface endpoints".
    return label === "s3" ? [whole, `*.${whole}`, `*.bucket.${whole}`] : [whole, `*.${whole}`];
  });
  return [...publicNames(label, region), ...own];
}
