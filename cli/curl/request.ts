import { isIPv4 } from "node:net";
import { UserError } from "../../stacks/userError";
import { numberOf } from "../../verify/model/addresses";
import { normalName } from "../../verify/model/dnsName";
import type { DnsAnswer, Source, TraceRequest, Url } from "../../verify/trace/types";
import { parseUrl } from "../../verify/trace/url";

/** The options of `apilink curl` that make the request. */
export interface RequestOptions {
  readonly request?: string;
  readonly header?: readonly string[];
  readonly insecure?: boolean;
  /** As in curl: `HOST:PORT:ADDRESS`. */
  readonly resolve?: readonly string[];
}

/** A request as curl would send it. */
export interface CurlRequest {
  readonly method: string;
  readonly url: Url;
  /** With its leading question mark; empty where there is none. */
  readonly query: string;
  /** What `-H` adds, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly insecure: boolean;
  /** What `--resolve` says of the URL's host. */
  readonly resolved?: DnsAnswer;
}

/**
 * Reads a command line of curl.
 *
 * @throws UserError for what curl would not send either.
 */
export function requestOf(text: string, options: RequestOptions): CurlRequest {
  const { request: method = "GET", header = [], insecure = false, resolve = [] } = options;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(method))
    throw new UserError(`-X ${JSON.stringify(method)} is no method of HTTP`);
  const { url, query } = urlOf(text);
  const resolved = resolvedBy(resolve, url);
  return {
    method,
    url,
    query,
    headers: headersOf(header),
    insecure,
    ...(resolved !== undefined && { resolved }),
  };
}

/** `HOST:PORT:ADDRESS`, of which the last one for a host and port counts. Source: curl's manual page. */
function resolvedBy(entries: readonly string[], url: Url): DnsAnswer | undefined {
  const told = entries.map((entry) => {
    const [, host = "", port = "", address = ""] = /^([^:]+):(\d+):([\d.]+)$/.exec(entry) ?? [];
    if (!isIPv4(address))
      throw new UserError(`--resolve ${entry} names no address\n  hint: write HOST:PORT:ADDRESS`);
    return { host: normalName(host), port: Number(port), address };
  });
  const own = told.findLast(({ host, port }) => host === url.host && port === url.port);
  return (
    own && {
      kind: "private",
      addresses: [{ address: numberOf(own.address), told: true }],
      says: `${own.host} is taken to be ${own.address}`,
    }
  );
}

function urlOf(text: string): Pick<CurlRequest, "url" | "query"> {
  if (/[{}[\]]/.test(text)) {
    throw new UserError(
      `${text}: curl reads braces and brackets as patterns\n  hint: \`apilink check\` shows each URL with the API's id`,
    );
  }
  const parsed = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (parsed === undefined || parsed.hostname === "") throw new UserError(`${text} is no URL`);
  const scheme = parsed.protocol.slice(0, -1);
  if (scheme !== "https" && scheme !== "http") {
    throw new UserError(`${text}: https and http can be followed, and ${scheme} cannot`);
  }
  return { url: parseUrl(text), query: parsed.search };
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** `Name: value` adds, `Name;` adds one without a value, `Name:` takes away. Source: curl's manual page. */
function headersOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, mark, value = ""] = /^([\w!#$%&'*+.^`|~-]+)([:;])\s*([^\r\n]*?)\s*$/.exec(line) ?? [];
    if (name === undefined || (mark === ";" && value !== "")) {
      throw new UserError(`-H ${JSON.stringify(line)} is no header\n  hint: write -H 'Name: value'`);
    }
    if (mark === ":" && value === "") headers.delete(name.toLowerCase());
    else headers.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(headers);
}

/** The call as it is traced: curl goes on to the next address of a name where one does not answer. */
export function callFrom(source: Source, request: CurlRequest): TraceRequest {
  const { method, url, query, headers, insecure, resolved } = request;
  const asked = { source, method, url, headers, insecure, client: "curl", demand: "any" } as const;
  return { ...asked, ...(query !== "" && { query }), ...(resolved !== undefined && { resolved }) };
}
