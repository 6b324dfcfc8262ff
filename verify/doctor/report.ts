import type { Report } from "../contract";
import type { Outcome } from "../trace/types";

/** The report of `apilink doctor --json`; others script against it. */
export interface DoctorReport {
  readonly schema: "apilink.doctor/1";
  readonly stack: string;
  /** True where every link works, nothing differs from the program, and everything could be read. */
  readonly ok: boolean;
  /** Whoever gets in without a link: isolation is broken. */
  readonly openings: readonly Opening[];
  readonly links: readonly DoctorLink[];
  /** What is there otherwise than the program has it. */
  readonly differences: readonly Difference[];
  readonly unread: readonly Unread[];
  /** Of the APIs whose stage shows something else than their present methods and policy, or may do so. */
  readonly deployments: readonly DeploymentNote[];
  /** What `apilink check` says of what is there; a link of which nothing is known is a warning, and no error. */
  readonly report: Report;
}

export interface DoctorLink {
  readonly from: string;
  readonly to: string;
  readonly through: string;
  readonly state: "ok" | "broken" | "unknown";
  /** Of the first call of the link that is not answered, else of its recommended one. */
  readonly outcome: Outcome;
  /** One sentence. */
  readonly explanation: string;
  /** The differences that decide it: with them as the program has it, the link would be answered. */
  readonly settings: readonly Difference[];
}

/** Somebody who gets in without a link. */
export interface Opening {
  /** The caller's network, `internet`, or the id of an endpoint or VPC that is in no network of the topology. */
  readonly from: string;
  /** The API. */
  readonly to: string;
  readonly who: "network" | "internet" | "stranger";
  /** Ways of writing the calls that are answered, for example `endpoint-host of seoul`; empty of strangers, who are not traced. */
  readonly forms: readonly string[];
  /** Ranges in CIDR notation. */
  readonly sources: readonly string[];
  /** One sentence. */
  readonly explanation: string;
  /** The differences that decide it: with them as the program has it, nobody gets in there. */
  readonly settings: readonly Difference[];
}

/** Something that is not as the program has it. */
export interface Difference {
  readonly kind: "missing" | "differs" | "unexpected";
  readonly account: string;
  readonly region: string;
  /** Pulumi's type token. */
  readonly type: string;
  /** The logical name, for example `seoul.endpoint`; of what no program made, its id. */
  readonly resource: string;
  /** As Pulumi has it; null of what is missing. */
  readonly id: string | null;
  /** Pulumi's name of the property that differs, in inner ones with a path; null where it is the resource as a whole. */
  readonly setting: string | null;
  /** As the program has it, with what is there for the ids; null where it has nothing. */
  readonly expected: unknown;
  /** As it is; null where there is nothing. */
  readonly found: unknown;
  /** One line, for example `seoul.endpoint sg ingress 10.1.0.0/16:443 is missing`. */
  readonly text: string;
}

/** What could not be read in one place. */
export interface Unread {
  readonly account: string;
  readonly region: string;
  /** The IAM action that is missing; null where it failed for another reason. */
  readonly permission: string | null;
  /** Pulumi's type tokens. */
  readonly types: readonly string[];
  /** What AWS answered. */
  readonly message: string;
}

/** AWS does not tell what a deployment has published. */
export interface DeploymentNote {
  readonly api: string;
  readonly stage: string;
  /**
   * What the stage is taken to show: the API's present methods and policy (`current`), what the program has (`program`), the
   * present ones for want of a mark (`assumed`), or something that is neither (`unknown`).
   */
  readonly published: "current" | "program" | "assumed" | "unknown";
  /** What the next deployment would change, by link. */
  readonly next: readonly { readonly from: string; readonly to: string; readonly ok: boolean }[];
  /** Whom the next deployment would let in without a link, or shut out again. */
  readonly nextOpen: readonly { readonly from: string; readonly to: string; readonly open: boolean }[];
}
