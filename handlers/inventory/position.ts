import { createHmac, timingSafeEqual } from "node:crypto";
import type { Filters } from "./filters";

/** What a DynamoDB partition key holds, in bytes. Source: "Quotas in Amazon DynamoDB" of its developer guide. */
const longestKey = 2048;

/** Whether the table can have a server of this id at all; DynamoDB refuses to look for any other. */
export function isPossibleId(id: string): boolean {
  return id !== "" && Buffer.byteLength(id) <= longestKey;
}

/**
 * The text that names the server a page ends with, for the page after it: the id, and a signature of it and of the filters
 * that both pages share.
 *
 * @param key What callers do not know, so that they can make no such text themselves.
 */
export function positionAfter(id: string, { account, service, alive }: Filters, key: string): string {
  const signed = JSON.stringify([id, account ?? null, service ?? null, alive ?? null]);
  const signature = createHmac("sha256", key).update(signed).digest("base64url");
  return `${Buffer.from(id).toString("base64url")}.${signature}`;
}

/** The id that a text names, or undefined where `positionAfter` did not make it for these filters. */
export function positionIn(text: string, filters: Filters, key: string): string | undefined {
  const id = Buffer.from(text.replace(/\..*$/s, ""), "base64url").toString();
  return isPossibleId(id) && isSame(positionAfter(id, filters, key), text) ? id : undefined;
}

/** In a time that does not tell how much is the same. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
