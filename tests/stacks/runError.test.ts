import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { asRunError } from "../../stacks/runError";
import { UserError } from "../../stacks/userError";

describe("what the engine is told of an error", () => {
  it("is the message alone of a user's mistake", () => {
    const told = asRunError(new UserError("no such file"));
    assert.ok(pulumi.RunError.isInstance(told));
    assert.equal(told.message, "no such file");
  });

  it("is every wrong argument of a component", () => {
    const errors = [
      { propertyPath: "cidr", reason: "is no range" },
      { propertyPath: "zones", reason: "must be a whole number" },
    ];
    const told = asRunError(new pulumi.InputPropertiesError({ message: 'Network "n" is wrong', errors }));
    assert.ok(pulumi.RunError.isInstance(told));
    assert.equal(told.message, 'Network "n" is wrong\n  cidr: is no range\n  zones: must be a whole number');
  });

  it("is a defect as it is", () => {
    const defect = new TypeError("x is not a function");
    assert.equal(asRunError(defect), defect);
  });
});
