import { requiredVariable, type Environment } from "../common/environment";
import type { InventorySettings } from "./responses";

export interface InventoryEnvironment extends InventorySettings {
  readonly tableName: string;
}

/** @throws Error where the environment was not made for this function. */
export function inventoryEnvironment(environment: Environment): InventoryEnvironment {
  const origins: unknown = JSON.parse(requiredVariable(environment, "ALLOWED_ORIGINS"));
  if (!isTexts(origins)) throw new Error("ALLOWED_ORIGINS is no JSON list of texts");
  return {
    tableName: requiredVariable(environment, "TABLE_NAME"),
    origins,
    positionKey: requiredVariable(environment, "POSITION_KEY"),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
