import { addressOf } from "../../verify/model/addresses";
import type { Answer, DnsAnswer, Outcome, Trace } from "../../verify/trace/types";
import { printable } from "../../stacks/printable";
import { headerLines, protocolOf, statusLine } from "./answer";
import { failureOf } from "./failures";
import type { CurlRequest } from "./request";

/** A call that was followed from one place. */
export interface Conversation {
  /** Where it starts, in CIDR notation. */
  readonly range: string;
  /** What the name of the URL resolves to there. */
  readonly resolved: DnsAnswer;
  readonly trace: Trace;
}

/** What `-v` adds: the conversation as curl shows it, then who decided what on the way. */
export function verboseLines(request: CurlRequest, { range, resolved, trace }: Conversation): string[] {
  const { hops, mend, answer, outcome } = trace;
  const failure = failureOf(outcome, request.url);
  const lines = [
    ...connection(request, resolved, outcome),
    ...(answer === undefined ? [] : exchange(request, answer)),
    ...(failure === undefined ? [] : [`* ${failure.message}`]),
    `* from ${range}`,
    ...hops.map(({ step, says }) => `* [${step}] ${says}`),
    ...(mend === undefined ? [] : [`* to change that: ${mend}`]),
  ];
  return lines.map(printable);
}

function connection({ url: { host, port } }: CurlRequest, resolved: DnsAnswer, outcome: Outcome): string[] {
  const addresses = addressesOf(resolved);
  const [first] = addresses;
  if (first === undefined) return [];
  const tried = outcome === "timeout" ? addresses : [first];
  return [
    `* Host ${host}:${port} was resolved.`,
    `* IPv4: ${addresses.join(", ")}`,
    ...tried.map((address) => `*   Trying ${address}:${port}...`),
    ...(outcome === "timeout" || outcome === "unknown"
      ? []
      : [`* Connected to ${host} (${first}) port ${port}`]),
  ];
}

/** Only AWS knows the addresses of its public names, and those of an endpoint that is not there yet. */
function addressesOf(resolved: DnsAnswer): readonly string[] {
  if (resolved.kind === "public") return ["an address of AWS"];
  if (resolved.kind !== "private") return [];
  return resolved.addresses.map(({ address, told }) => (told ? addressOf(address) : "(not told yet)"));
}

function exchange({ method, url, query, headers }: CurlRequest, answer: Answer): string[] {
  const { host = authorityOf(url), accept = "*/*", ...others } = headers;
  return [
    `> ${method} ${url.path}${query} ${protocolOf(url, answer)}`,
    `> Host: ${host}`,
    `> Accept: ${accept}`,
    ...Object.entries(others).map(([name, value]) => `> ${name}: ${value}`),
    "> ",
    `< ${statusLine(url, answer)}`,
    ...headerLines(answer).map((line) => `< ${line}`),
    "< ",
  ];
}

/** The port is left out where it is the scheme's own. */
function authorityOf({ scheme, host, port }: CurlRequest["url"]): string {
  return port === (scheme === "https" ? 443 : 80) ? host : `${host}:${port}`;
}
