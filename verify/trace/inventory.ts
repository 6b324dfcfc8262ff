import { decide, unavailable, type Decision, type InventoryResponse } from "../../handlers/inventory/decide";
import { requestOf, type ProxyEvent } from "../../handlers/inventory/event";
import { respondFrom } from "../../handlers/inventory/onServers";
import { inventoryEnvironment, type InventoryEnvironment } from "../../handlers/inventory/settings";
import type { LambdaFunction, Model, RestMethod, Table } from "../model/facts";
import { badGateway, lowerCased } from "./answers";
import type { BackendAnswer } from "./backend";
import type { Called } from "./gateway";
import type { Refusal } from "./grants";
import { tableVariable, usableTable } from "./inventoryTable";
import { parametersIn } from "./path";
import type { TraceRequest, Verdict } from "./types";
import { ended, undecided } from "./verdicts";

/** What the inventory's own code answers, run over what its table holds. */
export function inventoryVerdict(
  model: Model,
  request: TraceRequest,
  called: Called,
  method: RestMethod,
  fn: LambdaFunction,
): Verdict<BackendAnswer> {
  const settings = settingsOf(fn);
  if ("unknown" in settings)
    return undecided("backend", `${settings.unknown} in the environment of ${fn.label} is not known`);
  if ("wrong" in settings) {
    const says = `the code of ${fn.label} does not start with its environment: ${settings.wrong}`;
    const mend = `mend the environment of ${fn.label}`;
    return ended("backend", "backend-error", says, { answer: badGateway, mend });
  }
  const asked = requestOf(eventOf(request, called, method));
  const decision = decide(asked, settings);
  const told = ({ statusCode }: Response, from = ""): string =>
    `${method.label} of ${called.api.label} is answered ${statusCode} by ${fn.label}${from}`;
  if (decision.kind === "answer") return answered(decision.response, told(decision.response));
  const access = accessOf(model, fn, settings.tableName, decision);
  if ("isCertain" in access) {
    if (!access.isCertain) return undecided("backend", access.says);
    const response = unavailable(asked, settings);
    return answered(response, `${told(response)}: ${access.says}`, access.mend);
  }
  const response = responseFrom(model, decision);
  return response === undefined
    ? undecided("backend", `what ${access.label} holds is not known`)
    : answered(response, told(response, ` from ${access.label}`));
}

/** What the handler answers; its body is not known where nobody has read the table. */
type Response = Omit<InventoryResponse, "body"> & { readonly body: string | undefined };

function answered(
  { statusCode, headers, body }: Response,
  says: string,
  mend?: string,
): Verdict<BackendAnswer> {
  const answer = { status: statusCode, headers: lowerCased(headers), body };
  return { passed: true, hops: [], answer, says, ...(mend !== undefined && { mend }) };
}

/** What the code reads from its environment; or a variable that is not known, or why it does not start. */
type Settings = InventoryEnvironment | { readonly unknown: string } | { readonly wrong: string };

function settingsOf({ environment }: LambdaFunction): Settings {
  if (environment === undefined) return { unknown: tableVariable };
  try {
    return inventoryEnvironment(Object.fromEntries(environment));
  } catch (error) {
    const [unknown] = [...environment].find(([, value]) => value === undefined) ?? [];
    return unknown === undefined
      ? { wrong: error instanceof Error ? error.message : String(error) }
      : { unknown };
  }
}

/** The call as API Gateway hands it to the function. */
function eventOf(
  { method, headers, origin, query = "" }: TraceRequest,
  { path }: Called,
  called: RestMethod,
): ProxyEvent {
  return {
    httpMethod: method,
    path,
    resource: called.path,
    pathParameters: parametersIn(called.path, path),
    // Of a parameter that is given twice the last one counts, as in the event.
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    headers: origin === undefined ? headers : { ...headers, origin },
  };
}

/** A decision that reads the table. */
type Reading = Exclude<Decision, { readonly kind: "answer" }>;

/** What `handlers/inventory/dynamoTable.ts` asks the table for. */
function actionsOf(decision: Reading): readonly string[] {
  return [decision.kind === "get" ? "dynamodb:GetItem" : "dynamodb:Scan"];
}

/** The table that a function reads, or why it cannot. */
function accessOf(model: Model, fn: LambdaFunction, tableName: string, decision: Reading): Table | Refusal {
  const actions = actionsOf(decision);
  const key = `${tableName} ${actions.join()}`;
  const known = read.get(fn) ?? new Map<string, Table | Refusal>();
  read.set(fn, known);
  const access = known.get(key) ?? usableTable(model, fn, tableName, actions);
  known.set(key, access);
  return access;
}

/** What was found already: of a model's functions the same few things are asked in call after call. */
const read = new WeakMap<LambdaFunction, Map<string, Table | Refusal>>();

/** Undefined where it depends on what the table holds, and nobody has read that. */
function responseFrom({ servers }: Model, decision: Reading): Response | undefined {
  if (servers !== undefined) return respondFrom(servers, decision);
  if (decision.kind === "reach") return decision.respond();
  if (decision.kind === "get") return undefined;
  return { ...decision.respond({ servers: [], more: false }), body: undefined };
}
