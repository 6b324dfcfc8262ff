import assert from "node:assert/strict";
import { z } from "zod";
import type { InventoryRequest, InventoryResponse } from "../../../handlers/inventory/decide";
import type { ProxyEvent } from "../../../handlers/inventory/event";
import type { Server } from "../../../handlers/common/server";

export const serverShape = z.strictObject({
  aws_account_id: z.string(),
  aws_account_name: z.string(),
  "instance-id": z.string(),
  os: z.string(),
  version: z.string(),
  ip: z.string(),
  name: z.string(),
  service: z.string(),
  role: z.string(),
  alive: z.union([z.literal(0), z.literal(1)]),
  etc: z.string(),
});

const listShape = z.strictObject({ servers: z.array(serverShape), next: z.string().nullable() });

export function request(over: Partial<InventoryRequest> = {}): InventoryRequest {
  return { method: "GET", path: "/srv", query: {}, origin: undefined, ...over };
}

/** What API Gateway makes of a call, with all that it tells of the caller. */
export function event(
  path: string,
  over: Partial<ProxyEvent> & { readonly [unread: string]: unknown } = {},
): ProxyEvent {
  const id = path.startsWith("/srv/") ? path.slice("/srv/".length) : undefined;
  return {
    httpMethod: "GET",
    path,
    resource: id === undefined ? path : "/srv/{srvid}",
    pathParameters: id === undefined ? null : { srvid: id },
    queryStringParameters: null,
    headers: null,
    requestContext: { requestId: "4f6c1a52-8a3e-4a0e-9f53-0c7d1c1d6d11" },
    ...over,
  };
}

export function list({ statusCode, body }: InventoryResponse): z.infer<typeof listShape> {
  assert.equal(statusCode, 200, body);
  return listShape.parse(JSON.parse(body));
}

/** All pages of a list, each asked for with what the one before gave. */
export async function pages(
  ask: (query: Readonly<Record<string, string>>) => InventoryResponse | Promise<InventoryResponse>,
  query: Readonly<Record<string, string>>,
): Promise<readonly (readonly Server[])[]> {
  const read: (readonly Server[])[] = [];
  let next: string | null = null;
  do {
    const page = list(await ask({ ...query, ...(next !== null && { next }) }));
    read.push(page.servers);
    next = page.next;
    assert.ok(read.length < 1000, "the pages never end");
  } while (next !== null);
  return read;
}

/** All are full save the last one, which has something unless it is alone. */
export function assertFull(read: readonly (readonly Server[])[], limit: number): void {
  for (const page of read.slice(0, -1)) assert.equal(page.length, limit);
  const last = read.at(-1) ?? [];
  assert.ok(last.length <= limit && (last.length > 0 || read.length === 1));
}

export function message({ body }: InventoryResponse): string {
  return z.strictObject({ message: z.string() }).parse(JSON.parse(body)).message;
}

/** The ids, in one order. */
export function idsOf(servers: readonly Server[]): readonly string[] {
  return servers.map((server) => server["instance-id"]).sort();
}
