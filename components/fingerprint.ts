import { createHash } from "node:crypto";
import { compare } from "./compare";

/** What a deployment publishes, as JSON; see `ApiStage`. */
export interface FingerprintedDocuments {
  readonly definition: string;
  /** Empty where there is none. */
  readonly policy: string;
}

/** What each of two documents was, as `sha256:…`. */
export interface Fingerprint {
  readonly definition: string;
  readonly policy: string;
}

/**
 * A line that tells of a deployment what it published, since AWS tells it of no deployment:
 * `apilink definition=sha256:… policy=sha256:…`.
 */
export function fingerprintLine(documents: FingerprintedDocuments): string {
  const { definition, policy } = fingerprintOf(documents);
  return `apilink definition=${definition} policy=${policy}`;
}

export function fingerprintOf({ definition, policy }: FingerprintedDocuments): Fingerprint {
  return { definition: digestOf(definition), policy: digestOf(policy) };
}

const line = /^apilink definition=(sha256:[0-9a-f]{64}) policy=(sha256:[0-9a-f]{64})$/;

/** Reads what `fingerprintLine` wrote; undefined for any other description. */
export function fingerprintIn(description: string): Fingerprint | undefined {
  const [, definition, policy] = line.exec(description) ?? [];
  return definition === undefined || policy === undefined ? undefined : { definition, policy };
}

function digestOf(document: string): string {
  return `sha256:${createHash("sha256").update(canonical(document)).digest("hex")}`;
}

/**
 * One text for all the ways to write a document that mean the same, since AWS gives policies back in its own: the order of
 * keys and of lists, a list of one instead of what is in it, and numbers and truth values as text. No list of a policy or of a
 * definition has an order that matters. Source: "IAM JSON policy elements reference" of the IAM User Guide.
 */
function canonical(document: string): string {
  try {
    return JSON.stringify(normal(JSON.parse(document)));
  } catch {
    return document;
  }
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normal).sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other)));
    return items.length === 1 ? items[0] : items;
  }
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => [key, normal(item)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => compare(one, other)));
}
