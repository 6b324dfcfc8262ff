import { readFileSync, statSync } from "node:fs";
import type { ResourceState } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { UserError } from "../../stacks/userError";
import { withoutApiKeys } from "./apiKeyValues";
import { soundnessOf, type JsonLimits } from "./jsonSoundness";
import { PropertyValueError, propertyReader } from "./propertyValues";
import { onCycle } from "./resourceOrder";
import { shown } from "./shown";
import { shapeOf, stackOf, type ExportedResource } from "./stateShape";

/** What `pulumi stack export` wrote of a stack. */
export interface StateFile {
  /** The stack's name, from the URNs. */
  readonly stack: string;
  /** Without those that are only there to be deleted yet. */
  readonly resources: readonly ResourceState[];
}

/** The size of file that is read. A state of 20,000 resources has about half of it. */
const megabytes = 64;

/** 64 MB of a true state hold 1.2 million values; as many as fit in would take half a minute. */
const limits: JsonLimits = { depth: 100, values: 1_500_000 };

const writeIt = "write it with: pulumi stack export --stack NAME --file FILE";
const writeItAgain = "write it again with: pulumi stack export --stack NAME --file FILE";
const readProgram = "check --stack NAME reads the program instead of a state";

/** Makes the error that names the file. */
type Fail = (reason: string, hint?: string) => UserError;

/**
 * Reads a file of `pulumi stack export`. Secrets that it holds encrypted are unknown; values of API keys are unknown even
 * where the file tells them (`--show-secrets`).
 *
 * @throws UserError where it cannot be read, is no such file, or contradicts itself.
 */
export function readStateFile(path: string): StateFile {
  const fail = failFor(path);
  return stateIn(parse(textOf(path, fail), fail), fail);
}

/**
 * Reads what `pulumi stack export` would write, as a value.
 *
 * @param source What to call it in errors.
 * @throws UserError where it is no state, is empty, or contradicts itself.
 */
export function readExport(value: unknown, source: string): StateFile {
  return stateIn(value, failFor(source));
}

function failFor(source: string): Fail {
  return (reason, hint = writeIt) => new UserError(`${source}: ${reason}\n  hint: ${hint}`);
}

function stateIn(value: unknown, fail: Fail): StateFile {
  const entries = resourcesIn(value, fail);
  const resources = statesIn(entries, fail);
  const [first] = resources;
  if (first === undefined) throw empty(fail);
  refuseContradictions(resources, fail);
  return { stack: stackOf(first.urn), resources };
}

const readErrors: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "no such file"],
  ["ENOTDIR", "no such file"],
  ["EACCES", "may not be read"],
  ["EPERM", "may not be read"],
]);

function textOf(path: string, fail: Fail): string {
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw fail("is a folder, not a file");
    // A pipe could keep the reader waiting for ever.
    if (!status.isFile()) throw fail("is no regular file: it cannot be read from a pipe or a device");
    if (status.size > megabytes * 1024 * 1024) throw fail(`has more than ${megabytes} MB`, readProgram);
    return readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw fail(readErrors.get(code) ?? `cannot be read (${shown(code)})`);
  }
}

function parse(text: string, fail: Fail): unknown {
  if (text.trim() === "") throw fail("is empty", writeItAgain);
  const soundness = soundnessOf(text, limits);
  switch (soundness.kind) {
    case "sound":
      return JSON.parse(text);
    case "cutOff":
      throw fail("is not whole JSON: it looks cut off, it ends before its last bracket", writeItAgain);
    case "syntax":
      throw fail(`is not JSON: the error is in ${placeOf(text, soundness.offset)}`);
    case "depth": {
      const place = placeOf(text, soundness.offset);
      throw fail(`nests lists and mappings deeper than ${limits.depth} levels, in ${place}`);
    }
    case "count":
      throw fail(`holds more than ${limits.values} values`, readProgram);
  }
}

function placeOf(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < offset; end = text.indexOf("\n", start)) {
    line += 1;
    start = end + 1;
  }
  return `line ${line}, column ${offset - start + 1}`;
}

/** What else a JSON file may be, by a key that gives it away. */
const lookalikes: readonly (readonly [key: string, is: string])[] = [
  ["checkpoint", "is a checkpoint of Pulumi's own store, not an export of it"],
  ["steps", "is what pulumi preview --json writes: a plan, not a state"],
  ["config", "is a stack file, not a state"],
  ["resources", "is the inside of an export, without its version and deployment"],
];

