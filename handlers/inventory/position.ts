import type { Filters } from "./filters";

/** What a DynamoDB partition key holds, in bytes. Source: "Quotas in Amazon DynamoDB" of its developer guide. */
const longestKey = 2048;

/** Whether the table can have a server of this id at all; DynamoDB refuses to look for any other. */
export function isPossibleId(id: string): boolean {
  return id !== "" && Buffer.byteLength(id) <= longestKey;
}

/** The text that names a page's last server, for the page after it, and the filters that both pages share. */
export function positionAfter(id: string, { account, service, alive }: Filters): string {
  const parts = [id, account ?? null, service ?? null, alive ?? null];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** The id that a position names, or undefined where it was not made as `positionAfter` does for these filters. */
export function idAt(position: string, filters: Filters): string | undefined {
  const id = firstOf(Buffer.from(position, "base64url").toString());
  // Made again and compared: so there is one text for a position, and nothing malformed to tell apart.
  return id !== undefined && isPossibleId(id) && positionAfter(id, filters) === position ? id : undefined;
}

function firstOf(json: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(json);
    const first: unknown = Array.isArray(parts) ? parts[0] : undefined;
    return typeof first === "string" ? first : undefined;
  } catch {
    return undefined;
  }
}
