import { partitionOf } from "../../components/partitions";
import type { PrivateDomain } from "../model/facts";
import { plainHttp } from "./answers";
import type { Arrival, TraceRequest, Verdict } from "./types";
import { ended, hop, undecided } from "./verdicts";

/**
 * Whether the certificate that API Gateway shows covers the name that was called, or the caller does not mind.
 *
 * @param region Where the call comes in; empty where that is not known.
 */
export function tlsVerdict(
  { url, insecure }: TraceRequest,
  arrival: Arrival,
  region: string,
  domain: PrivateDomain | undefined,
): Verdict {
  if (url.scheme === "http") {
    const says = `the call is plain HTTP, and port ${url.port} speaks HTTPS`;
    return ended("tls", "bad-request", says, { answer: plainHttp, mend: "write https://" });
  }
  return certificateVerdict({ url, insecure }, namesShown(arrival, url.host, region, domain), {
    mend: "call the alias URL, or a name of your own that has a certificate",
  });
}

/**
 * Whether a certificate covers the name that was called, or the caller does not mind.
 *
 * @param names Those of the certificate; undefined where they are not known.
 */
export function certificateVerdict(
  { url, insecure }: Pick<TraceRequest, "url" | "insecure">,
  names: readonly string[] | undefined,
  more: { readonly mend?: string } = {},
): Verdict {
  if (names === undefined) {
    const says = `which certificate is shown for ${url.host} is not known`;
    return insecure
      ? { passed: true, hops: [hop("tls", `${says}, and the caller accepts any`)] }
      : undecided("tls", says);
  }
  if (names.some((name) => covers(name, url.host))) {
    return { passed: true, hops: [hop("tls", `the certificate covers ${url.host}`)] };
  }
  const says = `the certificate is for ${names.join(" and ")}, not for ${url.host}`;
  return insecure
    ? { passed: true, hops: [hop("tls", `${says}, which the caller accepts`)] }
    : ended("tls", "tls-mismatch", says, more);
}

function namesShown(
  arrival: Arrival,
  host: string,
  region: string,
  domain: PrivateDomain | undefined,
): readonly string[] | undefined {
  if (arrival.kind === "endpoint" && arrival.endsTls === true)
    return arrival.certificateNames ?? namesFor(host, region, arrival.coveredDomains);
  if (arrival.kind === "endpoint" && domain?.associated.has(arrival.endpoint.id) === true) {
    return domain.certificateNames;
  }
  if (arrival.kind === "endpoint" && domain?.associatedKnown === false) return undefined;
  // A name of somebody's own leads to an API's public name.
  if (region === "") return undefined;
  const { dnsSuffix } = partitionOf(region);
  return [`*.execute-api.${region}.${dnsSuffix}`, `*.execute-api.${region}.vpce.${dnsSuffix}`];
}

/** What some names of a certificate tell of all: those it covers, and that nobody has one for the names of AWS. */
function namesFor(
  host: string,
  region: string,
  covered: readonly string[] = [],
): readonly string[] | undefined {
  const isTelling = covered.includes(host) || host.endsWith(`.${partitionOf(region).dnsSuffix}`);
  return isTelling && covered.length > 0 ? covered : undefined;
}

/** A wildcard stands for one whole label. Source: RFC 9525. */
function covers(pattern: string, host: string): boolean {
  if (!pattern.startsWith("*.")) return pattern === host;
  const [, ...rest] = host.split(".");
  return rest.join(".") === pattern.slice(2);
}
