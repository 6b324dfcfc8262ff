import type { EngineEvent } from "@pulumi/pulumi/automation";
import { nameOf } from "../lab/urns";
import { readable, resourceOf } from "./diagnostics";

/** What a rule of a policy pack says of a resource, or of the stack. */
export interface PolicyRemark {
  /** A violation ends the run, advice does not; what is unjudged holds something that only the update will make known. */
  readonly kind: "violation" | "advice" | "unjudged";
  /** The policy pack's own name. */
  readonly pack: string;
  readonly rule: string;
  /** Pulumi's type token. */
  readonly type: string;
  readonly name: string;
  /** A line or a few. */
  readonly message: string;
}

/** The engine's sentence for a rule that gave up on unknown values; what the rule said itself follows. */
const unjudged = /^can't run policy '[^\n]*' from policy pack '[^\n]*' during preview: /;

/** The remark in an event; undefined where there is none. */
export function policyRemarkIn({ policyEvent }: EngineEvent): PolicyRemark | undefined {
  if (policyEvent === undefined) return undefined;
  const { policyPackName: pack, policyName: rule, resourceUrn = "" } = policyEvent;
  const text = readable(policyEvent.message);
  const binds = policyEvent.enforcementLevel === "mandatory";
  return {
    kind: unjudged.test(text) ? "unjudged" : binds ? "violation" : "advice",
    pack,
    rule,
    ...(resourceOf(resourceUrn) ?? { type: "pulumi:pulumi:Stack", name: nameOf(resourceUrn) }),
    message: text.replace(unjudged, ""),
  };
}

/** Remarks in their order, each once: the engine may judge a resource again, at the end or in another step. */
export function distinctRemarks(remarks: readonly PolicyRemark[]): readonly PolicyRemark[] {
  return [...new Map(remarks.map((remark) => [JSON.stringify(remark), remark])).values()];
}

/** A remark as a few lines: rule, resource, then what is wrong. */
export function describeRemark({ rule, type, name, message }: PolicyRemark): readonly string[] {
  const subject = type === "pulumi:pulumi:Stack" ? "the stack" : `${type} ${name}`;
  return [`${rule}: ${subject}`, ...message.split("\n").map((line) => `  ${line}`)];
}
