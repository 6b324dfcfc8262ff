import type { z } from "zod";
import { isMapping, type Mapping } from "../mapping";
import { withCollecting } from "./collecting";
import { name, splitMessage } from "./fields";
import { didYouMean } from "./nearest";
import { pathOf, type TopologyProblem } from "./problem";
import * as schema from "./schema";
import type { Link, Topology } from "./types";

/**
 * The readable part of a topology: what the rules look at, so that one bad entry hides no other error.
 */
export interface Draft extends Pick<Topology, "accounts" | "networks" | "apis" | "services"> {
  /** Every name that is written down, also of entries that are wrong in themselves. */
  readonly known: Readonly<Record<Named, readonly string[]>>;
  readonly links: readonly Placed<Link>[];
  readonly subscriptions: readonly Placed<Topology["subscriptions"][number]>[];
}

/** An entry of a list, with its path in the file. */
export interface Placed<Entry> {
  readonly path: string;
  readonly entry: Entry;
}

type Named = "accounts" | "networks" | "apis" | "services";

const sections = ["accounts", "networks", "apis", "links", "services", "subscriptions"];

/** Reads what can be read and reports the rest. */
export function readDraft(raw: unknown, report: (problem: TopologyProblem) => void): Draft {
  const top = readTop(raw, report);
  const named = <Schema extends z.ZodType>(section: Named, entry: Schema) =>
    withoutPrototype(
      Object.entries(readMapping(top, section, report)).flatMap(([key, value]) => {
        check(name("an entry"), key, [section, key], report);
        const read = readEntry(entry, value, [section, key], report);
        return read === undefined ? [] : [[key, read] as const];
      }),
    );
  const listed = <Schema extends z.ZodType>(section: string, entry: Schema) =>
    readList(top, section, report).flatMap((value, index) => {
      const { data: read } = check(entry, value, [section, index], report);
      return read === undefined ? [] : [{ path: pathOf([section, index]), entry: read }];
    });
  const accounts = named("accounts", schema.account);
  const networks = named("networks", schema.network);
  const apis = withCollecting(named("apis", schema.api), { accounts, networks });
  return {
    accounts,
    networks,
    apis: withoutPrototype(Object.entries(apis)),
    services: named("services", schema.service),
    links: listed("links", schema.link).map(({ path, entry: { from, to, through } }) => ({
      path,
      entry: { from, to, through: through ?? from },
    })),
    subscriptions: listed("subscriptions", schema.subscription),
    known: {
      accounts: namesIn(top, "accounts"),
      networks: namesIn(top, "networks"),
      apis: namesIn(top, "apis"),
      services: namesIn(top, "services"),
    },
  };
}

/** So that the name `constructor` finds an entry or nothing, and not what every object inherits. */
function withoutPrototype<Entry>(entries: readonly (readonly [string, Entry])[]): Record<string, Entry> {
  const record = Object.create(null) as Record<string, Entry>;
  for (const [name, entry] of entries) record[name] = entry;
  return record;
}

type Report = (problem: TopologyProblem) => void;

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

function namesIn(top: Mapping, section: string): string[] {
  const value = top[section];
  return isMapping(value) ? Object.keys(value) : [];
}

function readTop(raw: unknown, report: Report): Mapping {
  const hint = `write ${sections.slice(0, 4).join(", ")}; the README shows a whole file`;
  if (raw === undefined || raw === null || (isMapping(raw) && Object.values(raw).every(isNothing))) {
    report({ path: "topology", message: "is empty", hint });
    return {};
  }
  if (!isMapping(raw)) {
    report({ path: "topology", message: "is no mapping of keys to values", hint });
    return {};
  }
  for (const key of Object.keys(raw)) {
    if (!sections.includes(key)) {
      report({ path: key, message: "is an unknown key", hint: didYouMean(key, sections, "key") });
    }
  }
  return raw;
}

function readMapping(top: Mapping, section: string, report: Report): Mapping {
  const value = top[section] ?? {};
  if (isMapping(value)) return value;
  report({
    path: section,
    message: "must be a mapping of names to entries",
    hint: "write one name a line, indented",
  });
  return {};
}

function readList(top: Mapping, section: string, report: Report): readonly unknown[] {
  const value = top[section] ?? [];
  if (Array.isArray(value)) return value;
  report({ path: section, message: "must be a list", hint: "begin each entry with a dash" });
  return [];
}

/** An entry as the schema reads it; of one with errors, what is left when the keys in error are taken away. */
function readEntry<Schema extends z.ZodType>(
  schemaOf: Schema,
  value: unknown,
  steps: readonly PropertyKey[],
  report: Report,
): z.output<Schema> | undefined {
  const read = check(schemaOf, value, steps, report);
  if (read.success || !isMapping(value)) return read.data;
  const bad = new Set(
    read.error.issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : [issue.path[0]])),
  );
  return schemaOf.safeParse(Object.fromEntries(Object.entries(value).filter(([key]) => !bad.has(key)))).data;
}

function check<Schema extends z.ZodType>(
  schemaOf: Schema,
  value: unknown,
  steps: readonly PropertyKey[],
  report: Report,
): z.ZodSafeParseResult<z.output<Schema>> {
  const read = schemaOf.safeParse(value);
  if (!read.success) reportAll(read.error, steps, report);
  return read;
}

function reportAll(error: z.ZodError, steps: readonly PropertyKey[], report: Report): void {
  for (const issue of error.issues) {
    // An unknown key is told of where it stands, not of the mapping around it.
    const keys = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [key]) : [[]];
    for (const key of keys)
      report({ path: pathOf([...steps, ...issue.path, ...key]), ...splitMessage(issue.message) });
  }
}
