import fc from "fast-check";
import type { Server } from "../../../handlers/common/server";
import type { Filters } from "../../../handlers/inventory/filters";

/** Few values, so that filters often match, among them the empty text. */
const few = fc.constantFrom("", "111111111111", "222222222222", "shop", "ledger");

/** Ids of any kind: a key of DynamoDB can be any text that is not empty. */
const ids = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
  fc.integer({ min: 1, max: 99 }).map(String),
);

/** As what is read from JSON, so that both can be compared. */
const plain = { noNullPrototype: true };

const server: fc.Arbitrary<Server> = fc.record(
  {
    aws_account_id: few,
    aws_account_name: few,
    "instance-id": ids,
    os: fc.string(),
    version: fc.string(),
    ip: fc.string(),
    name: fc.string(),
    service: few,
    role: fc.string(),
    alive: fc.constantFrom(0, 1),
    etc: fc.string({ unit: "grapheme" }),
  },
  plain,
);

export const servers = fc.uniqueArray(server, { selector: (made) => made["instance-id"], maxLength: 40 });

export const filters: fc.Arbitrary<Filters> = fc.record(
  { account: few, service: few, alive: fc.constantFrom(0, 1) },
  { requiredKeys: [], ...plain },
);

/** The parameters of a call that asks for them. */
export function parametersOf(asked: Filters): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)]));
}
