import type { PolicyRemark } from "../../../automation/policyRemarks";
import type { Recovery } from "../../../automation/recovery";
import type { RunCommand } from "../../../automation/run";
import type { Usage } from "../../../cost";
import type { Failure } from "../../failures";
import type { Checked } from "../checked";
import type { ResourceChange } from "../changes";
import type { Outcome, RunEvent, RunName } from "../events";

/** What a summary tells, as far as it is known. */
export interface Facts {
  readonly command: RunCommand;
  readonly usage: Usage;
  readonly run?: RunName;
  /** The program on the embedded cloud. */
  readonly program?: Checked;
  /** The state before and after the run. */
  readonly before?: Checked;
  readonly after?: Checked;
  readonly recovery?: Recovery;
  readonly remarks?: readonly PolicyRemark[];
  readonly changed: readonly ResourceChange[];
  readonly outcome?: Outcome;
  /** The exit status; undefined while the run is under way. */
  readonly status?: number;
  readonly failure?: Failure;
}

/** The facts with what an event adds to them. */
export function learn(facts: Facts, event: RunEvent): Facts {
  switch (event.event) {
    case "started":
      return { ...facts, run: event.run };
    case "checked":
      return { ...facts, [event.when === "before" ? "program" : "after"]: event.checked };
    case "recovered":
      return { ...facts, recovery: event.recovery };
    case "policy":
      return { ...facts, remarks: [...(facts.remarks ?? []), event.remark] };
    case "ended":
      return { ...facts, changed: event.changed };
    case "found":
      return event.before === undefined ? facts : { ...facts, before: event.before };
    case "changed":
      return { ...facts, outcome: event.outcome };
    case "finished":
      return { ...facts, status: event.status };
    case "failed":
      return { ...facts, status: event.failure.status, failure: event.failure };
    case "busy":
    case "begun":
    case "step":
    case "notice":
    case "forced":
      return facts;
  }
}

/** What the run ends with, as far as it is checked: what is there, or, of a preview, what would be. */
export function laterOf({ command, program, after }: Facts): Checked | undefined {
  return command === "preview" ? program : after;
}
