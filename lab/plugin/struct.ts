import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../handler";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Reads properties off the wire; secrets are unwrapped. */
export function fromStruct(struct: Struct | undefined): Properties {
  const properties: Properties = struct?.toJavaScript() ?? {};
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withoutSecrets(value)]));
}

/** Writes properties for the wire; what is undefined is left out, since the wire cannot say it. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(plainRecord(properties));
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isRecord(value)) return value;
  if (value[signatureKey] === secretSignature) return withoutSecrets(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(part)]));
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
