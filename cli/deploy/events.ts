import type { Progress, Step } from "../../automation/progress";
import type { PolicyRemark } from "../../automation/policyRemarks";
import type { Recovery } from "../../automation/recovery";
import type { RunCommand } from "../../automation/run";
import type { Properties } from "../../lab/resource";
import type { Failure } from "../failures";
import type { Checked } from "./checked";
import type { ResourceChange } from "./changes";
import type { Count } from "./stepLine";

/** Which run it is. */
export interface RunName {
  readonly command: RunCommand;
  readonly stack: string;
  /** On the embedded cloud instead of AWS. */
  readonly lab: boolean;
}

/** What the engine has done, or would do. */
export interface Outcome {
  /** Resources by what happened to them, as the engine counts: with components, and with those that stay as they are. */
  readonly changes: Readonly<Record<string, number>>;
  /** Every resource that changed, or would. */
  readonly changed: readonly ResourceChange[];
  /** Secrets masked. */
  readonly outputs: Properties;
}

/** What happens to a run, in its order; whoever shows it, in whatever form, is told these and nothing else. */
export type RunEvent =
  | { readonly event: "started"; readonly run: RunName }
  /** Something takes a while of which there is nothing to show. */
  | { readonly event: "busy"; readonly what: string }
  | { readonly event: "checked"; readonly when: "before" | "after"; readonly checked: Checked }
  /** The check was red, or could not be made, and the run goes on because it is told to. */
  | { readonly event: "forced"; readonly why: string }
  | { readonly event: "begun"; readonly progress: Progress }
  | { readonly event: "step"; readonly step: Step; readonly count: Count }
  | { readonly event: "policy"; readonly remark: PolicyRemark }
  | { readonly event: "notice"; readonly message: string }
  /** The engine has ended, well or not. */
  | { readonly event: "ended"; readonly changed: readonly ResourceChange[] }
  /** What was there before: undefined of a stack that was not whole. */
  | { readonly event: "found"; readonly before: Checked | undefined }
  | { readonly event: "recovered"; readonly recovery: Recovery }
  | { readonly event: "changed"; readonly outcome: Outcome }
  | { readonly event: "finished"; readonly status: number; readonly outcome: Outcome }
  | { readonly event: "failed"; readonly failure: Failure };

/** Shows a run in one form. */
export type Outlet = (event: RunEvent) => void;
