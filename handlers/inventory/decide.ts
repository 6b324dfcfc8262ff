import type { Server } from "../common/server";
import { listQueryOf, type ListQuery } from "./listQuery";
import { isPossibleId, positionAfter } from "./position";
import {
  Responses,
  type InventoryRequest,
  type InventoryResponse,
  type InventorySettings,
} from "./responses";

export type { InventoryRequest, InventoryResponse, InventorySettings, ListQuery };

/** What a list is answered with. */
export interface Page {
  readonly servers: readonly Server[];
  /** Whether servers come after these that pass the filters, or that were not read. */
  readonly more: boolean;
  /** The id of the last server that was read, where the page ends early. @default - that of the last one shown */
  readonly after?: string;
}

/** What a call asks of the table, and how what the table says becomes the response. */
export type Decision =
  | { readonly kind: "answer"; readonly response: InventoryResponse }
  /** Whether the table can be read at all. */
  | { readonly kind: "reach"; readonly respond: () => InventoryResponse }
  | {
      readonly kind: "get";
      readonly id: string;
      readonly respond: (server: Server | undefined) => InventoryResponse;
    }
  | {
      readonly kind: "list";
      readonly query: ListQuery;
      readonly respond: (page: Page) => InventoryResponse;
    };

const listPath = "/srv";
const serverPath = `${listPath}/`;
const published = { status: "ok", paths: [listPath, `${serverPath}{srvid}`] };

/** Decides what a call is answered with, as far as that can be told without the table. */
export function decide(request: InventoryRequest, settings: InventorySettings): Decision {
  const responses = new Responses(request, settings);
  const answer = (response: InventoryResponse): Decision => ({ kind: "answer", response });
  const methods = settings.origins.length === 0 ? "GET" : "GET,OPTIONS";
  const read = readOf(request, settings, responses);
  if (read === undefined) return answer(responses.notFound(`No path ${JSON.stringify(request.path)}`));
  if (request.method === "GET") return read();
  return answer(
    request.method === "OPTIONS" && settings.origins.length > 0
      ? responses.preflight(methods)
      : responses.notAllowed(methods),
  );
}

/** The response where the table is throttled, out of reach, missing or forbidden. */
export function unavailable(request: InventoryRequest, settings: InventorySettings): InventoryResponse {
  return new Responses(request, settings).unavailable();
}

/** The response where this code is wrong. */
export function failed(request: InventoryRequest, settings: InventorySettings): InventoryResponse {
  return new Responses(request, settings).failed();
}

/** What GET does on a path, or undefined where the API has no such path. */
function readOf(
  { path, query }: InventoryRequest,
  settings: InventorySettings,
  responses: Responses,
): (() => Decision) | undefined {
  if (path === "/") return () => ({ kind: "reach", respond: () => responses.ok(published) });
  if (path === listPath) return () => list(query, settings, responses);
  if (path.startsWith(serverPath) && path !== serverPath) {
    return () => get(path.slice(serverPath.length), responses);
  }
  return undefined;
}

function get(id: string, responses: Responses): Decision {
  const missing = (): InventoryResponse => responses.notFound(`No server ${JSON.stringify(id)}`);
  if (!isPossibleId(id)) return { kind: "answer", response: missing() };
  return {
    kind: "get",
    id,
    respond: (server) => (server === undefined ? missing() : responses.ok(server)),
  };
}

function list(
  parameters: InventoryRequest["query"],
  { positionKey }: InventorySettings,
  responses: Responses,
): Decision {
  const query = listQueryOf(parameters, positionKey);
  if (typeof query === "string") return { kind: "answer", response: responses.badRequest(query) };
  return {
    kind: "list",
    query,
    respond: ({ servers, more, after: last = servers.at(-1)?.["instance-id"] }) => {
      const next = more && last !== undefined ? positionAfter(last, query, positionKey) : null;
      return responses.ok({ servers, next });
    },
  };
}
