import type { Endpoint, PolicyFact } from "../model/facts";

/** The steps of a call, in their order: each can be the one that decides. */
export const steps = [
  "dns",
  "route",
  "firewall",
  "tls",
  "gateway",
  "endpoint-policy",
  "resource-policy",
  "method",
  "backend",
] as const;
export type Step = (typeof steps)[number];

/** What a caller observes. */
export const outcomes = [
  "ok",
  "nxdomain",
  "timeout",
  "tls-mismatch",
  "forbidden",
  "access-denied",
  "missing-token",
  "cors-blocked",
  "not-found",
  "bad-request",
  "throttled",
  "backend-error",
  "unknown",
] as const;
export type Outcome = (typeof outcomes)[number];

/** Where a call starts. */
export type Source =
  | {
      /** A workload in a private subnet, or a machine with a public address in a public one. */
      readonly kind: "workload" | "public";
      readonly vpcId: string;
      readonly subnetId: string;
      /** IPv4, as a number. */
      readonly address: number;
    }
  | {
      /** A machine behind a virtual private or transit gateway, with a public resolver. */
      readonly kind: "corporate";
      /** The VPC that the range is given for. */
      readonly vpcId: string;
      readonly gatewayId: string;
      readonly address: number;
    }
  | { readonly kind: "internet" };

/** One call. */
export interface TraceRequest {
  readonly source: Source;
  readonly method: string;
  readonly url: Url;
  /** With its question mark; undefined where there is none. */
  readonly query?: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly client: "curl" | "browser";
  /** What the caller takes the name to resolve to, instead of asking for it. */
  readonly resolved?: DnsAnswer;
  /** Whether a certificate that does not match is accepted: `curl -k`, or a browser that was told so. */
  readonly insecure: boolean;
  /** The origin of the page that a browser's script is of. */
  readonly origin?: string;
  /**
   * Whether every address that the name resolves to has to answer, or one is enough. A link needs every one, since
   * resolvers give any of them first; a caller who must be kept out has to fail at each.
   */
  readonly demand: Demand;
}

export type Demand = "every" | "any";

export interface Url {
  readonly scheme: "https" | "http";
  /** In lower case. */
  readonly host: string;
  readonly port: number;
  /** Begins with a slash; without query. */
  readonly path: string;
}

/** What one step asked and what answered. */
export interface Hop {
  readonly step: Step;
  /** One sentence without a full stop, naming the resource that decided. */
  readonly says: string;
}

/** Where a step ends a call. */
export interface Failure {
  readonly step: Step;
  readonly outcome: Exclude<Outcome, "ok">;
  readonly says: string;
  /** What to change so that it passes; none where the call is kept out on purpose or by nature. */
  readonly mend?: string;
  /** What is sent back, where HTTP is reached. */
  readonly answer?: Answer;
}

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  /** @default - what API Gateway speaks: 2 over TLS, 1.1 in the clear */
  readonly httpVersion?: "1.1";
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where it is not known. */
  readonly body: string | undefined;
}

/** A step's verdict: it lets the call pass, and tells what the next one needs, or ends it. */
export type Verdict<Passed = object> =
  (Passed & { readonly passed: true; readonly hops: readonly Hop[] }) | Ended;

export interface Ended {
  readonly passed: false;
  /** The steps before the last one. */
  readonly hops: readonly Hop[];
  readonly failure: Failure;
}

/** The whole of a call: hop by hop what was asked and what answered. */
export interface Trace {
  readonly outcome: Outcome;
  readonly decidedBy: Step;
  /** One sentence. */
  readonly explanation: string;
  /** What to change, where something is to be. */
  readonly mend?: string;
  readonly hops: readonly Hop[];
  /** What HTTP answers, where it is reached. */
  readonly answer?: Answer;
  /** The address that was connected to, in dotted notation, where there was one. */
  readonly connectedTo?: string;
  /** Id of the VPC endpoint by which a call came to a service of AWS other than API Gateway. */
  readonly carriedBy?: string;
}

/** What callers are shown where a load balancer ends TLS. */
export interface ShownCertificate {
  /** Whether a load balancer ends TLS and shows a certificate of its own. */
  readonly endsTls?: boolean;
  /** The names of that certificate; undefined where they are not known. */
  readonly certificateNames?: readonly string[] | undefined;
  /** Some of those names, where they are not known. */
  readonly coveredDomains?: readonly string[];
}

/** How a call comes in: through an endpoint, with the address that it is seen from, or by API Gateway's public door. */
export type Arrival =
  | (ShownCertificate & {
      readonly kind: "endpoint";
      readonly endpoint: Endpoint;
      readonly sourceAddress: number;
    })
  | { readonly kind: "public" };

/** Where a call comes that is for anything other than API Gateway. */
export type OtherArrival =
  | (ShownCertificate & {
      readonly kind: "aws-service";
      /** As in `com.amazonaws.{region}.{label}`. */
      readonly service: string;
      readonly region: string;
      /** The VPC endpoint that carries the call; undefined for one that goes out to public addresses. */
      readonly endpoint: CarryingEndpoint | undefined;
      /** How the call has come, for example `by the internet gateway igw-…: a public hop`. */
      readonly way: string;
      readonly sourceAddress: number;
    })
  | (ShownCertificate & {
      readonly kind: "instance";
      readonly label: string;
      /** Its own, which a load balancer's may differ from. */
      readonly port: number;
    });

/** An endpoint as the step behind it sees it. */
export interface CarryingEndpoint {
  readonly id: string;
  readonly label: string;
  readonly vpcId: string;
  readonly policy: PolicyFact | undefined;
  /** Its own public names; none of a gateway endpoint. */
  readonly names: readonly string[];
}

/** What a resolver answers. */
export type DnsAnswer =
  | {
      readonly kind: "private";
      readonly addresses: readonly DnsAddress[];
      readonly says: string;
    }
  /** Addresses of AWS on the internet, which are AWS's to choose: of API Gateway, or of the service that is said. */
  | { readonly kind: "public"; readonly says: string; readonly service?: PublicService }
  | { readonly kind: "nxdomain"; readonly says: string; readonly mend?: string }
  | { readonly kind: "unknown"; readonly says: string };

/** A service of AWS by one of its public names. */
export interface PublicService {
  /** As in `com.amazonaws.{region}.{label}`. */
  readonly label: string;
  readonly region: string;
}

export interface DnsAddress {
  /** IPv4, as a number. */
  readonly address: number;
  /** Whether AWS has told the address; otherwise it stands for any one of the subnet. */
  readonly told: boolean;
}

/** Follows calls through one model. What different calls have in common is worked out once. */
export interface Tracer {
  readonly trace: (request: TraceRequest) => Trace;
  /** What the resolver of a source answers for a name. */
  readonly resolve: (source: Source, name: string) => DnsAnswer;
}

/** The ways by which a source has connected. */
export type Reached = Verdict<{ readonly arrivals: readonly (Arrival | OtherArrival)[] }>;
