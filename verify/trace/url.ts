import { normalName } from "../model/dnsName";
import type { Url } from "./types";

/** A URL as the trace reads it; text without a scheme is HTTP, as curl takes it. */
export function parseUrl(text: string): Url {
  const { protocol, hostname, port, pathname } = new URL(
    /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`,
  );
  const scheme = protocol === "https:" ? "https" : "http";
  return {
    scheme,
    // A final dot is for resolvers: curl asks for no certificate with it.
    host: normalName(hostname),
    port: port === "" ? (scheme === "https" ? 443 : 80) : Number(port),
    path: pathname,
  };
}
