import { setTimeout } from "node:timers/promises";
import { Refusal } from "../refusal";
import type { CallLog } from "./callLog";
import { faultsVariable, type Faults } from "./faults";

/** A request that changes something, as the engine makes it. */
export interface Call {
  readonly operation: "create" | "update" | "delete";
  readonly urn: string;
  readonly type: string;
}

/** The way from a provider to the cloud. */
export type Carry = <T>(call: Call, make: () => T) => Promise<T>;

/** Nothing goes wrong. */
export const carriedAtOnce: Carry = (_call, make) => Promise.resolve().then(make);

/** How often AWS's provider tries, by default, what is throttled. */
const attempts = 25;

/** Far less than the provider's own pauses, which grow to twenty seconds. */
const pause = 20;

/** What the services say to too many requests, by the first part of the type; most say the last one. */
const throttled: readonly (readonly [types: RegExp, code: string, message: string])[] = [
  [/^aws:(ec2|vpc)/, "RequestLimitExceeded", "Request limit exceeded."],
  [/^aws:apigateway/, "TooManyRequestsException", "Too Many Requests"],
  [/^/, "ThrottlingException", "Rate exceeded"],
];

/**
 * The way on which things go wrong.
 *
 * @param die Ends the provider at once.
 */
export function carriedWithFaults(faults: Faults, log: CallLog, die: () => never): Carry {
  return async (call, make) => {
    const number = await admitted(faults, log, call);
    await setTimeout(faults.slow / 2);
    if (faults.fail.includes(number)) throw refused("InternalFailure", number, "fails");
    const made = make();
    if (faults.die.includes(number)) die();
    await setTimeout(faults.slow / 2);
    if (faults.lose.includes(number)) throw refused("RequestError", number, "is done and its answer is lost");
    return made;
  };
}

/** Tries until a call is not throttled, and tells its number. */
async function admitted({ throttle }: Faults, log: CallLog, call: Call): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const number = log.add(`${call.operation} ${call.urn}`);
    if (throttle === undefined || number < throttle.from || number >= throttle.from + throttle.calls) {
      return number;
    }
    if (attempt === attempts) throw tooMany(call);
    await setTimeout(pause);
  }
}

function tooMany({ type }: Call): Refusal {
  const [, code = "", message = ""] = throttled.find(([types]) => types.test(type)) ?? [];
  return new Refusal(code, `exceeded maximum number of attempts, ${attempts}: ${message}`);
}

function refused(code: string, number: number, what: string): Refusal {
  return new Refusal(code, `call ${number} of this run ${what}, as ${faultsVariable} says`);
}
