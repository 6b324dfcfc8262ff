import type { Server } from "../common/server";
import { passes, type Filters } from "./filters";

/** What a DynamoDB partition key holds, in bytes. Source: "Quotas in Amazon DynamoDB" of its developer guide. */
const longestKey = 2048;

/** Whether the table can have a server of this id at all; DynamoDB refuses to look for any other. */
export function isPossibleId(id: string): boolean {
  return id !== "" && Buffer.byteLength(id) <= longestKey;
}

/** The server that a page ends with. */
export interface Position {
  readonly id: string;
  /** Whether the page shows it: one that ends early can end with a server that does not pass the filters. */
  readonly isShown: boolean;
}

/** The text that names a page's last server, for the page after it, and the filters that both pages share. */
export function positionAfter({ id, isShown }: Position, { account, service, alive }: Filters): string {
  const parts = [id, isShown ? 1 : 0, account ?? null, service ?? null, alive ?? null];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** What a text names, or undefined where it was not made as `positionAfter` does for these filters. */
export function positionIn(text: string, filters: Filters): Position | undefined {
  const [id, shown] = listIn(Buffer.from(text, "base64url").toString());
  if (typeof id !== "string" || !isPossibleId(id)) return undefined;
  const position = { id, isShown: shown === 1 };
  // Made again and compared: so there is one text for a position, and nothing malformed to tell apart.
  return positionAfter(position, filters) === text ? position : undefined;
}

/** Whether a position names this server, as it is now: there, and passing the filters if it was shown, and only then. */
export function isAt(position: Position, server: Server | undefined, filters: Filters): boolean {
  return server !== undefined && passes(server, filters) === position.isShown;
}

function listIn(json: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
