import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { policyOf } from "../../verify/sources/live/permissions";
import { readers } from "../../verify/sources/live/readers";

const file = resolve(__dirname, "../../docs/doctor-policy.json");

describe("docs/doctor-policy.json", () => {
  const policy = JSON.parse(readFileSync(file, "utf8")) as ReturnType<typeof policyOf>;

  it("allows what the readers need, and nothing else", () => {
    assert.deepEqual(policy, JSON.parse(JSON.stringify(policyOf(readers))));
    const actions = policy.Statement.flatMap(({ Action }) => Action);
    const needed = readers.flatMap(({ permissions }) => permissions);
    assert.deepEqual(new Set(actions), new Set([...needed, "sts:GetCallerIdentity"]));
  });

  it("lets nothing be changed, and nothing be decrypted", () => {
    const others = policy.Statement.flatMap(({ Action }) => Action).filter(
      (action) => !/^[a-z0-9-]+:(Describe|Get|List)[A-Z]\w*$|^apigateway:GET$/.test(action),
    );
    assert.deepEqual(others, []);
  });
});