function resourcesIn(value: unknown, fail: Fail): readonly unknown[] {
  if (!isMapping(value)) throw fail("is JSON, but not what pulumi stack export writes: it is no mapping");
  const { version, deployment } = value;
  if (deployment === undefined) {
    const lookalike = lookalikes.find(([key]) => Object.hasOwn(value, key));
    throw fail(lookalike?.[1] ?? "is JSON, but not what pulumi stack export writes: it has no deployment");
  }
  if (typeof version !== "number") throw fail("version must be a number: 3", writeItAgain);
  if (version !== 3) {
    const hint = `${writeIt} by a version of Pulumi that writes 3; or ${readProgram}`;
    throw fail(`has version ${version} of Pulumi's format, while only version 3 is read`, hint);
  }
  // The engine leaves out what is empty.
  if (deployment === null) throw empty(fail);
  if (!isMapping(deployment)) throw fail("deployment must be a mapping", writeItAgain);
  const resources = deployment["resources"] ?? [];
  if (!Array.isArray(resources)) throw fail("deployment.resources must be a list", writeItAgain);
  return resources;
}

function empty(fail: Fail): UserError {
  return fail("holds no resources: the stack is empty", `create the stack first; ${readProgram}`);
}

/** How many problems are told at once. */
const told = 5;

function statesIn(entries: readonly unknown[], fail: Fail): readonly ResourceState[] {
  const problems: string[] = [];
  const states: ResourceState[] = [];
  const read = propertyReader(limits);
  for (const [index, entry] of entries.entries()) {
    const path = `deployment.resources[${index}]`;
    const shape = shapeOf(entry, path);
    if (!shape.ok) problems.push(...shape.problems);
    else if (shape.resource.delete !== true) {
      const state = stateOf(shape.resource, read);
      if (typeof state === "string") problems.push(`${path}.${state}`);
      else states.push(state);
    }
    if (problems.length >= told) break;
  }
  refuse(problems, fail);
  return states;
}

/** The state, or what is wrong with one of its properties. */
function stateOf(resource: ExportedResource, read: (value: unknown) => unknown): ResourceState | string {
  const inputs = propertiesOf(resource, "inputs", read);
  const outputs = propertiesOf(resource, "outputs", read);
  if (typeof inputs === "string") return inputs;
  if (typeof outputs === "string") return outputs;
  const { urn, type, custom, id, parent, provider, dependencies = [] } = resource;
  return withoutApiKeys({
    urn,
    type,
    custom,
    ...(id !== undefined && { id }),
    ...(parent !== undefined && { parent }),
    ...(provider !== undefined && { provider }),
    inputs,
    outputs,
    dependencies,
  });
}

function propertiesOf(
  resource: ExportedResource,
  key: "inputs" | "outputs",
  read: (value: unknown) => unknown,
): Mapping | string {
  try {
    const properties = read(resource[key] ?? {});
    return isMapping(properties) ? properties : `${key} must be a mapping of names to values`;
  } catch (error) {
    if (error instanceof PropertyValueError) return `${key} ${error.message}`;
    throw error;
  }
}

function refuseContradictions(resources: readonly ResourceState[], fail: Fail): void {
  const urns = new Set<string>();
  const problems: string[] = [];
  for (const { urn } of resources) {
    if (urns.has(urn)) problems.push(`${shown(urn)} is there twice`);
    urns.add(urn);
  }
  for (const { urn, parent } of resources) {
    if (parent === undefined || urns.has(parent)) continue;
    problems.push(`${shown(urn)} has the parent ${shown(parent)}, which is not there`);
  }
  refuse(problems, fail);
  const circular = onCycle(resources);
  if (circular !== undefined)
    refuse([`${shown(circular.urn)} is its own parent or dependency, over others`], fail);
}

function refuse(problems: readonly string[], fail: Fail): void {
  if (problems.length === 0) return;
  const lines = problems.slice(0, told).map((problem) => `\n  ${problem}`);
  throw fail(`is no sound state${lines.join("")}`, `${writeItAgain}, and leave it as it is written`);
}
