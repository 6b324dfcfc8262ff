import { partitionOf } from "../../components/partitions";
import { awsNameIn } from "./awsName";
import type { TraceRequest } from "./types";

/** What S3 is asked for, as policies name it. */
export interface S3Request {
  /** For example `s3:GetObject`. */
  readonly action: string;
  readonly resource: string;
}

/** Actions by HTTP method. Source: "Actions, resources, and condition keys for Amazon S3". */
const objectActions: Readonly<Record<string, string>> = {
  GET: "s3:GetObject",
  HEAD: "s3:GetObject",
  PUT: "s3:PutObject",
  DELETE: "s3:DeleteObject",
};
const bucketActions: Readonly<Record<string, string>> = {
  GET: "s3:ListBucket",
  HEAD: "s3:ListBucket",
  PUT: "s3:CreateBucket",
  DELETE: "s3:DeleteBucket",
};

const objects = new Map(Object.entries(objectActions));
const buckets = new Map(Object.entries(bucketActions));

/**
 * Reads what an unsigned request asks of S3; undefined where that is not certain: a query, a signature or a header of S3's own
 * may make it another action.
 *
 * @param endpointNames The own names of the endpoint that carries the call.
 */
export function s3Requested(
  { method, url, query, headers }: TraceRequest,
  endpointNames: readonly string[],
): S3Request | undefined {
  const isSpecial = ([name]: readonly [string, string]): boolean =>
    name === "authorization" || name.startsWith("x-amz-");
  if (query !== undefined || Object.entries(headers).some(isSpecial)) return undefined;
  const path = decoded(url.path.slice(1));
  const named = addressed((headers["host"] ?? url.host).toLowerCase().replace(/:\d+$/, ""), endpointNames);
  if (named === undefined || path === undefined) return undefined;
  const [first = "", ...rest] = path.split("/");
  const bucket = named.bucket === "" ? first : named.bucket;
  const key = named.bucket === "" ? rest.join("/") : path;
  // Without a bucket the account's own are listed.
  if (bucket === "") return undefined;
  const action = (key === "" ? buckets : objects).get(method);
  const arn = `arn:${partitionOf(named.region).name}:s3:::${bucket}`;
  return action === undefined ? undefined : { action, resource: key === "" ? arn : `${arn}/${key}` };
}

/** The bucket that a host names, empty where the path does; undefined for a host that S3 may take otherwise. */
function addressed(
  host: string,
  endpointNames: readonly string[],
): { readonly bucket: string; readonly region: string } | undefined {
  const name = awsNameIn(host);
  if (name !== undefined)
    return name.label === "s3" && name.own === "s3"
      ? { bucket: name.before, region: name.region }
      : undefined;
  const own = endpointNames
    .map((each) => each.replace(/^\*\./, ""))
    .find((each) => host.endsWith(`bucket.${each}`));
  if (own === undefined) return undefined;
  const before = host.slice(0, -`bucket.${own}`.length);
  const region = /\.s3\.([^.]+)\.vpce\./.exec(own)?.[1];
  if (region === undefined || (before !== "" && !before.endsWith("."))) return undefined;
  return { bucket: before.slice(0, -1), region };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
