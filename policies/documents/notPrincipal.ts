import { isMapping } from "../../stacks/mapping";
import { readDocument } from "./text";

/** Where the statements stand that use NotPrincipal, in whatever of a value is a policy document: `policy.Statement[0]`. */
export function notPrincipalsIn(value: unknown, path: string): readonly string[] {
  if (typeof value === "string") {
    const document = readDocument(value);
    return document === undefined ? [] : notPrincipalsIn(document, path);
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => notPrincipalsIn(item, `${path}[${index}]`));
  if (!isMapping(value)) return [];
  const keys = Object.keys(value).map((key) => key.toLowerCase());
  const own = keys.includes("notprincipal") && keys.includes("effect") ? [path] : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, inner]) =>
      notPrincipalsIn(inner, path === "" ? key : `${path}.${key}`),
    ),
  ];
}
