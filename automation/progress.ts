import type { EngineEvent } from "@pulumi/pulumi/automation";

/** What a step does to a resource; a replacement is one operation, whatever the engine's steps are. */
export type Operation = "create" | "update" | "replace" | "delete" | "read" | "refresh" | "same" | "import";

/** One event of one resource. */
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
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Logical names of the resources that are being worked on. */
  readonly underWay: readonly string[];
}

/** A resource that a run is expected to meet. */
export interface Expected {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
}

/** Follows a run by its events: which component is how far. Pure: the same events give the same progress. */
export class Progress {
  constructor(readonly expected: readonly Expected[]) {}

  /** The step that the event tells of, if it tells of one. */
  observe(event: EngineEvent): Step | undefined {
    return event.resourcePreEvent === undefined ? undefined : undefined;
  }

  /** In the order in which they are expected; the stack's own entry last. */
  get components(): readonly ComponentProgress[] {
    return [];
  }

  get done(): number {
    return this.components.reduce((sum, { done }) => sum + done, 0);
  }

  get total(): number {
    return this.components.reduce((sum, { total }) => sum + total, 0);
  }
}
