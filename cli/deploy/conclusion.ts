import { isMapping } from "../../stacks/mapping";
import type { LinkOutput, SubscriptionOutput } from "../../stacks/outputs";
import { plural } from "../layout";
import type { Outcome, RunName } from "./events";
import { operations, titleOf } from "./words";

/** What changed and, after an update, the URLs of links and subscriptions: the last lines of a run. */
export function conclusion(run: RunName, { changes, outputs }: Pick<Outcome, "changes" | "outputs">): string {
  const total = `${titleOf(run.command, run.stack, run.lab)}: ${totalOf(changes)}\n`;
  if (run.command !== "up") return total;
  const pending = pendingIn(outputs["topology"]);
  const links = urls(outputs["links"], () => "");
  const subscriptions = urls(outputs["subscriptions"], (call) =>
    pending.has(keyOf(call)) ? " (pending: not accepted)" : "",
  );
  return `${total}${links}${subscriptions}`;
}

/** `3 resources (create 2, same 1)`. */
export function totalOf(changes: Readonly<Record<string, number>>): string {
  const rank = (name: string): number => operations.indexOf(name) >>> 0;
  const counts = Object.entries(changes)
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([change, count]) => `${change} ${count}`);
  const total = Object.values(changes).reduce((sum, count) => sum + count, 0);
  return `${plural(total, "resource")}${counts.length > 0 ? ` (${counts.join(", ")})` : ""}`;
}

type Call = LinkOutput | SubscriptionOutput;

/** The engine's outputs are plain values by now; what is none of ours is left out. */
function urls(calls: unknown, remark: (call: Call) => string): string {
  const rows = Array.isArray(calls) ? calls.filter(isCall) : [];
  return rows.map((call) => `  ${call.from} -> ${call.to}\n    ${call.url}${remark(call)}\n`).join("");
}

/** The subscriptions that the stack's own topology leaves pending: nobody answers there until somebody accepts. */
function pendingIn(topology: unknown): ReadonlySet<string> {
  const subscriptions = isMapping(topology) ? topology["subscriptions"] : undefined;
  const entries = Array.isArray(subscriptions) ? subscriptions.filter(isMapping) : [];
  return new Set(entries.filter(({ accept }) => accept === false).map(keyOf));
}

function keyOf({ from, to }: { readonly from?: unknown; readonly to?: unknown }): string {
  return `${String(from)} ${String(to)}`;
}

function isCall(value: unknown): value is Call {
  return typeof value === "object" && value !== null && "from" in value && "to" in value && "url" in value;
}
