import type { Filters } from "./filters";
import { positionIn } from "./position";

/** One page of a list. */
export interface ListQuery extends Filters {
  /** Most servers of the page. */
  readonly limit: number;
  /** The id of the server that the page before ended with. */
  readonly after?: string;
}

const defaultLimit = 50;
const mostServers = 100;

const parameters = ["limit", "next", "account", "service", "alive"];

/** Reads the parameters of a list, or says what is wrong with them. */
export function listQueryOf(
  query: Readonly<Record<string, string>>,
  positionKey: string,
): ListQuery | string {
  const unknown = Object.keys(query).find((name) => !parameters.includes(name));
  if (unknown !== undefined) {
    return `There is no parameter ${JSON.stringify(unknown)}: a list takes ${parameters.join(", ")}`;
  }
  const limit = limitOf(query["limit"]);
  if (limit === undefined) return `\`limit\` is a whole number from 1 to ${mostServers}`;
  const alive = aliveOf(query["alive"]);
  if (alive === "neither") return "`alive` is 1 for the servers that exist, or 0 for those that have gone";
  const filters: Filters = {
    ...(query["account"] !== undefined && { account: query["account"] }),
    ...(query["service"] !== undefined && { service: query["service"] }),
    ...(alive !== undefined && { alive }),
  };
  if (query["next"] === undefined) return { ...filters, limit };
  const after = positionIn(query["next"], filters, positionKey);
  return after === undefined ? unknownPosition : { ...filters, limit, after };
}

const unknownPosition =
  "`next` was not given by this API for these filters: repeat those of the page before, or leave it out to begin again";

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return defaultLimit;
  if (!/^[1-9]\d{0,2}$/.test(text)) return undefined;
  return Number(text) <= mostServers ? Number(text) : undefined;
}

function aliveOf(text: string | undefined): 0 | 1 | undefined | "neither" {
  if (text === undefined) return undefined;
  return text === "1" ? 1 : text === "0" ? 0 : "neither";
}
