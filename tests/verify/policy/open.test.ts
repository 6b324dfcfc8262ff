import assert from "node:assert/strict";
import { compilePolicy } from "../../../verify/policy";

const all = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };

function isOpen(...statements: readonly object[]): boolean {
  return compilePolicy(JSON.stringify({ Statement: statements })).isOpenTo("s3");
}

describe("a policy that lets everything of a service pass", () => {
  for (const [title, statements] of [
    ["allows everything", [all]],
    ["allows everything to every principal of AWS", [{ ...all, Principal: { AWS: "*" } }]],
    ["allows all actions of the service", [{ ...all, Action: ["sqs:SendMessage", "s3:*"] }]],
    [
      "names more besides",
      [
        { ...all, Action: "s3:GetObject" },
        { ...all, Resource: ["arn:aws:s3:::a", "*"] },
      ],
    ],
  ] as const)
    it(title, () => {
      assert.equal(isOpen(...statements), true);
    });

  for (const [title, statements] of [
    ["allows nothing", []],
    ["denies something", [all, { ...all, Effect: "Deny", Action: "s3:DeleteBucket" }]],
    ["denies everything", [{ ...all, Effect: "Deny" }]],
    ["allows one account", [{ ...all, Principal: { AWS: "111111111111" } }]],
    ["allows services", [{ ...all, Principal: { Service: "*" } }]],
    ["allows all but one principal", [{ Effect: "Allow", NotPrincipal: "*", Action: "*", Resource: "*" }]],
    ["allows some actions", [{ ...all, Action: ["s3:Get*", "s3:Put*"] }]],
    ["allows another service's actions", [{ ...all, Action: "sqs:*" }]],
    ["allows all but some actions", [{ Effect: "Allow", Principal: "*", NotAction: "*", Resource: "*" }]],
    ["allows some resources", [{ ...all, Resource: "arn:aws:s3:::*" }]],
    ["allows all but some resources", [{ Effect: "Allow", Principal: "*", Action: "*", NotResource: "*" }]],
    ["allows on a condition", [{ ...all, Condition: { Bool: { "aws:SecureTransport": "true" } } }]],
  ] as const)
    it(`is none that ${title}`, () => {
      assert.equal(isOpen(...statements), false);
    });
});
