import assert from "node:assert/strict";
import { compilePolicy, parsePolicy, PolicyError } from "../../../verify/policy";
import { UserError } from "../../../stacks/userError";
import { anonymousCall, policyText, requestOf, statement } from "./requests";

const wrong: readonly (readonly [text: string, message: RegExp | string])[] = [
  ["{", /^the policy is no JSON: /],
  ["[]", "the policy is []: it must be an object"],
  ["{}", "the policy has no Statement: add at least one"],
  [
    '{"Version":"2012-10-18","Statement":[]}',
    'Version is "2012-10-18": write "2012-10-17" (or the older "2008-10-17")',
  ],
  ['{"Statements":[]}', 'the policy has the unknown element "Statements": use Version, Id, Statement'],
  ['{"Id":7,"Statement":[]}', "Id is 7: it must be a string"],
  [
    policyText([statement({}), statement({ Effect: "allow" })]),
    'Statement[1].Effect is "allow": write "Allow" or "Deny"',
  ],
  [policyText([statement({ Effect: undefined })]), 'Statement[0].Effect is missing: write "Allow" or "Deny"'],
  [policyText([statement({ Actions: "*" })]), /^Statement\[0\] has the unknown element "Actions": use Sid, /],
  [
    policyText([statement({ Principal: undefined })]),
    "Statement[0] has neither Principal nor NotPrincipal: add one",
  ],
  [policyText([statement({ NotAction: "*" })]), "Statement[0] has both Action and NotAction: keep one"],
  [policyText([statement({ Resource: [] })]), "Statement[0].Resource is empty: name at least one"],
  [policyText([statement({ Principal: {} })]), "Statement[0].Principal is empty: name at least one"],
  [
    policyText([statement({ Principal: "111111111111" })]),
    'Statement[0].Principal is "111111111111": write {"AWS": "111111111111"}',
  ],
  [
    policyText([statement({ Principal: { Aws: "*" } })]),
    'Statement[0].Principal has the unknown type "Aws": use AWS, Service, Federated, CanonicalUser',
  ],
  [policyText([statement({ Action: ["*", 1] })]), "Statement[0].Action is 1: it must be a string"],
  [
    policyText([statement({ Action: "Invoke" })]),
    'Statement[0] has the action "Invoke": write SERVICE:ACTION, such as execute-api:Invoke, or *',
  ],
  [
    policyText([statement({ Resource: "a1b2c3d4e5/*" })]),
    'Statement[0] has the resource "a1b2c3d4e5/*": write an ARN, or *',
  ],
  [
    policyText([statement({ Condition: { StringEquals: "x" } })]),
    'Statement[0].Condition.StringEquals is "x": it must be an object',
  ],
  [
    policyText([statement({ Condition: { StringEquals: { "aws:username": null } } })]),
    "Statement[0].Condition.StringEquals.aws:username holds null: write a string, a number or a boolean",
  ],
  [
    policyText([statement({ Condition: { StringMatches: { "aws:username": "x" } } })]),
    /^Statement\[0\]\.Condition\.StringMatches\.aws:username uses the unknown operator "StringMatches": use one of Null, StringEquals, /,
  ],
  [
    policyText([statement({ Condition: { "ForSomeValues:StringEquals": { "aws:username": "x" } } })]),
    'the operator "ForSomeValues:StringEquals" begins with neither ForAnyValue: nor ForAllValues:',
  ],
  [
    policyText([statement({ Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "10.0.0.0/33"] } } })]),
    'Statement[0].Condition.IpAddress.aws:SourceIp holds "10.0.0.0/33", which is not an address or a range in CIDR notation, such as 10.0.0.0/16 or 2001:db8::/32',
  ],
  [
    policyText([statement({ Condition: { NumericEquals: { "aws:MultiFactorAuthAge": "${aws:x}" } } })]),
    'Statement[0].Condition.NumericEquals.aws:MultiFactorAuthAge holds "${aws:x}", which is not a number, such as 10 or 2.5',
  ],
  [
    policyText([statement({ Condition: { DateLessThan: { "aws:CurrentTime": "2026-13-01" } } })]),
    /holds "2026-13-01", which is not a date such as /,
  ],
  [
    policyText([statement({ Condition: { Bool: { "aws:SecureTransport": "yes" } } })]),
    /holds "yes", which is not "true" or "false"$/,
  ],
  [
    policyText([statement({ Condition: { Null: { "aws:TagKeys": "no" } } })]),
    /holds "no", which is not "true" \(absent\) or "false" \(present\)$/,
  ],
  [
    policyText([statement({ Condition: { NullIfExists: { "aws:TagKeys": "true" } } })]),
    /: Null takes no IfExists, write Null$/,
  ],
  [
    policyText([statement({ Condition: { BinaryEquals: { "x:key": "a b" } } })]),
    /holds "a b", which is not base64$/,
  ],
];

