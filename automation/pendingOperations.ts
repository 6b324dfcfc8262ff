import type { Deployment } from "@pulumi/pulumi/automation";
import type { LocatedResource } from "./located";
import { locate, operationsIn, resourcesIn, textIn } from "./stateResources";

/** What the engine was doing to a resource when it was killed, in its own words: `creating`, `updating`, `deleting`, … */
export interface PendingOperation extends LocatedResource {
  readonly operation: string;
  /** Of what is being created, only where AWS had answered. */
  readonly id: string | undefined;
}

/** The operations whose end the engine has not recorded. */
export function pendingIn(state: Deployment): readonly PendingOperation[] {
  const resources = resourcesIn(state);
  return operationsIn(state).map(({ resource, type }) => ({
    ...locate(resource, resources),
    operation: type,
    id: textIn(resource, "id"),
  }));
}

/** What each kind of operation may have left. */
const leaves: ReadonlyMap<string, string> = new Map([
  ["creating", "it may exist, without the state knowing it"],
  ["updating", "it may have its old settings, or its new ones"],
  ["deleting", "it may be gone already"],
  ["reading", "nothing was changed"],
  ["importing", "nothing was changed"],
]);

/** What each operation may have left, and how to go on: the message of a run that does not begin because of them. */
export function explainedOperations(stack: string, operations: readonly PendingOperation[]): string {
  const lines = operations.map(
    (pending) =>
      `  ${pending.operation} ${describe(pending)}: ${leaves.get(pending.operation) ?? "its end is unknown"}`,
  );
  const count = operations.length === 1 ? "an operation" : `${operations.length} operations`;
  return [
    `a run of ${stack} was killed with ${count} under way, whose end nobody recorded; nothing was changed now:`,
    ...lines,
    "  run again with --recover: it looks for what they have left, and goes on from there",
  ].join("\n");
}

/** A resource and where it is, as a clause. */
export function describe({ type, name, account, region }: LocatedResource): string {
  const place = [
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(region === undefined ? [] : [region]),
  ];
  return `${type} ${name}${place.length === 0 ? "" : ` (${place.join(", ")})`}`;
}
