export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value that was read from JSON is an object, and no list. */
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);
