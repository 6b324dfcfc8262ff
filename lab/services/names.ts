import { createHash } from "node:crypto";
import { partitionOf } from "../../components/partitions";
import type { ResourceRequest } from "../handler";
import type { Place, Properties } from "../resource";
import { nameOf as logicalName } from "../urns";
import { text } from "./fields";

/** Sixty-four hexadecimal digits, the same for the same parts every time. */
export function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** An EC2 id of today's length: the prefix, `0`, and sixteen more hexadecimal digits. */
export function ec2Id(prefix: string, digest: string): string {
  return `${prefix}-0${digest.slice(0, 16)}`;
}

/** Small letters and digits, as API Gateway's ids have them. */
export function shortId(digest: string, length: number): string {
  return BigInt(`0x${digest}`).toString(36).padStart(length, "0").slice(-length);
}

/** The first eight hexadecimal digits as a number: for choosing, where any choice will do. */
export function numberFrom(digest: string): number {
  return Number.parseInt(digest.slice(0, 8), 16);
}

/**
 * The name given; or one that begins as it is told to, with the 26 digits that the provider adds; or Pulumi's own: the logical
 * name, a dash and seven hexadecimal digits.
 */
export function physicalName(urn: string, inputs: Properties, digest: string): string {
  const prefix = text(inputs, "namePrefix");
  const made =
    prefix === undefined ? `${logicalName(urn)}-${digest.slice(0, 7)}` : prefix + digest.slice(0, 26);
  return text(inputs, "name") ?? made;
}

/** `physicalName` where the id is not made from the name: an update keeps the id, and so the name. */
export function nameOf(request: ResourceRequest): string {
  return physicalName(request.urn, request.inputs, hash("name", request.account, request.region, request.id));
}

/** An ARN in the region's partition. */
export function arn(place: Place, service: string, resource: string): string {
  return `arn:${partitionOf(place.region).name}:${service}:${place.region}:${place.account}:${resource}`;
}

/** API Gateway's control plane leaves the account out of its ARNs. */
export function gatewayArn(place: Place, path: string): string {
  return `arn:${partitionOf(place.region).name}:apigateway:${place.region}::/${path}`;
}

/** A UUID made from a digest, as RAM's ids and ACM's have them. */
export function uuid(digest: string): string {
  return [0, 8, 12, 16, 20].map((start, index) => digest.slice(start, [8, 12, 16, 20, 32][index])).join("-");
}

/** The id of a hosted zone of Route 53, one an owner: a zone of somebody's own, or a service's in a region. */
export function hostedZoneId(owner: string): string {
  return `Z${shortId(hash("hosted zone", owner), 13).toUpperCase()}`;
}

/** The part of an ARN that says what it is the ARN of, with the place that it names. */
export function arnParts(value: string): { readonly service: string; readonly resource: string } & Place {
  const [, , service = "", region = "", account = "", ...resource] = value.split(":");
  return { service, region, account, resource: resource.join(":") };
}
