import type { Outcome, Step } from "./trace/types";

/** Ways of writing a call. `nlb-header-insecure` accepts a certificate that does not match. */
export const forms = [
  "alias",
  "default",
  "endpoint-host",
  "endpoint-header",
  "nlb-header",
  "nlb-header-insecure",
  "domain",
] as const;
export type Form = (typeof forms)[number];

/** Where a probe starts: a private subnet, a public one, a corporate range, or outside of everything. */
export type Vantage = "workload" | "public" | "corporate" | "internet";

/** The report of `apilink check --json`; others script against it. */
export interface Report {
  readonly schema: "apilink.check/1";
  readonly stack: string;
  /** False where a probe is not as it should be, or a finding is an error. */
  readonly ok: boolean;
  /** How many resources of AWS. */
  readonly resources: number;
  readonly links: readonly ReportedLink[];
  readonly subscriptions: readonly ReportedSubscription[];
  readonly probes: readonly Probe[];
  readonly findings: readonly Finding[];
}

export interface ReportedLink {
  readonly from: string;
  readonly to: string;
  readonly through: string;
  /** Whether its recommended URL is answered, from every private subnet and every corporate range that is linked. */
  readonly ok: boolean;
  /** What a workload of the network should call. */
  readonly url: string;
  /** What the corporate network behind it should call; null where no corporate range is linked. */
  readonly corporateUrl: string | null;
  /** What the caller must send. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A network that consumes a service. */
export interface ReportedSubscription {
  readonly from: string;
  readonly to: string;
  /** What a workload of the network should call; empty where no endpoint is there. */
  readonly url: string;
  /** Whether it is answered from every private subnet; false of a connection that is left pending on purpose. */
  readonly ok: boolean;
}

/** One call that was traced. */
export interface Probe {
  /** The caller's network, or `internet`. */
  readonly from: string;
  readonly vantage: Vantage;
  /** Where the caller's addresses lie: ranges in CIDR notation, joined by `, `. */
  readonly source: string;
  /** The API. */
  readonly to: string;
  /** The network whose endpoint the URL names; null for a URL that names none. */
  readonly through: string | null;
  readonly form: Form;
  readonly client: "curl" | "browser";
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether this caller is meant to reach this API. */
  readonly linked: boolean;
  readonly outcome: Outcome;
  /** The HTTP status; null where HTTP is not reached. */
  readonly status: number | null;
  readonly decidedBy: Step;
  /** One sentence. */
  readonly explanation: string;
  /** False where a link's recommended URL is not answered, or a caller without a link gets an answer. */
  readonly ok: boolean;
}

/** Everything that check can find, with what it says of the stack. */
export const rules = {
  "private-dns-capture": "warning",
  "range-overlap": "warning",
  "wider-than-linked": "warning",
  "alias-missing": "warning",
  "single-zone": "warning",
  "range-nearly-full": "warning",
  "front-needs-insecure-client": "warning",
  "stale-deployment": "warning",
  "full-access-endpoint-policy": "warning",
  "public-page-to-private-address": "warning",
  "dual-stack": "warning",
  assumed: "warning",
  quota: "warning",
  "isolation-broken": "error",
  "link-broken": "error",
} as const;
export type Rule = keyof typeof rules;

export interface Finding {
  readonly severity: "error" | "warning";
  readonly rule: Rule;
  /** Path in the topology, for example `networks.seoul`. */
  readonly where: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}
