import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { forms, rules, type Rule } from "../../verify/contract";
import { outcomes, steps } from "../../verify/trace/types";

const properties = z.record(z.string(), z.unknown());

/** What no topology can say: resource states are taken away as by `--without`, changed, or added. */
const change = z.union([
  // By type or name, or one resource alone as TYPE NAME, where several share the name.
  z.strictObject({ without: z.string() }),
  // The resource as TYPE NAME, for example `Vpc seoul.vpc`; values by property path, which inputs and outputs both get.
  z.strictObject({ set: z.string(), to: properties }),
  // As a program would write it, and what AWS would add to it.
  z.strictObject({
    add: z.string(),
    name: z.string(),
    id: z.string(),
    inputs: properties,
    outputs: properties.default({}),
  }),
]);

const changes = z.array(change).default([]);

/** `endpoint-bare` is the endpoint's own name with neither header. */
const form = z.enum([...forms, "endpoint-bare"]);

const expected = z.strictObject({
  /** `nxdomain`, `public`, or the range that holds every address. */
  resolves: z.string(),
  outcome: z.enum(outcomes),
  decidedBy: z.enum(steps),
  /** curl's exit status; null for a browser. */
  curl: z.number().nullable(),
  /** The HTTP status; null where HTTP is not reached. */
  status: z.number().nullable(),
  /** The header `x-amzn-errortype`. */
  errorType: z.string().nullable().default(null),
  body: z.string().nullable().default(null),
  /** What the explanation must hold. */
  because: z.string().default(""),
});

const call = z.strictObject({
  /** What this call adds to the row's set-up. */
  changes,
  /** What is special about it. */
  says: z.string().optional(),
  /** NETWORK, NETWORK/public, NETWORK/corporate or internet. */
  from: z.string(),
  /** The API; the only one where it is not said. */
  to: z.string().optional(),
  /** The network whose endpoint the form names; the only one where it is not said. */
  through: z.string().optional(),
  form: z.union([form, z.array(form).min(1)]).optional(),
  /** Below the form's URL. */
  path: z.string().startsWith("/").default(""),
  /** Instead of a form. */
  url: z.string().optional(),
  method: z.string().default("GET"),
  /** Besides those of the form; null takes one of them away. */
  headers: z.record(z.string(), z.string().nullable()).default({}),
  client: z.enum(["curl", "browser"]).default("curl"),
  origin: z.string().optional(),
  insecure: z.boolean().optional(),
  expect: expected,
});

const refusal = z.discriminatedUnion("at", [
  // Before anything is created: values of the topology by path, and what is then said of it.
  z.strictObject({
    at: z.literal("topology"),
    set: properties,
    problems: z.array(z.strictObject({ path: z.string(), message: z.string() })).min(1),
  }),
  // By AWS, when it comes to one resource.
  z.strictObject({
    at: z.literal("deploy"),
    changes,
    resource: z.string(),
    code: z.string(),
    message: z.string(),
  }),
  // By AWS, when one resource is to be deleted before all others.
  z.strictObject({
    at: z.literal("destroy"),
    resource: z.string(),
    code: z.string(),
    message: z.string(),
  }),
]);

const row = z.strictObject({
  id: z.string(),
  title: z.string(),
  topology: z.unknown(),
  changes,
  refused: z.array(refusal).default([]),
  calls: z.array(call),
  /** Resources in the order in which they go when the stack is destroyed. */
  destroyed: z.array(z.string()).default([]),
  /** What `apilink check` must find. */
  findings: z
    .array(z.strictObject({ rule: z.enum(Object.keys(rules) as [Rule, ...Rule[]]), where: z.string() }))
    .default([]),
});

export type Change = z.output<typeof change>;
export type Form = z.output<typeof form>;
export type Call = z.output<typeof call>;
export type Expected = z.output<typeof expected>;
export type Refusal = z.output<typeof refusal>;
export type Row = z.output<typeof row>;

/** Every row by the name of its file, without the ending. */
export function readRows(): ReadonlyMap<string, Row> {
  const files = readdirSync(__dirname).filter((file) => file.endsWith(".yaml"));
  return new Map(
    files.map((file) => {
      const read = row.safeParse(parse(readFileSync(join(__dirname, file), "utf8"), { merge: true }));
      if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
      return [file.replace(/\.yaml$/, ""), read.data];
    }),
  );
}
