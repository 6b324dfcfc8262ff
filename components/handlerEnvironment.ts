/** What every function of `handlers/` has in its environment: without it stack traces tell places in the bundle. */
export const ownVariables = { NODE_OPTIONS: "--enable-source-maps" } as const;

/** Bytes. Source: "Lambda quotas" of the Lambda developer guide. */
export const largestEnvironment = 4096;

/** What a canary reads the keys of APIs from, by their names. */
export function keysVariable(apiKeys: Readonly<Record<string, string>>): { readonly API_KEYS: string } {
  return { API_KEYS: JSON.stringify(apiKeys) };
}

/** Bytes of the variables, as Lambda is sent them. */
export function environmentBytes(variables: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(variables));
}
