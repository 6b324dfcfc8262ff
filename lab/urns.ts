const rootType = "pulumi:pulumi:Stack";

/**
 * The URN that the engine gives a resource: the types of its parents, below the stack, lead to its own.
 * (The SDK's mock monitor keeps the nearest parent's type only.)
 */
export function urnOf(project: string, stack: string, type: string, name: string, parent: string): string {
  const chain = parent === "" ? "" : typeChainOf(parent);
  const qualified = chain === "" || chain === rootType ? type : `${chain}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The types from the outermost parent to the resource itself, joined by `$`. */
export function typeChainOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

/** The resource's own type token. */
export function typeOf(urn: string): string {
  return typeChainOf(urn).split("$").pop() ?? "";
}

/** The resource's logical name, which may hold `::`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
