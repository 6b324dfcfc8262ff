import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fingerprintIn, fingerprintLine, fingerprintOf } from "../../components/fingerprint";

const policyOf = (document: unknown): string =>
  fingerprintOf({
    definition: "{}",
    policy: typeof document === "string" ? document : JSON.stringify(document),
  }).policy;

const statement = {
  Effect: "Allow",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: ["arn:aws:execute-api:ap-northeast-2:222222222222:abc/v1/*"],
  Condition: {
    StringEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] },
    Bool: { "aws:SecureTransport": true },
  },
};

/** The keys of every mapping the other way round, and every list too. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned).reverse();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, turned(item)]),
  );
};

describe("a deployment's fingerprint", () => {
  it("is written as one line, and read from it", () => {
    const documents = { definition: '{"type":"PRIVATE"}', policy: "" };
    const line = fingerprintLine(documents);
    assert.match(line, /^apilink definition=sha256:[0-9a-f]{64} policy=sha256:[0-9a-f]{64}$/);
    // CreateDeployment takes more, but a table of them should stay readable.
    assert.ok(line.length < 200);
    assert.deepEqual(fingerprintIn(line), fingerprintOf(documents));
  });

  it("is not read from what somebody else wrote", () => {
    const line = fingerprintLine({ definition: "{}", policy: "{}" });
    for (const other of ["", "by hand", `${line} and more`, `x ${line}`, line.slice(0, -1)])
      assert.equal(fingerprintIn(other), undefined, other);
  });

  it("is that of a document however it is written: order, spaces, lists of one, truth values as text", () => {
    const written = policyOf({ Version: "2012-10-17", Statement: [statement] });
    const rewritten = {
      ...statement,
      Action: ["execute-api:Invoke"],
      Resource: statement.Resource[0],
      Condition: {
        Bool: { "aws:SecureTransport": "true" },
        StringEquals: { "aws:SourceVpce": ["vpce-2", "vpce-1"] },
      },
    };
    assert.equal(policyOf({ Statement: rewritten, Version: "2012-10-17" }), written);
    assert.equal(
      policyOf(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2)),
      written,
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.equal(policyOf(JSON.stringify(turned(JSON.parse(text)))), policyOf(text));
      }),
    );
  });

  it("is another one for a document that says something else", () => {
    const changes: object[] = [
      { Effect: "Deny" },
      { Resource: [] },
      { Resource: [...statement.Resource, "*"] },
      { Condition: { StringEquals: { "aws:SourceVpce": ["vpce-1", "vpce-3"] } } },
      { NotAction: statement.Action },
    ];
    const all = [{}, ...changes].map((change) => policyOf({ Statement: { ...statement, ...change } }));
    assert.equal(new Set([...all, policyOf(""), policyOf("no JSON")]).size, all.length + 2);
    const swapped = [
      fingerprintLine({ definition: "{}", policy: "[1]" }),
      fingerprintLine({ definition: "[1]", policy: "{}" }),
    ];
    assert.notEqual(swapped[0], swapped[1]);
  });
});
