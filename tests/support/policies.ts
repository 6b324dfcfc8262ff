import { z } from "zod";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.strictObject({
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.literal("*"), z.strictObject({ Service: z.string() })]).optional(),
  Action: oneOrMore,
  Resource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});
const document = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(statement) });

export type Statement = z.output<typeof statement>;

/** The statements of a policy document, single values as lists of one. */
export function statementsOf(policy: unknown): readonly Statement[] {
  return document.parse(typeof policy === "string" ? JSON.parse(policy) : policy).Statement;
}

/** A call without IAM authorization, as a policy sees it. */
export interface Call {
  /** The ARN of the method. */
  readonly resource: string;
  /** The endpoint that carries the call, if any. */
  readonly endpointId?: string;
  /** The caller's address. */
  readonly address: string;
}

/** AWS's evaluation in small: an explicit deny wins, else an allow is needed. It fails on what it does not know. */
export function admits(policy: unknown, call: Call): boolean {
  const matching = statementsOf(policy).filter((each) => matches(each, call));
  return (
    matching.some(({ Effect }) => Effect === "Allow") && matching.every(({ Effect }) => Effect !== "Deny")
  );
}

function matches({ Action, Principal, Resource = [], Condition = {} }: Statement, call: Call): boolean {
  return (
    Principal === "*" &&
    Action.some((pattern) => like(pattern, "execute-api:Invoke")) &&
    Resource.some((pattern) => like(pattern, call.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, valueFor(key, call), values)),
    )
  );
}

function valueFor(key: string, { endpointId, address }: Call): string | undefined {
  if (key === "aws:SourceVpce") return endpointId;
  // The key is there only where the call came through an endpoint.
  if (key === "aws:VpcSourceIp") return endpointId === undefined ? undefined : address;
  throw new RangeError(`the evaluator does not know ${key}`);
}

/** A key that is absent fulfils the negated operators and no other. */
function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  switch (operator) {
    case "StringEquals":
      return value !== undefined && wanted.includes(value);
    case "StringNotEquals":
      return value === undefined || !wanted.includes(value);
    case "IpAddress":
      return value !== undefined && wanted.some((range) => within(range, value));
    default:
      throw new RangeError(`the evaluator does not know ${operator}`);
  }
}

function like(pattern: string, value: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(value);
}

/** Whether an IPv4 range holds an address. */
export function within(range: string, address: string): boolean {
  const [start, end] = boundsOf(range);
  const value = numberOf(address);
  return value >= start && value <= end;
}

/** The first and the last address of an IPv4 range, as numbers. */
export function boundsOf(range: string): readonly [first: number, last: number] {
  const [address = "", prefix = ""] = range.split("/");
  const first = numberOf(address);
  return [first, first + 2 ** (32 - Number(prefix)) - 1];
}

/** An IPv4 address as a number. */
export function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** A number as an IPv4 address. */
export function addressOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
