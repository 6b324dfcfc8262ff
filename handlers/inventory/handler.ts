import { errorName, type Log } from "../common/log";
import { clock, type Timer } from "../common/timer";
import {
  decide,
  failed,
  unavailable,
  type Decision,
  type InventoryResponse,
  type InventorySettings,
} from "./decide";
import { requestOf, shapeOf, type ProxyEvent } from "./event";
import { TableError, type InventoryTable } from "./table";

/** The most that the table may take for one call, in milliseconds: the function itself has 10 seconds. */
const tableTime = 8000;

export type InventoryHandler = (event: ProxyEvent) => Promise<InventoryResponse>;

/**
 * The function, over any table. It answers whatever happens, and logs one line a call.
 *
 * @param timer What the table's time is bounded by. @default - the clock
 */
export function inventoryHandler(
  table: InventoryTable,
  settings: InventorySettings,
  log: Log,
  timer: Timer = clock,
): InventoryHandler {
  return async (event) => {
    const began = performance.now();
    const { response, ...problem } = await answered(event, table, settings, timer);
    log({
      level: levels[problem.cause],
      message: "answered",
      ...shapeOf(event),
      status: response.statusCode,
      ms: Math.round((performance.now() - began) * 10) / 10,
      ...(problem.cause !== "none" && problem),
    });
    return response;
  };
}

/** Whose failure it was. */
type Problem = { readonly cause: "none" } | { readonly cause: "table" | "code"; readonly failure: string };

const levels: Readonly<Record<Problem["cause"], string>> = { none: "info", table: "warn", code: "error" };

async function answered(
  event: ProxyEvent,
  table: InventoryTable,
  settings: InventorySettings,
  timer: Timer,
): Promise<Problem & { readonly response: InventoryResponse }> {
  const request = requestOf(event);
  try {
    return { cause: "none", response: await respond(decide(request, settings), table, timer) };
  } catch (error) {
    if (error instanceof TableError) {
      return { cause: "table", failure: error.failure, response: unavailable(request, settings) };
    }
    return { cause: "code", failure: errorName(error), response: failed(request, settings) };
  }
}

async function respond(decision: Decision, table: InventoryTable, timer: Timer): Promise<InventoryResponse> {
  if (decision.kind === "answer") return decision.response;
  const signal = timer(tableTime);
  switch (decision.kind) {
    case "reach":
      await table.reach(signal);
      return decision.respond();
    case "get":
      return decision.respond(await table.get(decision.id, signal));
    case "list":
      return decision.respond(await table.page(decision.query, signal));
  }
}