describe("a policy document", () => {
  for (const [text, message] of wrong) {
    it(`is refused: ${String(message)}`, () => {
      assert.throws(() => compilePolicy(text), { name: "PolicyError", message });
    });
  }

  it("is refused as a user's mistake", () => {
    assert.ok(new PolicyError("") instanceof UserError);
  });

  it("reads with every single value as a list", () => {
    const text = JSON.stringify({
      Id: "policy",
      Statement: {
        Sid: "one",
        Effect: "Deny",
        NotPrincipal: { AWS: ["111111111111", "222222222222"], Service: "apigateway.amazonaws.com" },
        Action: "execute-api:Invoke",
        NotResource: "*",
        Condition: {
          Bool: { "aws:SecureTransport": false },
          NumericLessThan: { "aws:MultiFactorAuthAge": [1, "2"] },
        },
      },
    });
    assert.deepEqual(parsePolicy(text), {
      version: "2008-10-17",
      id: "policy",
      statements: [
        {
          sid: "one",
          effect: "Deny",
          principals: {
            negated: true,
            values: [
              { type: "AWS", id: "111111111111" },
              { type: "AWS", id: "222222222222" },
              { type: "Service", id: "apigateway.amazonaws.com" },
            ],
          },
          actions: { negated: false, values: ["execute-api:Invoke"] },
          resources: { negated: true, values: ["*"] },
          conditions: [
            { operator: "Bool", key: "aws:SecureTransport", values: ["false"] },
            { operator: "NumericLessThan", key: "aws:MultiFactorAuthAge", values: ["1", "2"] },
          ],
        },
      ],
    });
  });

  it("of an identity names no principal, and one of a role's trust no resource", () => {
    const without = (element: string) => policyText([statement({ [element]: undefined })]);
    const [own] = parsePolicy(without("Principal"), "identity").statements;
    assert.deepEqual(own?.principals, { negated: false, values: [{ type: "AWS", id: "*" }] });
    assert.deepEqual(own.resources.values, ["*"]);
    const [trust] = parsePolicy(without("Resource"), "trust").statements;
    assert.deepEqual(trust?.resources, { negated: false, values: ["*"] });
    assert.equal(
      compilePolicy(without("Principal"), { holder: "identity" }).decide(requestOf(anonymousCall)).effect,
      "allow",
    );
    for (const [holder, element] of [
      ["identity", "Principal"],
      ["identity", "NotPrincipal"],
      ["trust", "Resource"],
      ["trust", "NotResource"],
    ] as const) {
      const implied = holder === "identity" ? "Principal" : "Resource";
      assert.throws(
        () => parsePolicy(policyText([statement({ [implied]: undefined, [element]: "*" })]), holder),
        { name: "PolicyError", message: `Statement[0] has ${element}: leave it out of this kind of policy` },
      );
    }
  });

  it("takes everyone in either form as the same", () => {
    const principals = (Principal: unknown) =>
      parsePolicy(policyText([statement({ Principal })])).statements[0]?.principals;
    assert.deepEqual(principals("*"), principals({ AWS: "*" }));
  });
});
