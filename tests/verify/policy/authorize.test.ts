import assert from "node:assert/strict";
import {
  authorize,
  type Authorization,
  type AuthorizationInput,
  type Decision,
} from "../../../verify/policy";

const allow: Decision = { effect: "allow", statement: { index: 0 } };
const deny: Decision = { effect: "explicit-deny", statement: { index: 0 } };
const silent: Decision = { effect: "implicit-deny" };
const unknown: Decision = {
  effect: "unknown",
  why: "Statement[0] depends on aws:CurrentTime, which is not known",
};

const suffixes = {
  deny: "with an explicit deny in a resource-based policy",
  silent: "because no resource-based policy allows the execute-api:Invoke action",
} as const;

type Short =
  "allowed" | "no policy" | "unsigned" | "denied" | "denied here" | "not allowed" | "not allowed here" | "?";

/** "Here": by the resource policy, which the answer says. */
const meanings: Readonly<Record<Short, Authorization>> = {
  allowed: { allowed: true, reason: "explicit-allow" },
  "no policy": { allowed: true, reason: "no-policy" },
  unsigned: { allowed: false, reason: "missing-token" },
  denied: { allowed: false, reason: "explicit-deny" },
  "denied here": { allowed: false, reason: "explicit-deny", suffix: suffixes.deny },
  "not allowed": { allowed: false, reason: "implicit-deny" },
  "not allowed here": { allowed: false, reason: "implicit-deny", suffix: suffixes.silent },
  "?": { allowed: false, reason: "unknown", why: unknown.why },
};

/** A row of expectations: the resource policy allows, denies, is silent, is missing, cannot be told. */
type Expected = readonly [allow: Short, deny: Short, silent: Short, none: Short, unknown: Short];

const resources = [allow, deny, silent, "none", unknown] as const;

const rows: readonly (readonly [Omit<AuthorizationInput, "access" | "resource">, Expected])[] = [
  [{ type: "NONE", caller: "anonymous" }, ["allowed", "denied here", "not allowed here", "no policy", "?"]],
  [
    { type: "NONE", caller: "cross-account", identity: "explicit-deny" },
    ["allowed", "denied here", "not allowed here", "no policy", "?"],
  ],
  [{ type: "AWS_IAM", caller: "anonymous" }, ["unsigned", "unsigned", "unsigned", "unsigned", "unsigned"]],
  [
    { type: "AWS_IAM", caller: "same-account", identity: "allow" },
    ["allowed", "denied here", "allowed", "allowed", "?"],
  ],
  [
    { type: "AWS_IAM", caller: "same-account", identity: "implicit-deny" },
    ["allowed", "denied here", "not allowed", "not allowed", "?"],
  ],
  [
    { type: "AWS_IAM", caller: "same-account", identity: "explicit-deny" },
    ["denied", "denied here", "denied", "denied", "denied"],
  ],
  [
    { type: "AWS_IAM", caller: "cross-account", identity: "allow" },
    ["allowed", "denied here", "not allowed here", "not allowed here", "?"],
  ],
  [
    { type: "AWS_IAM", caller: "cross-account" },
    ["not allowed", "denied here", "not allowed here", "not allowed here", "?"],
  ],
  [
    { type: "AWS_IAM", caller: "cross-account", identity: "explicit-deny" },
    ["denied", "denied here", "denied", "denied", "denied"],
  ],
];

describe("the authorization of a call", () => {
  for (const [input, expected] of rows) {
    it(`follows the table: ${Object.values(input).join(", ")}`, () => {
      const results = resources.map((resource) => authorize({ ...input, access: "regional", resource }));
      assert.deepEqual(
        results,
        expected.map((short) => meanings[short]),
      );
    });
  }

  it("lets nobody into a private API without a policy", () => {
    const input = { type: "NONE", caller: "anonymous", resource: "none" } as const;
    assert.deepEqual(authorize({ ...input, access: "private" }), meanings["not allowed here"]);
    assert.deepEqual(authorize({ ...input, access: "regional" }), meanings["no policy"]);
  });

  it("admits a call of the own account only by identity, where a private API has no policy", () => {
    const input = { type: "AWS_IAM", caller: "same-account", access: "private", resource: "none" } as const;
    assert.equal(authorize({ ...input, identity: "allow" }).allowed, true);
  });
});
