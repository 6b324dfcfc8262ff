import type { Answer, Url } from "../../verify/trace/types";

/** API Gateway speaks HTTP/2 on its TLS port, and nothing newer than HTTP/1.1 is spoken in the clear. */
export function protocolOf({ scheme }: Url, { httpVersion }: Answer): string {
  return `HTTP/${httpVersion ?? (scheme === "https" ? "2" : "1.1")}`;
}

/** The status line, as curl writes it: HTTP/2 has no reason phrase, yet the blank before it stays. */
export function statusLine(url: Url, answer: Answer): string {
  return `${protocolOf(url, answer)} ${answer.status} `;
}

/** The header fields, their names in lower case as HTTP/2 has them. */
export function headerLines({ headers }: Answer): string[] {
  return Object.entries(headers).map(([name, value]) => `${name.toLowerCase()}: ${value}`);
}

/** What curl writes to its output: with `-i` the head, lines ended as on the wire, and the body as it is. */
export function answerText(url: Url, answer: Answer, include: boolean): string {
  const head = include ? [statusLine(url, answer), ...headerLines(answer), "", ""].join("\r\n") : "";
  return `${head}${answer.body ?? ""}`;
}
