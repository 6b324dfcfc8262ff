import type { Outcome } from "../../verify/trace/types";
import { attemptAt, type Attempt, type Limits } from "./attempt";
import type { Resolve } from "./names";
import { failureEnding } from "./outcomes";
import type { ApiKeys, Call } from "./settings";
import { millisecondsSince, StepError, stopwatch } from "./steps";

/** What one form of one link came to: nothing of what was sent, and of the answer its status. */
export interface CallResult {
  readonly network: string;
  readonly to: string;
  readonly through: string;
  readonly form: string;
  /** The addresses that the name resolves to. */
  readonly dns: readonly string[];
  /** The one of them that the rest is about; null where there is none. */
  readonly address: string | null;
  /** Milliseconds of each step, also of the one that failed; null of those after it. */
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  readonly httpMs: number | null;
  /** Milliseconds of all addresses together. */
  readonly totalMs: number;
  readonly status: number | null;
  readonly outcome: Outcome;
  readonly why?: string;
  readonly expected: Outcome;
  readonly agrees: boolean;
}

export interface Caller extends Limits {
  readonly network: string;
  readonly apiKeys: ApiKeys;
  readonly resolve: Resolve;
}

type Found = Pick<CallResult, "dns" | "outcome" | "why"> & Partial<Attempt>;

/** Makes one call. It throws nothing that a network can do. */
export async function makeCall(call: Call, caller: Caller): Promise<CallResult> {
  const began = performance.now();
  const { dns, address, taken, status, outcome, why } = await find(call, caller);
  const { to, through, form, expected } = call;
  return {
    network: caller.network,
    to,
    through,
    form,
    dns,
    address: address ?? null,
    connectMs: taken?.connect ?? null,
    tlsMs: taken?.tls ?? null,
    httpMs: taken?.http ?? null,
    totalMs: millisecondsSince(began),
    status: status ?? null,
    outcome,
    ...(why !== undefined && { why }),
    expected,
    agrees: outcome === expected,
  };
}

async function find(call: Call, caller: Caller): Promise<Found> {
  const key = keyHeader(call, caller.apiKeys);
  if (key === undefined)
    return { dns: [], outcome: "unknown", why: `there is no key of the API ${call.apiKey ?? ""}` };
  const { headers, insecure } = call;
  const target = { url: new URL(call.url), headers: { ...headers, ...key }, insecure };
  const dns = await addressesOf(target.url.hostname, caller);
  if (dns instanceof StepError) return { dns: [], ...failureEnding(dns) };
  // Resolvers give any of the addresses first, so a link works where each of them answers.
  const attempts = await Promise.all(dns.map((address) => attemptAt(address, target, caller)));
  const telling = attempts.find(({ outcome }) => outcome !== call.expected) ?? attempts[0];
  return telling === undefined
    ? { dns, outcome: "nxdomain", why: "the name has no address" }
    : { dns, ...telling };
}

/** Undefined where the key is wanted and not there. */
function keyHeader({ apiKey }: Call, apiKeys: ApiKeys): Readonly<Record<string, string>> | undefined {
  if (apiKey === undefined) return {};
  const key = apiKeys[apiKey];
  return key === undefined ? undefined : { "x-api-key": key };
}

/** In order, so that the same addresses are told in the same way. */
async function addressesOf(
  name: string,
  { resolve, deadlines, timeUp }: Caller,
): Promise<readonly string[] | StepError> {
  try {
    const addresses = await stopwatch(deadlines, timeUp).time("dns", (signal) => resolve(name, signal));
    return [...addresses].sort();
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  }
}
