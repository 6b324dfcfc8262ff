import { z } from "zod";
import { rangeProblem, vpcRangeProblem } from "../../components/ranges";
import { didYouMean } from "./nearest";

/*
 * Every message has two lines: what is wrong, and the hint how to mend it. `splitMessage` takes them apart again.
 */
function says(message: string, hint: string): string {
  return `${message}\n${hint}`;
}

/** The two halves of a message made here; zod's own messages have no hint. */
export function splitMessage(text: string): { readonly message: string; readonly hint: string } {
  // The hint is our own and has one line; what is wrong may show what was written.
  const end = text.lastIndexOf("\n");
  return end < 0
    ? { message: text, hint: "see docs/topology.md" }
    : { message: text.slice(0, end), hint: text.slice(end + 1) };
}

function shown(input: unknown): string {
  const kind = typeof input === "number" ? `the number ${input}` : JSON.stringify(input);
  return kind.length > 60 ? `${kind.slice(0, 57)}…` : kind;
}

/** Tells that something is missing or is not what it must be, with what it is instead. */
export function wrong(what: string, hint: string) {
  return (issue: { readonly input?: unknown }): string =>
    issue.input === undefined || issue.input === null
      ? says(`is missing: it must be ${what}`, hint)
      : says(`must be ${what}, not ${shown(issue.input)}`, hint);
}

/** Text of a given shape. */
export function text(what: string, shape: RegExp, hint: string) {
  const error = wrong(what, hint);
  return z.string({ error }).regex(shape, { error });
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const hint = `write one of: ${words.join(", ")}`;
  return z.enum(words, { error: wrong(`one of ${words.join(", ")}`, hint) });
}

export function flag() {
  return z.boolean({ error: wrong("true or false", "write true or false without quotes") });
}

/** A whole number between two others. */
export function whole(from: number, to: number) {
  const hintOf = (input: unknown): string => {
    if (typeof input === "string") return "write a number, without quotes";
    if (typeof input !== "number") return `write a number, such as ${from}`;
    if (!Number.isInteger(input)) return "leave the fraction out";
    return input < from ? `the least is ${from}` : `the most is ${to}`;
  };
  const error = (issue: { readonly input?: unknown }): string =>
    wrong(`a whole number from ${from} to ${to}`, hintOf(issue.input))(issue);
  return z.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}

export function list<Item extends z.ZodType>(item: Item, what: string) {
  return z.array(item, {
    error: wrong(`a list of ${what}`, "write [ … ], or one line with a dash for each"),
  });
}

/** A mapping with these keys and no others. */
export function mapping<Shape extends z.core.$ZodLooseShape>(what: string, shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") {
        return wrong(what, `write its keys, indented: ${known.join(", ")}`)(issue);
      }
      const [key = ""] = issue.keys;
      return says("is an unknown key", didYouMean(key, known, "key"));
    },
  });
}

/** Any IPv4 range. */
export function range() {
  return checkedRange(rangeProblem);
}

/** An IPv4 range that a VPC may have. */
export function vpcRange() {
  return checkedRange(vpcRangeProblem);
}

function checkedRange(problemOf: (text: string) => string | undefined) {
  const hint = "an IPv4 range in CIDR notation with its first address, such as 10.0.0.0/16";
  return z.string({ error: wrong("an IPv4 range", hint) }).superRefine((value, context) => {
    const problem = problemOf(value);
    if (problem !== undefined) context.addIssue({ code: "custom", message: says(problem, hint) });
  });
}

/** The name of an account, network, API or service, as a key and as a reference. */
const nameShape = /^[a-z][a-z0-9-]{0,30}$/;

export function name(of: string) {
  return text(`the name of ${of}`, nameShape, "a name is 1 to 31 of a-z, 0-9 and -, beginning with a letter");
}
