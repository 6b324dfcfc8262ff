import type * as aws from "@pulumi/aws";
import type { Tags } from "../components";
import { entryOf, type Named } from "./named";
import type { Plan } from "./plan";
import type { Topology } from "./topology/types";

/** What a stack asks of all its components. */
export interface StackSettings {
  /** Tags of the user's own. */
  readonly tags: Tags;
  /** Whether the VPCs that are created log their traffic. */
  readonly flowLogs: boolean;
}

/** All that the compositions work from. */
export interface Stack {
  readonly topology: Topology;
  readonly plan: Plan;
  /** One provider an account, by the account's name. */
  readonly providers: Named<aws.Provider>;
  readonly settings: StackSettings;
}

/** The options of a component that lives in one account. */
export function inAccount({ providers }: Stack, account: string): { readonly provider: aws.Provider } {
  return { provider: entryOf(providers, account) };
}
