import type { Outcome, Url } from "../../verify/trace/types";

/** How curl ends where it gets no answer. Source: "EXIT CODES" of curl's manual page, and curl 8's messages. */
interface Failure {
  readonly status: number;
  readonly message: (url: Url) => string;
  /** What curl prints below the message. */
  readonly more?: string;
}

/** How long curl tries to connect when it is not told. Source: `--connect-timeout` of curl's manual page. */
const patience = 300_000;

const certificateHelp = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.`;

const failures: Readonly<Partial<Record<Outcome, Failure>>> = {
  nxdomain: { status: 6, message: ({ host }) => `Could not resolve host: ${host}` },
  timeout: {
    status: 28,
    message: ({ host, port }) =>
      `Failed to connect to ${host} port ${port} after ${patience} ms: Timeout was reached`,
  },
  "tls-mismatch": {
    status: 60,
    message: ({ host }) => `SSL: no alternative certificate subject name matches target host name '${host}'`,
    more: certificateHelp,
  },
};

/** What curl says and ends with; undefined where HTTP answers, whatever the answer is. */
export function failureOf(
  outcome: Outcome,
  url: Url,
): { readonly status: number; readonly message: string; readonly text: string } | undefined {
  const failure = failures[outcome];
  if (failure === undefined) return undefined;
  const message = failure.message(url);
  const more = failure.more === undefined ? "" : `${failure.more}\n`;
  return { status: failure.status, message, text: `curl: (${failure.status}) ${message}\n${more}` };
}
