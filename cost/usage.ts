import { UserError } from "../stacks/userError";
import { defaultUsage, type Usage } from "./types";

/** As the options `--traffic-gb` and `--requests` are written. */
export interface UsageOptions {
  /** @default 10 */
  readonly trafficGb?: string;
  /** @default 1000000 */
  readonly requests?: string;
}

/** Beyond these a number is a slip of the pen: 100 petabytes, and 38,000 calls a second. */
const most: Usage = { trafficGb: 100_000_000, requests: 100_000_000_000 };

/**
 * Reads how much each link carries.
 *
 * @throws UserError for what is no number, a negative one, part of a request, or more than any link carries.
 */
export function usageOf({ trafficGb, requests }: UsageOptions): Usage {
  return {
    trafficGb: trafficGb === undefined ? defaultUsage.trafficGb : gigabytesIn(trafficGb),
    requests: requests === undefined ? defaultUsage.requests : requestsIn(requests),
  };
}

function gigabytesIn(text: string): number {
  const gigabytes = numberIn(text, /^\d+(\.\d+)?$/);
  if (gigabytes <= most.trafficGb) return gigabytes;
  throw refusal("--traffic-gb", text, `a number of gigabytes from 0 to ${most.trafficGb}`);
}

function requestsIn(text: string): number {
  const requests = numberIn(text, /^\d+$/);
  if (requests <= most.requests) return requests;
  throw refusal("--requests", text, `a whole number from 0 to ${most.requests}`);
}

/** Not a number where the text is none as people write them: neither 1e3 nor 0x10, nor an empty one. */
function numberIn(text: string, written: RegExp): number {
  return written.test(text) ? Number(text) : NaN;
}

/** Nobody reads a longer one. */
const longestShown = 40;

function refusal(option: string, text: string, expected: string): UserError {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return new UserError(
    `${option} ${JSON.stringify(shown)}: must be ${expected}\n  hint: it is what each link carries in a month`,
  );
}
