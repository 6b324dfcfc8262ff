import type { PolicyRemark } from "../../automation/policyRemarks";
import type { View } from "../checkText/view";
import { widthOf, type Io } from "../io";
import { paintFor } from "../paint";
import { joined } from "./beforehand";
import type { Outlet, RunEvent, RunName } from "./events";
import { HintLine } from "./hintLine";
import { isTerminal, LiveScreen } from "./liveScreen";
import { policyLines } from "./policyLines";
import { stepLine } from "./stepLine";
import { afterLines, beforeLines, outcomeLines } from "./textSections";
import { recoveryLines } from "./recoveryLines";
import { titleOf } from "./words";

/**
 * A run for people: a steady list where there is a terminal, a quiet line a step where there is none.
 *
 * @param term What kind of terminal it is, as the variable TERM says.
 */
export function textOutlet(io: Io, term: string | undefined): Outlet {
  const outlet = new TextOutlet(io, isTerminal(io.stdout, term));
  return (event) => {
    outlet.show(event);
  };
}

class TextOutlet {
  private readonly view: View;
  private readonly hint: HintLine;
  private run: RunName | undefined;
  private screen: LiveScreen | undefined;
  private readonly remarks: PolicyRemark[] = [];

  constructor(
    private readonly io: Io,
    private readonly live: boolean,
  ) {
    this.view = { width: widthOf(io.stdout), paint: paintFor(io.stdout), verbose: false };
    this.hint = new HintLine(io.stdout, this.view.paint);
  }

  show(event: RunEvent): void {
    this.hint.clear();
    switch (event.event) {
      case "busy":
        if (this.live) this.hint.show(event.what);
        return;
      case "started":
        this.run = event.run;
        return;
      case "checked":
        this.write(
          event.when === "before"
            ? [...beforeLines(event.checked, this.view), ""]
            : ["", ...afterLines(event.checked, this.view)],
        );
        return;
      case "forced":
        this.note(joined(event.why, "--force goes on all the same"));
        return;
      case "begun":
        if (this.live)
          this.screen = new LiveScreen(this.io.stdout, this.title, event.progress, this.view.paint);
        else this.write([this.title]);
        return;
      case "step":
        // A plan is shown as a whole, at the end.
        if (this.screen === undefined && this.run?.command !== "preview") {
          const line = stepLine(event.step, event.count);
          if (line !== undefined) this.write([line]);
        }
        return;
      case "notice":
        if (this.screen === undefined) this.note(event.message);
        else this.screen.tell(event.message);
        return;
      case "ended":
        this.screen?.stop();
        this.screen = undefined;
        this.tellRemarks();
        return;
      case "policy":
        // The live list has its place to itself.
        this.remarks.push(event.remark);
        return;
      case "recovered":
        this.write([...recoveryLines(event.recovery), ""]);
        return;
      case "changed":
        if (this.run !== undefined) this.write(["", ...outcomeLines(this.run, event.outcome, this.live)]);
        return;
      case "found":
      case "finished":
      case "failed":
        return;
    }
  }

  private get title(): string {
    return this.run === undefined ? "" : titleOf(this.run.command, this.run.stack, this.run.lab);
  }

  /** Violations are the reason that the run ends with. */
  private tellRemarks(): void {
    const lines = policyLines(this.remarks.filter(({ kind }) => kind !== "violation"));
    if (lines.length > 0) this.write(["", ...lines]);
  }

  private write(lines: readonly string[]): void {
    this.io.stdout.write(`${lines.join("\n")}\n`);
  }

  private note(message: string): void {
    this.io.stderr.write(`apilink: ${message}\n`);
  }
}
