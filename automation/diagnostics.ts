import { stripVTControlCharacters } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { nameOf, typeOf } from "../lab/urns";

/** The error that the engine reports here, as a line or a few, or undefined where it reports none. */
export function errorIn(event: EngineEvent): string | undefined {
  const diagnostic = event.diagnosticEvent;
  if (diagnostic?.severity !== "error") return undefined;
  const message = readable(diagnostic.message);
  // Only says that one of the errors above happened.
  if (message === "" || /^(preview|update|refresh|destroy) failed$/.test(message)) return undefined;
  const resource = resourceOf(diagnostic.urn ?? "");
  return resource === undefined || message.startsWith(resource.type)
    ? message
    : `${resource.type} ${resource.name}: ${message}`;
}

/** The errors in what a command of the engine printed, for those that come before the first event. */
export function errorsIn(printed: string): readonly string[] {
  const lines = readable(printed).split("\n");
  const errors = lines.flatMap((line) => /^\s*(?:stderr:\s*)?error: (.*)$/.exec(line)?.[1] ?? []);
  return [...new Set(errors)];
}

/** Without colours, stack frames and the engine's own prefixes. */
export function readable(text: string): string {
  return stripVTControlCharacters(text.replace(/<\{%.*?%\}>/g, ""))
    .split("\n")
    .filter((line) => !/^\s+at /.test(line) && line.trim() !== "")
    .join("\n")
    .replace(/^error: /, "")
    .trim();
}

/** The resource that something is said about; of the stack itself none. */
export function resourceOf(urn: string): { readonly type: string; readonly name: string } | undefined {
  const type = typeOf(urn);
  return type === "" || type === "pulumi:pulumi:Stack" ? undefined : { type, name: nameOf(urn) };
}
