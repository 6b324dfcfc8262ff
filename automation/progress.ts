import type { EngineEvent } from "@pulumi/pulumi/automation";
import { nameOf, typeOf } from "../lab/urns";

/** What a step does to a resource. `refresh` ends as what it has found: `same`, `update`, or `delete` of what is gone. */
export type Operation = "create" | "update" | "replace" | "delete" | "read" | "refresh" | "same" | "import";

/** One step of one resource; a replacement is a `replace` of the new one and a `delete` of the old one. */
export interface Step {
  readonly at: "started" | "done" | "failed";
  readonly operation: Operation;
  /** Pulumi's type token. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** The name of the component that it belongs to; `stack` for what belongs to none. */
  readonly component: string;
}

/** How far one component is. */
export interface ComponentProgress {
  readonly name: string;
  /** Its kind, for example `Network`; `stack` for what belongs to no component. */
  readonly kind: string;
  /** Resources that came to an end, failed ones among them; the component itself is one. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Logical names of the resources that are being worked on; components themselves are none. */
  readonly underWay: readonly string[];
}

/** A resource that a run is expected to meet. */
export interface Expected {
  readonly urn: string;
  readonly type: string;
  /** Whether a provider owns it; components are not custom. */
  readonly custom: boolean;
  readonly parent?: string;
}

type State = "waiting" | Step["at"];

/** A component, or the stack itself, with its resources by URN. */
interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly resources: Map<string, Followed>;
}

interface Followed {
  readonly name: string;
  readonly state: State;
  readonly custom: boolean;
}

const stackType = "pulumi:pulumi:Stack";
const noComponent = "stack";

/** Steps of the engine that this one does not name are no work of their own, such as the `replace` between two others. */
const operations: ReadonlyMap<string, Operation> = new Map([
  ["same", "same"],
  ["create", "create"],
  ["update", "update"],
  ["delete", "delete"],
  ["read", "read"],
  ["refresh", "refresh"],
  ["import", "import"],
  ["create-replacement", "replace"],
  ["read-replacement", "replace"],
  ["import-replacement", "replace"],
  ["delete-replaced", "delete"],
  ["discard", "delete"],
  ["discard-replaced", "delete"],
]);

/** Those that end a resource whose URN another one has by now, or will have. */
const ofTheOldOne: ReadonlySet<string> = new Set(["delete-replaced", "discard-replaced"]);

/**
 * Follows a run by its events: which component is how far. The same events give the same progress. What was not
 * expected, such as a deletion in an update, adds to the totals when it is first seen.
 */
export class Progress {
  private readonly known = new Map<string, Expected>();
  /** By the URN of the component. */
  private readonly entries = new Map<string, Entry>();

  constructor(expected: readonly Expected[]) {
    for (const resource of expected) this.known.set(resource.urn, resource);
    for (const { urn, custom } of expected)
      this.entryOf(urn).resources.set(urn, { name: nameOf(urn), state: "waiting", custom });
  }

  /** The step that an event tells of, if it tells of one, and of one that is new. */
  observe(event: EngineEvent): Step | undefined {
    const told = stepIn(event);
    const operation = operations.get(told?.metadata.op ?? "");
    if (told === undefined || operation === undefined) return undefined;
    const { at } = told;
    const { urn, type, op } = told.metadata;
    // The engine leaves out what is false.
    const { custom = false, parent = "" } = told.metadata.new ?? told.metadata.old ?? {};
    if (!this.known.has(urn)) this.known.set(urn, { urn, type, custom, parent });
    const entry = this.entryOf(urn);
    const key = ofTheOldOne.has(op) ? `${urn} (old)` : urn;
    const before = entry.resources.get(key)?.state;
    // Outputs of components come in twice, and the stack's a second time at the end of a preview.
    if (before === at || before === "done") return undefined;
    const name = nameOf(urn);
    entry.resources.set(key, { name, state: at, custom });
    return { at, operation, type, name, component: entry.name };
  }

  /** In the order in which they are expected; the stack's own entry last. */
  get components(): readonly ComponentProgress[] {
    const rank = ({ kind }: Entry): number => (kind === noComponent ? 1 : 0);
    return [...this.entries.values()].sort((a, b) => rank(a) - rank(b)).map(progressOf);
  }

  get done(): number {
    return this.components.reduce((sum, { done }) => sum + done, 0);
  }

  get total(): number {
    return this.components.reduce((sum, { total }) => sum + total, 0);
  }

  private entryOf(urn: string): Entry {
    const component = this.componentOf(urn);
    const key = component?.urn ?? noComponent;
    const entry = this.entries.get(key) ?? {
      name: component === undefined ? noComponent : nameOf(component.urn),
      kind: component?.type.split(":").pop() ?? noComponent,
      resources: new Map<string, Followed>(),
    };
    this.entries.set(key, entry);
    return entry;
  }

  /** The outermost component around a resource, or the resource itself; undefined of what lies right below the stack. */
  private componentOf(urn: string): Expected | undefined {
    const resource = this.known.get(urn) ?? unseen(urn);
    if (urn === "" || resource.type === stackType) return undefined;
    return this.componentOf(resource.parent ?? "") ?? (resource.custom ? undefined : resource);
  }
}

/** A parent that is deleted after its children has not been seen yet; only providers' types have a module with a slash. */
function unseen(urn: string): Expected {
  const type = typeOf(urn);
  return { urn, type, custom: type.includes("/") };
}

type Told = NonNullable<EngineEvent["resourcePreEvent"] | EngineEvent["resOpFailedEvent"]>;

function stepIn(event: EngineEvent): (Pick<Told, "metadata"> & Pick<Step, "at">) | undefined {
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } = event;
  if (resourcePreEvent !== undefined) return { ...resourcePreEvent, at: "started" };
  if (resOutputsEvent !== undefined) return { ...resOutputsEvent, at: "done" };
  if (resOpFailedEvent !== undefined) return { ...resOpFailedEvent, at: "failed" };
  return undefined;
}

function progressOf({ name, kind, resources }: Entry): ComponentProgress {
  const all = [...resources.values()];
  const count = (...states: readonly State[]): number =>
    all.filter(({ state }) => states.includes(state)).length;
  return {
    name,
    kind,
    done: count("done", "failed"),
    total: all.length,
    failed: count("failed"),
    // A component is begun long before its resources, whose inputs it may wait for, and is no work of its own.
    underWay: all
      .filter(({ state, custom }) => custom && state === "started")
      .map((resource) => resource.name),
  };
}
