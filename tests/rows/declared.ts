import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

type Getter = (name: string, id: string) => object;
type Modules = Readonly<Record<string, Readonly<Record<string, { readonly get: Getter }>>>>;

/** The properties that the SDK's class of a type declares: looking a resource up sets them all. */
export async function declaredProperties(type: string): Promise<ReadonlySet<string>> {
  await pulumi.runtime.setMocks({
    newResource: ({ id }) => ({ id: id ?? "some-id", state: {} }),
    call: () => ({}),
  });
  const [, module = "", name = ""] = /^aws:([^/]+)\/[^:]+:(.+)$/.exec(type) ?? [];
  const found = (aws as unknown as Modules)[module]?.[name] ?? assert.fail(`the SDK has no ${type}`);
  return new Set(Object.keys(found.get(`the ${name}`, "some-id")));
}
