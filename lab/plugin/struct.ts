import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../resource";
import { reveal } from "../state";

/** Reads properties off the wire; secrets are unwrapped. */
export function fromStruct(struct: Struct | undefined): Properties {
  const properties: Properties = struct?.toJavaScript() ?? {};
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, reveal(value)]));
}

/** Writes properties for the wire; what is undefined is left out, since the wire cannot say it. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(plainRecord(properties));
}

function plainRecord(properties: Properties): Record<string, JavaScriptValue> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, plain(value)]])),
  );
}

function plain(value: unknown): JavaScriptValue {
  if (Array.isArray(value)) return value.map(plain);
  if (isRecord(value)) return plainRecord(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}
