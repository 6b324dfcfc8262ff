import assert from "node:assert/strict";
import fc from "fast-check";
import { compilePolicy, type ContextValue, type Decision } from "../../../verify/policy";
import { draft, written, type Draft } from "./arbitraries";
import { policyText, requestOf } from "./requests";

const runs = { numRuns: 4000, seed: 20_261_122 };

describe("any policy", () => {
  it("admits no more with a further Deny, and no less with a further Allow", () => {
    fc.assert(
      fc.property(draft, ({ request, statements }) => {
        const [last, ...others] = [...statements].reverse();
        if (last === undefined) return;
        const before = effectOf({ request, statements: others });
        const denying = effectOf({ request, statements: [{ ...last, effect: "Deny" }, ...others] });
        const allowing = effectOf({ request, statements: [{ ...last, effect: "Allow" }, ...others] });
        if (before !== "allow") assert.notEqual(denying, "allow");
        if (before === "explicit-deny") assert.deepEqual([denying, allowing], [before, before]);
        if (before === "allow") assert.equal(allowing, "allow");
        assert.notEqual(allowing === "explicit-deny", before !== "explicit-deny");
      }),
      runs,
    );
  });

  it("decides the same in any order of its statements", () => {
    fc.assert(
      fc.property(
        draft,
        fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
        ({ request, statements }, ranks) => {
          const ranked = statements.map((each, index) => ({ each, rank: ranks[index] ?? 0 }));
          const shuffled = ranked.toSorted((one, other) => one.rank - other.rank).map(({ each }) => each);
          assert.equal(effectOf({ request, statements: shuffled }), effectOf({ request, statements }));
        },
      ),
      runs,
    );
  });

  it("names a statement that alone decides as the whole does", () => {
    fc.assert(
      fc.property(draft, ({ request, statements }) => {
        const decision = decisionOf({ request, statements });
        if (!("statement" in decision)) return;
        const named = statements[decision.statement.index];
        assert.ok(named !== undefined);
        assert.equal(effectOf({ request, statements: [named] }), decision.effect);
      }),
      runs,
    );
  });

  it("minds the case neither of keys nor of actions", () => {
    fc.assert(
      fc.property(draft, ({ request, statements }) => {
        const other = {
          request: { ...request, action: request.action.toUpperCase() },
          statements: statements.map((each) => ({
            ...each,
            actions: each.actions.map((action) => action.toLowerCase()),
            conditions: each.conditions.map((condition) => ({
              ...condition,
              key: condition.key.toUpperCase(),
            })),
          })),
        };
        assert.equal(effectOf(other), effectOf({ request, statements }));
      }),
      runs,
    );
  });

  it("keeps what it said of an unknown value, whatever the value turns out to be", () => {
    const told = new Map<Decision["effect"], number>();
    fc.assert(
      fc.property(draft, fc.nat(), fc.nat(), ({ request, statements }, one, other) => {
        // A key that the statements ask for, else nothing hinges on it.
        const asked = statements.flatMap(({ conditions }) => conditions.map(({ key }) => key));
        const unknown = [one, other].map((each) => asked[each % asked.length] ?? "aws:sourcevpce");
        const blurred: Record<string, ContextValue> = { ...request.context };
        for (const key of Object.keys(blurred)) {
          if (unknown.some((each) => each.toLowerCase() === key.toLowerCase())) blurred[key] = "unknown";
        }
        for (const key of unknown) blurred[key] = "unknown";
        const compiled = compilePolicy(policyText(statements.map(written)));
        const before = compiled.decide(requestOf({ ...request, context: blurred }));
        told.set(before.effect, (told.get(before.effect) ?? 0) + 1);
        if (before.effect !== "unknown") {
          assert.equal(compiled.decide(requestOf(request)).effect, before.effect);
        }
      }),
      runs,
    );
    for (const effect of ["allow", "explicit-deny", "implicit-deny", "unknown"] as const) {
      assert.ok((told.get(effect) ?? 0) > runs.numRuns / 40, `${effect} hardly comes up`);
    }
  });

  it("reads a single value as a list of one", () => {
    fc.assert(
      fc.property(draft, ({ request, statements }) => {
        const lists = statements.map((each) => listsIn(written(each)));
        const compiled = compilePolicy(policyText(lists));
        assert.deepEqual(compiled.decide(requestOf(request)), decisionOf({ request, statements }));
      }),
      { ...runs, numRuns: 1000 },
    );
  });
});

function decisionOf({ request, statements }: Draft): Decision {
  return compilePolicy(policyText(statements.map(written))).decide(requestOf(request));
}

function effectOf(drawn: Draft): Decision["effect"] {
  return decisionOf(drawn).effect;
}

/** The statement with every action, resource and condition value as a list. */
function listsIn(statement: object): object {
  return Object.fromEntries(
    Object.entries(statement).map(([element, value]: readonly [string, unknown]) => {
      if (/Action|Resource/.test(element)) return [element, [value].flat()];
      if (element !== "Condition") return [element, value];
      const operators = Object.entries(value as Record<string, Record<string, unknown>>);
      const listed = operators.map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, [values].flat()])),
      ]);
      return [element, Object.fromEntries(listed)];
    }),
  );
}
