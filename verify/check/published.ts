import type { Model } from "../model/facts";

/** A method that some stage of an API publishes, as a call names it. */
export interface PublishedCall {
  readonly method: string;
  /** With the stage in front. */
  readonly path: string;
}

/** What ANY stands for. Source: "Set up a method request" of the API Gateway developer guide. */
const anyMethod = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** Every method of every stage of an API: a policy may admit to one and not to another. */
export function publishedCalls({ apis, names }: Model, api: string): readonly PublishedCall[] {
  const stages = apis.get(names.apis.get(api) ?? "")?.stages ?? new Map<string, never>();
  return [...stages.values()].flatMap(({ name, published }) =>
    [...(published?.methods ?? [])].flatMap(([pattern, methods]) =>
      methods
        .flatMap(({ httpMethod }) => (httpMethod === "ANY" ? anyMethod : [httpMethod]))
        .map((method) => ({ method, path: `/${name}${sampleOf(pattern)}` })),
    ),
  );
}

/** A path that the pattern stands for; the stage's root has no slash of its own. */
function sampleOf(pattern: string): string {
  return pattern === "/" ? "" : pattern.replace(/\{[^}]*\}/g, "1");
}
