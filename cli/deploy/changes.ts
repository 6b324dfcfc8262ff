import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import type { Step } from "../../automation/progress";
import { typeChainOf } from "../../lab/urns";
import { isChange, kindOf } from "./words";

/** One resource that a run changes, or would change. */
export interface ResourceChange {
  /** Pulumi's type token. */
  readonly type: string;
  readonly name: string;
  readonly operation: Step["operation"];
  /** The component below the stack that it belongs to; of a resource without one its own kind and name. */
  readonly component: { readonly kind: string; readonly name: string };
  /** The properties that differ, of an update or a replacement, by name. */
  readonly properties: readonly string[];
  readonly failed: boolean;
}

/** Gathers from the engine's events which resources change, each once. Components themselves are nothing to change. */
export class Changes {
  private readonly byUrn = new Map<string, ResourceChange>();

  /** @param step What the event tells, if it tells of a step. */
  observe(event: EngineEvent, step: Step | undefined): void {
    const metadata = (event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
    if (step === undefined || metadata === undefined || step.at === "started") return;
    if (!isCustom(event) || !isChange(step.operation)) return;
    const { urn } = metadata;
    const before = this.byUrn.get(urn);
    const properties = new Set([...(before?.properties ?? []), ...differing(metadata)]);
    this.byUrn.set(urn, {
      type: step.type,
      name: step.name,
      operation: before?.operation === "replace" ? "replace" : step.operation,
      component: ownerOf(urn, step),
      properties: [...properties].sort(),
      failed: step.at === "failed",
    });
  }

  /** In the order in which they were first heard of. */
  get all(): readonly ResourceChange[] {
    return [...this.byUrn.values()];
  }
}

/** Whether an event is about a resource that a provider owns, rather than a component. */
export function isCustom(event: EngineEvent): boolean {
  const metadata = (event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
  return (metadata?.new ?? metadata?.old)?.custom ?? false;
}

/** The engine writes null for a list that is empty. */
type Differing = Partial<Nullable<Pick<StepEventMetadata, "diffs" | "detailedDiff">>>;
type Nullable<Properties> = { readonly [Key in keyof Properties]: Properties[Key] | null };

function differing({ diffs, detailedDiff }: Differing): readonly string[] {
  return [...(diffs ?? []), ...Object.keys(detailedDiff ?? {}).map(topLevel)];
}

/** `cidrBlock` of `cidrBlock[0].x`: which property, as a program names it. */
function topLevel(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

/** A URN holds the types of all parents, the outermost first. */
function ownerOf(urn: string, { type, name, component }: Step): ResourceChange["component"] {
  const [outermost = type, ...rest] = typeChainOf(urn).split("$");
  return rest.length === 0 ? { kind: kindOf(type), name } : { kind: kindOf(outermost), name: component };
}
