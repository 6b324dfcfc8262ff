import type { Operation, Step } from "../../automation/progress";
import type { RunCommand } from "../../automation/run";
import { printable } from "../../stacks/printable";

interface Words {
  /** Of what is to happen, or did not succeed: `create`. */
  readonly infinitive: string;
  /** Of what has happened: `created`. */
  readonly done: string;
  /** Whether it changes what is there. */
  readonly changes: boolean;
}

/** In the order in which people read a plan. */
const known: Readonly<Record<string, Words>> = {
  create: { infinitive: "create", done: "created", changes: true },
  update: { infinitive: "update", done: "updated", changes: true },
  replace: { infinitive: "replace", done: "replaced", changes: true },
  delete: { infinitive: "delete", done: "deleted", changes: true },
  import: { infinitive: "import", done: "imported", changes: true },
  read: { infinitive: "read", done: "read", changes: false },
  refresh: { infinitive: "refresh", done: "refreshed", changes: false },
  same: { infinitive: "keep", done: "unchanged", changes: false },
};

/** The operations that have words of their own, in the order in which people read a plan. */
export const operations: readonly string[] = Object.keys(known);

/** What an operation is called; the engine may know further ones, which are called as the engine does. */
export function wordsOf(operation: string): Words {
  const name = printable(operation);
  const words = Object.hasOwn(known, operation) ? known[operation] : undefined;
  return words ?? { infinitive: name, done: `${name}: done`, changes: true };
}

/** Whether an operation changes what is there. */
export function isChange(operation: Operation): boolean {
  return wordsOf(operation).changes;
}

/** A type token as people say it: `ec2.Vpc` of `aws:ec2/vpc:Vpc`, `Network` of `apilink:index:Network`. */
export function kindOf(type: string): string {
  const [, module = "", name = type] = type.split(":");
  const service = module.split("/")[0] ?? "";
  return printable(service === "" || service === "index" ? name : `${service}.${name}`);
}

/** What a step is about: its kind and name. */
export function subjectOf({ type, name }: Pick<Step, "type" | "name">): string {
  return `${kindOf(type)} ${printable(name)}`;
}

/** Which run this is, as all of its parts begin: `up of prod on AWS`. */
export function titleOf(command: RunCommand, stack: string, lab: boolean): string {
  return `${command} of ${printable(stack)} on ${lab ? "the embedded cloud" : "AWS"}`;
}
