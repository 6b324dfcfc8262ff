import assert from "node:assert/strict";
import fc from "fast-check";
import { compilePolicy, type Decision } from "../../../verify/policy";
import { draft, written, type Draft, type DraftStatement } from "./arbitraries";
import { agreements } from "./agreements";
import { disagreements } from "./disagreements";
import { oracleEffect, type PlainRequest } from "./oracle";
import { requestOf } from "./requests";

const pairs = 25_000;

describe("policies, beside an independent simulator", function () {
  this.timeout(120_000);

  it("decides alike on generated policies and requests, wherever the two read AWS's documents alike", () => {
    const counts = new Map<Decision["effect"], number>();
    fc.assert(
      fc.property(draft, (drawn) => {
        const { document, request } = agreed(drawn);
        const { effect } = compilePolicy(JSON.stringify(document)).decide(requestOf(request));
        counts.set(effect, (counts.get(effect) ?? 0) + 1);
        assert.equal(effect, oracleEffect(document, request));
      }),
      { numRuns: pairs, seed: 20_261_122 },
    );
    assert.deepEqual([...counts.keys()].sort(), ["allow", "explicit-deny", "implicit-deny"]);
    for (const [effect, count] of counts) {
      assert.ok(count > pairs / 8, `${effect} comes up ${count} times only, of ${pairs}`);
    }
  });

  for (const { about, document, request } of agreements) {
    it(`agrees: ${about}`, () => {
      const { effect } = compilePolicy(JSON.stringify(document)).decide(requestOf(request));
      assert.equal(effect, oracleEffect(document, request));
    });
  }

  for (const { about, document, request, ours, theirs } of disagreements) {
    it(`differs: ${about}`, () => {
      const decision = compilePolicy(JSON.stringify(document)).decide(requestOf(request));
      assert.notEqual(ours, theirs);
      assert.deepEqual([decision.effect, oracleEffect(document, request)], [ours, theirs]);
    });
  }
});

/** Keeps clear of what the list of disagreements holds. */
function agreed({ request, statements }: Draft): {
  readonly document: object;
  readonly request: PlainRequest;
} {
  const present = new Set(Object.keys(request.context).map((key) => key.toLowerCase()));
  const Statement = statements.map((each) => written(clear(each, present)));
  const Version = JSON.stringify(Statement).includes("${") ? "2012-10-17" : "2008-10-17";
  return { document: { Version, Statement }, request };
}

function clear(statement: DraftStatement, present: ReadonlySet<string>): DraftStatement {
  return {
    ...statement,
    resources: statement.notResource
      ? statement.resources.map((text) => withDefaults(lengthened(text)))
      : statement.resources,
    conditions: statement.conditions.map((condition) => ({
      ...condition,
      ifExists:
        condition.ifExists &&
        (condition.quantifier !== "ForAnyValue:" || present.has(condition.key.toLowerCase())),
      values: condition.values
        .map((text) => (condition.base.includes("Not") ? withDefaults(text) : text))
        .map((text) => (condition.base.includes("Equals") ? unescaped(text) : text)),
    })),
  };
}

/** No variable is left without a value. */
function withDefaults(text: string): string {
  return text.replace(/\$\{([\w:]+)\}/g, "${$1, 'nobody'}");
}

/** Without `${*}` and its like. */
function unescaped(text: string): string {
  return text.replace(/\$\{([*?$])\}/g, "$1");
}

/** An ARN of all six parts. */
function lengthened(arn: string): string {
  const missing = 6 - arn.split(":").length;
  return arn === "*" ? arn : arn + ":*".repeat(Math.max(0, missing));
}
