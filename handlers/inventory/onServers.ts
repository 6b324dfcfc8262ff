import type { Server } from "../common/server";
import type { Decision, InventoryResponse, ListQuery, Page } from "./decide";
import { passes } from "./filters";

/** Answers a decision from servers at hand, in their order, as the function does from its table. */
export function respondFrom(servers: readonly Server[], decision: Decision): InventoryResponse {
  switch (decision.kind) {
    case "answer":
      return decision.response;
    case "reach":
      return decision.respond();
    case "get":
      return decision.respond(servers.find(named(decision.id)));
    case "list":
      return decision.respond(pageOf(servers, decision.query));
  }
}

function pageOf(servers: readonly Server[], query: ListQuery): Page {
  const { after, limit } = query;
  const last = after === undefined ? -1 : servers.findIndex(named(after));
  const found = servers.slice(last + 1).filter((server) => passes(server, query));
  return { servers: found.slice(0, limit), more: found.length > limit };
}

function named(id: string): (server: Server) => boolean {
  return (server) => server["instance-id"] === id;
}
