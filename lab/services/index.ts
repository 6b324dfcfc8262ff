import type { Handler } from "../handler";

const handlers: readonly Handler[] = [];

const byType = new Map(handlers.map((handler) => [handler.type, handler]));

/** The handler of a type token, or undefined where the embedded cloud does not know the type. */
export function handlerOf(type: string): Handler | undefined {
  return byType.get(type);
}

/** Every type that the embedded cloud knows. */
export function knownTypes(): readonly string[] {
  return [...byType.keys()];
}
