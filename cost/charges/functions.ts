import { requestsOfAll, runsOf } from "../calls";
import { assumed } from "../assumptions";
import type { CostedStack } from "../stack";
import { settingOf, listOf, type Component } from "../stack";
import { notKnown, taken, type ResourceCharges, type Taken } from "./resource";

type FunctionKind = keyof typeof assumed.seconds;

/** A function: by its calls, and by memory and time. Canaries and collectors also publish metrics. */
export const lambdaFunction: ResourceCharges = (resource, stack) => {
  const component = stack.componentOf(resource);
  const memory = settingOf(resource, "memorySize");
  if (component === undefined || !isKnown(component.kind) || typeof memory !== "number") {
    const reason = "nobody knows how often it is called";
    return { charges: [], unknown: [notKnown(resource, stack, "function", reason)] };
  }
  const runs = runsOfFunction(component, stack);
  const gbSeconds = (runs * assumed.seconds[component.kind] * memory) / 1024;
  const isArm = listOf(settingOf(resource, "architectures")).includes("arm64");
  const counted: readonly Taken[] =
    component.kind === "InventoryBackend"
      ? []
      : [{ what: "metrics", meter: "metric", quantity: assumed.metricsPerFunction }];
  return taken(resource, stack, [
    { what: "function calls", meter: "lambdaRequest", quantity: runs },
    { what: "function time", meter: isArm ? "lambdaArm" : "lambdaX86", quantity: gbSeconds },
    ...counted,
  ]);
};

function isKnown(kind: string): kind is FunctionKind {
  return Object.hasOwn(assumed.seconds, kind);
}

/** How often the function of a component runs in a month. */
export function runsOfFunction({ kind, name }: Component, stack: CostedStack): number {
  if (kind !== "InventoryBackend") return runsOf(stack, kind, name);
  return requestsOfAll(
    stack,
    stack.topology.links.filter(({ to }) => to === name),
  );
}

/** A table with on-demand capacity, backed up at any point in time. */
export const table: ResourceCharges = (resource, stack) => {
  const component = stack.componentOf(resource);
  if (component?.kind !== "InventoryBackend" || settingOf(resource, "billingMode") !== "PAY_PER_REQUEST") {
    const reason = "nobody knows how much it holds, or its capacity is provisioned";
    return { charges: [], unknown: [notKnown(resource, stack, "table", reason)] };
  }
  const { servers, gbPerServer, changing, readsPerCall } = assumed;
  const collections = runsOf(stack, "InventoryCollector", component.name);
  const stored = servers * gbPerServer;
  const backup: readonly Taken[] = isBackedUp(settingOf(resource, "pointInTimeRecovery"))
    ? [{ what: "table backup", meter: "tableBackup", quantity: stored }]
    : [];
  return taken(resource, stack, [
    {
      what: "table reads",
      meter: "tableRead",
      quantity: runsOfFunction(component, stack) * readsPerCall + collections * servers,
    },
    { what: "table writes", meter: "tableWrite", quantity: collections * servers * changing },
    { what: "table storage", meter: "tableStorage", quantity: stored },
    ...backup,
  ]);
};

function isBackedUp(setting: unknown): boolean {
  return (
    typeof setting === "object" && setting !== null && (setting as { enabled?: unknown }).enabled === true
  );
}
