import assert from "node:assert/strict";
import type { Place, Properties } from "../../../lab/resource";
import { landscape, seoul, steps, type Landscape } from "./landscape";

/** A request that AWS refuses. */
export interface Refused {
  readonly name: string;
  /** Only what is made before this step is there; by default everything is. */
  readonly before?: string;
  readonly type: string;
  readonly place?: Place;
  /** Inputs of the step of the same type, changed; or inputs from nothing. */
  readonly like?: string;
  readonly inputs: (made: Landscape) => Properties;
  readonly code: string;
  readonly message?: RegExp;
}

/** What the step of this name was made with, to be changed in one point. */
export function inputsLike(made: Landscape, name: string | undefined): Properties {
  return steps.find((step) => step.name === name)?.inputs(made) ?? {};
}

/** One test a case. */
export function refuses(cases: readonly Refused[]): void {
  for (const refused of cases) {
    it(`refuses ${refused.name}`, () => {
      const made = landscape(refused.before === undefined ? {} : { before: refused.before });
      const inputs = { ...inputsLike(made, refused.like), ...refused.inputs(made) };
      const result = made.ask(refused.type, "refused", inputs, refused.place);
      assert.ok(!result.ok, "it was made");
      assert.equal(result.refusal.code, refused.code, result.refusal.message);
      assert.match(result.refusal.message, refused.message ?? /./);
    });
  }
}

/** One test a step: it cannot be deleted while the rest of the landscape is there. */
export function refusesToDelete(held: readonly (readonly [name: string, code: string])[]): void {
  for (const [name, code] of held) {
    it(`refuses to delete ${name} while it is in use`, () => {
      const made = landscape();
      const { type = "", place = seoul } = steps.find((step) => step.name === name) ?? {};
      const result = made.cloud.delete(place, type, made.id(name));
      assert.ok(!result.ok, "it was deleted");
      assert.equal(result.refusal.code, code);
    });
  }
}
