import type { PolicyFact } from "../model/facts";
import type { Decision, StatementRef } from "../policy";
import { policyRequest } from "./context";
import type { Called } from "./gateway";
import type { Arrival, TraceRequest } from "./types";

/** What a policy says of a call. */
export function decide(
  { policy }: PolicyFact,
  request: TraceRequest,
  arrival: Arrival,
  called: Called,
  resource: string,
): Decision {
  return policy.decide(policyRequest({ request, arrival, called, policy }, resource));
}

/** How explanations call a statement: by its name, or else its place. */
export function statementOf({ index, sid }: StatementRef): string {
  return sid === undefined ? `statement ${index + 1}` : `the statement ${sid}`;
}
