import { types } from "../../lab/services/types";
import { assumed } from "../assumptions";
import { requestsOfAll } from "../calls";
import { days } from "../month";
import { settingOf, type Component, type CostedStack } from "../stack";
import { runsOfFunction } from "./functions";
import { notKnown, taken, type ResourceCharges, type Taken } from "./resource";

/** A log group: what is written into it, and what is kept of it for as long as it says. */
export const logGroup: ResourceCharges = (resource, stack) => {
  const component = stack.componentOf(resource);
  const writer = component === undefined ? undefined : writers[component.kind];
  if (component === undefined || writer === undefined) {
    const reason = "nobody knows what is written into it";
    return { charges: [], unknown: [notKnown(resource, stack, "log group", reason)] };
  }
  const gb = writer.calls(component, stack) * assumed.logGb;
  const written: Taken = { what: writer.what, meter: writer.meter, quantity: gb };
  const retention = settingOf(resource, "retentionInDays");
  if (typeof retention !== "number" || retention === 0) {
    const reason = "it is kept for ever, so it costs more with every month";
    return {
      ...taken(resource, stack, [written]),
      unknown: [notKnown(resource, stack, "logs kept", reason)],
    };
  }
  const kept: Taken = {
    what: "logs kept",
    meter: "logStorage",
    quantity: (gb * assumed.compressed * retention) / days,
  };
  return taken(resource, stack, [written, kept]);
};

interface Writer {
  readonly what: string;
  readonly meter: "logIngest" | "flowLogIngest";
  /** How many calls a month are recorded. */
  readonly calls: (component: Component, stack: CostedStack) => number;
}

const functionLog: Writer = { what: "function logs", meter: "logIngest", calls: runsOfFunction };

const flowLog: Writer = {
  what: "flow logs",
  meter: "flowLogIngest",
  calls: ({ name }, stack) => {
    const { links, subscriptions } = stack.topology;
    const own = links.filter(({ from, through }) => from === name || through === name);
    const consumed = subscriptions.filter(({ from, accept }) => from === name && accept).length;
    return requestsOfAll(stack, own) + consumed * stack.usage.requests;
  },
};

const writers: Readonly<Record<string, Writer>> = {
  Network: flowLog,
  PublicNetwork: flowLog,
  InventoryBackend: functionLog,
  InventoryCollector: functionLog,
  LinkCanary: {
    ...functionLog,
    // A line a form of each link.
    calls: (component, stack) =>
      runsOfFunction(component, stack) *
      assumed.canaryForms *
      stack.topology.links.filter(({ from }) => from === component.name).length,
  },
  ApiStage: {
    what: "access logs",
    meter: "logIngest",
    calls: ({ name }, stack) =>
      requestsOfAll(
        stack,
        stack.topology.links.filter(({ to }) => to === name),
      ),
  },
};

/** Detailed metrics are custom metrics, one each of every method. Source: "Amazon API Gateway dimensions and metrics". */
export const methodSettings: ResourceCharges = (resource, stack) => {
  const settings = settingOf(resource, "settings") as { readonly metricsEnabled?: unknown } | undefined;
  if (settings?.metricsEnabled !== true) return { charges: [], unknown: [] };
  const api = settingOf(resource, "restApi");
  const methods = stack.resources.filter(
    (other) => other.type === types.method && settingOf(other, "restApi") === api,
  );
  return taken(resource, stack, [
    { what: "detailed metrics", meter: "metric", quantity: methods.length * assumed.metricsPerMethod },
  ]);
};
