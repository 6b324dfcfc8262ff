import type { Checked } from "./checked";
import type { RunEvent } from "./events";

/**
 * An event as programs read it, or undefined of what is for people only. Every run begins with `started`, unless it fails
 * before it knows its stack, and ends with `finished` or `failed`.
 */
export function jsonEvent(event: RunEvent): object | undefined {
  switch (event.event) {
    case "started":
      return { event: "started", schema: "apilink.run/1", ...event.run };
    case "checked":
      return { event: "checked", when: event.when, ...checkOf(event.checked) };
    case "step":
      return { event: "step", ...event.step, ...event.count };
    case "policy":
      return { event: "policy", ...event.remark };
    case "recovered":
      return { event: "recovered", ...event.recovery };
    case "finished": {
      const { changes, outputs } = event.outcome;
      return { event: "finished", status: event.status, changes, outputs };
    }
    case "failed": {
      const { status, kind, message = "" } = event.failure;
      return { event: "failed", status, error: { kind, message } };
    }
    case "busy":
    case "forced":
    case "begun":
    case "notice":
    case "ended":
    case "found":
    case "changed":
      return undefined;
  }
}

function checkOf({ of, report: { ok, links, findings } }: Checked): object {
  return {
    of,
    ok,
    links: links.map((link) => ({ from: link.from, to: link.to, ok: link.ok })),
    findings,
  };
}

/** One line of output. JSON has no line breaks of its own. */
export function jsonLine(event: RunEvent): string {
  const shown = jsonEvent(event);
  return shown === undefined ? "" : `${JSON.stringify(shown)}\n`;
}
