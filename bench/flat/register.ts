import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isArchive } from "../../lab/archives";
import type { Properties } from "../../lab/resource";
import { handlerCode, handlerNames, placeholderOf } from "../../stacks/handlerBundles";
import { isMapping } from "../../stacks/mapping";
import type { FlatResource, Reference } from "./recipe";

type ResourceClass = new (
  name: string,
  args: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions,
) => pulumi.Resource;

type Place = Pick<FlatResource, "parent" | "provider" | "dependsOn" | "secretOutputs">;

/** Runs a flat program: one `new` after another, without a topology, a plan or components of its own. */
export function registerAll(recipe: readonly FlatResource[]): void {
  const made: pulumi.Resource[] = [];
  for (const resource of recipe) made.push(register(resource, made));
}

function register(
  { type, name, custom, inputs, ...place }: FlatResource,
  made: readonly pulumi.Resource[],
): pulumi.Resource {
  const opts = optionsOf(place, made);
  if (!custom) return new pulumi.ComponentResource(type, name, {}, opts);
  if (type.startsWith("pulumi:providers:")) return new aws.Provider(name, providerArgs(inputs), opts);
  return new (classOf(type))(name, resolved(inputs, made) as pulumi.Inputs, opts);
}

function optionsOf(
  { parent, provider, dependsOn, secretOutputs }: Place,
  made: readonly pulumi.Resource[],
): pulumi.CustomResourceOptions {
  const at = (index: number): pulumi.Resource => nth(made, index);
  return {
    ...(parent !== undefined && { parent: at(parent) }),
    ...(provider !== undefined && { provider: providerAt(made, provider) }),
    ...(dependsOn.length > 0 && { dependsOn: dependsOn.map(at) }),
    ...(secretOutputs.length > 0 && { additionalSecretOutputs: [...secretOutputs] }),
  };
}

/** `aws:ec2/vpc:Vpc` is `aws.ec2.Vpc`. */
function classOf(type: string): ResourceClass {
  const [, module = "", name = ""] = type.split(":");
  const namespaces: Readonly<Record<string, unknown>> = aws;
  const namespace = namespaces[module.split("/")[0] ?? ""] as Readonly<Record<string, unknown>> | undefined;
  const found = namespace?.[name];
  if (typeof found !== "function") throw new Error(`@pulumi/aws has no class for ${type}`);
  return found as ResourceClass;
}

/** A provider's lists and truth values reach the engine as JSON text; its constructor takes them as they are. */
function providerArgs(inputs: Properties): aws.ProviderArgs {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]): [string, unknown] => [
      key,
      typeof value === "string" && /^(\[|\{|true$|false$)/.test(value) ? JSON.parse(value) : value,
    ]),
  );
}

function resolved(value: unknown, made: readonly pulumi.Resource[]): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, made));
  if (typeof value !== "object" || value === null) return value;
  if (isArchive(value)) return codeOf(value);
  if (isReference(value)) return (nth(made, value.from) as unknown as pulumi.Inputs)[value.output];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, made)]));
}

/** Bundled where the program is deployed, as in the program that it stands beside. */
function codeOf({ assets }: Properties): pulumi.Input<pulumi.asset.Archive> {
  const name = handlerNames.find((each) => placeholderOf(each) === textOf(assets, "index.js"));
  if (name === undefined) throw new Error("an archive is no handler's");
  const settings = textOf(assets, "settings.json");
  return handlerCode(name, settings === undefined ? undefined : JSON.parse(settings));
}

function textOf(assets: unknown, file: string): string | undefined {
  const asset = isMapping(assets) ? assets[file] : undefined;
  return isMapping(asset) && typeof asset["text"] === "string" ? asset["text"] : undefined;
}

function isReference(value: object): value is Reference {
  return "from" in value && "output" in value && typeof value.from === "number";
}

function providerAt(made: readonly pulumi.Resource[], index: number): aws.Provider {
  const resource = nth(made, index);
  if (!(resource instanceof aws.Provider)) throw new TypeError(`resource ${index} is no provider`);
  return resource;
}

function nth(made: readonly pulumi.Resource[], index: number): pulumi.Resource {
  const resource = made[index];
  if (resource === undefined) throw new RangeError(`resource ${index} comes later in the list`);
  return resource;
}
