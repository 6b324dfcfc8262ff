import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Properties } from "../lab/resource";
import { unknown } from "../lab/state";
import { errorIn } from "./diagnostics";
import { thrownIn } from "./policyPackFailure";
import { distinctRemarks, policyRemarkIn, type PolicyRemark } from "./policyRemarks";

/**
 * Gathers from the engine's events what a run comes to. Events carry the stack's outputs with secrets already
 * masked, and those of a preview, which no command prints afterwards.
 */
export class Observer {
  private latestChanges: Readonly<Record<string, number>> = {};
  private latestOutputs: Properties = {};
  private hasChanged = false;
  private readonly reported = new Set<string>();
  private firstThrown: string | undefined;
  private readonly remarks: PolicyRemark[] = [];

  get changes(): Readonly<Record<string, number>> {
    return this.latestChanges;
  }

  get outputs(): Properties {
    return Object.fromEntries(
      Object.entries(this.latestOutputs).map(([name, value]) => [name, shown(value)]),
    );
  }

  get errors(): readonly string[] {
    return [...this.reported];
  }

  /** The first error that somebody's JavaScript has died of. */
  get thrown(): string | undefined {
    return this.firstThrown;
  }

  /** What mandatory policies have stopped the run for. */
  get violations(): readonly PolicyRemark[] {
    return distinctRemarks(this.remarks.filter(({ kind }) => kind === "violation"));
  }

  /** Whether anything that a provider owns was changed. */
  get changed(): boolean {
    return this.hasChanged;
  }

  observe(event: EngineEvent): void {
    this.latestChanges = event.summaryEvent?.resourceChanges ?? this.latestChanges;
    const resource = event.resOutputsEvent?.metadata;
    if (resource?.type === "pulumi:pulumi:Stack") this.latestOutputs = resource.new?.outputs ?? {};
    this.hasChanged ||= event.resOutputsEvent !== undefined && changes(event.resOutputsEvent);
    const error = errorIn(event);
    if (error !== undefined) this.reported.add(error);
    this.firstThrown ??= thrownIn(event);
    const remark = policyRemarkIn(event);
    if (remark !== undefined) this.remarks.push(remark);
  }
}

/** An output as people read it; the engine wraps a secret in an object whose text it has already masked. */
function shown(value: unknown): unknown {
  if (value === unknown) return "[unknown]";
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  if ("ciphertext" in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shown(part)]));
}

/** A preview changes nothing, and neither does reading; what is the engine's own is nowhere but in the state. */
function changes({ metadata, planning = false }: NonNullable<EngineEvent["resOutputsEvent"]>): boolean {
  const { op, type, new: after, old: before } = metadata;
  const custom = after?.custom ?? before?.custom ?? false;
  return !planning && custom && !type.startsWith("pulumi:") && !["same", "read", "refresh"].includes(op);
}
