import assert from "node:assert/strict";
import fc from "fast-check";
import { endpointBinding } from "../../policies/documents/endpointCondition";
import { compilePolicy } from "../../verify/policy";

const api = "arn:aws:execute-api:ap-northeast-2:222222222222:abc1234567";
const mine = "vpce-0123456789abcdef0";
const vpcs = "arn:aws:ec2:ap-northeast-2:111111111111:vpc";

type Part = Readonly<Record<string, unknown>>;

function allow(more: Part = {}): Part {
  return { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: `${api}/*`, ...more };
}

function deny(more: Part = {}): Part {
  return { ...allow(more), Effect: "Deny" };
}

const onlyMine = { Condition: { StringEquals: { "aws:SourceVpce": mine } } };
const othersThanMine = { Condition: { StringNotEquals: { "aws:SourceVpce": mine } } };

function kindOf(...statements: readonly Part[]): string {
  return endpointBinding(JSON.stringify({ Version: "2012-10-17", Statement: statements }), api).kind;
}

describe("what binds a private API's policy to endpoints", () => {
  const binding: Readonly<Record<string, readonly Part[]>> = {
    "a condition on the endpoint": [allow(onlyMine)],
    "a condition on the VPC": [allow({ Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } })],
    "a key in another case": [allow({ Condition: { stringequals: { "AWS:sourceVPCE": [mine] } } })],
    "a denial of every other endpoint": [allow(), deny(othersThanMine)],
    "a denial of every other VPC": [
      allow(),
      deny({ Condition: { StringNotEquals: { "aws:SourceVpc": ["vpc-1", "vpc-2"] } } }),
    ],
    "a denial of those that are there and other": [
      allow(),
      deny({ Condition: { StringNotEqualsIfExists: { "aws:SourceVpce": mine } } }),
    ],
    "a denial of everything to all others": [
      allow({ Resource: "*", Action: "*" }),
      deny({ Action: "*", Resource: "*", ...othersThanMine }),
    ],
    "a denial of what is none of a list": [
      allow({ Resource: "execute-api:/v1/*" }),
      deny({ Resource: "execute-api:/*", ...othersThanMine }),
    ],
    "a denial of every stage, method and path to all others": [
      allow({ Resource: "execute-api:/*" }),
      deny({ Resource: "execute-api:/*/*/*", ...othersThanMine }),
    ],
    "a condition on the VPC's ARN": [
      allow({ Condition: { ArnEquals: { "aws:SourceVpcArn": `${vpcs}/vpc-1` } } }),
    ],
    "a pattern of an account's VPCs": [
      allow({ Condition: { ArnLike: { "aws:SourceVpcArn": `${vpcs}/*` } } }),
    ],
    "a denial of other accounts' VPCs": [
      allow(),
      deny({ Condition: { ArnNotLike: { "aws:SourceVpcArn": `${vpcs}/*` } } }),
    ],
    "no permission at all": [deny()],
    "permission for another action": [allow({ Action: "execute-api:ManageConnections" })],
    "a source range beside the endpoint": [
      allow({ Condition: { ...onlyMine.Condition, IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } } }),
    ],
  };
  for (const [what, statements] of Object.entries(binding)) {
    it(`is ${what}`, () => {
      assert.equal(kindOf(...statements), "bound");
    });
  }

  const open: Readonly<Record<string, readonly Part[]>> = {
    "no condition": [allow()],
    "a range only, which any VPC may have": [
      allow({ Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } } }),
    ],
    "an organization only": [allow({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })],
    "a signature only": [allow({ Principal: { AWS: "arn:aws:iam::111111111111:root" } })],
    "IfExists on an Allow": [allow({ Condition: { StringEqualsIfExists: { "aws:SourceVpce": mine } } })],
    "ForAllValues, which holds for none": [
      allow({ Condition: { "ForAllValues:StringEquals": { "aws:SourceVpce": mine } } }),
    ],
    "a negated condition on an Allow": [allow(othersThanMine)],
    "a pattern that every endpoint fits": [
      allow({ Condition: { StringLike: { "aws:SourceVpce": "vpce-*" } } }),
    ],
    "a pattern that some strangers' endpoints fit": [
      allow({ Condition: { StringLike: { "aws:SourceVpce": "vpce-01?3*" } } }),
    ],
    "a pattern of every account's VPCs": [
      allow({ Condition: { ArnLike: { "aws:SourceVpcArn": "arn:aws:ec2:*:*:vpc/*" } } }),
    ],
    "a denial of one VPC's ARN": [
      allow(),
      deny({ Condition: { ArnEquals: { "aws:SourceVpcArn": `${vpcs}/vpc-1` } } }),
    ],
    "a denial of what ends like some calls": [
      allow({ Resource: "execute-api:/*" }),
      deny({ Resource: "execute-api:/*/*/orders", ...othersThanMine }),
    ],
    "a denial of all but one stage's pattern": [
      allow({ Resource: "execute-api:/v*" }),
      deny({ Resource: "execute-api:/v1*", ...othersThanMine }),
    ],
    "a value that the caller chooses": [
      allow({ Condition: { StringEquals: { "aws:SourceVpce": "${aws:PrincipalTag/endpoint}" } } }),
    ],
    "that there is an endpoint": [allow({ Condition: { Null: { "aws:SourceVpce": "false" } } })],
    "another statement without a condition": [
      allow(onlyMine),
      allow({ Sid: "Open", Resource: `${api}/v1/GET/status` }),
    ],
    "a denial of named endpoints": [allow(), deny(onlyMine)],
    "a denial that a signature dodges": [
      allow(),
      deny({ Principal: { AWS: "111111111111" }, ...othersThanMine }),
    ],
    "a denial that another address dodges": [
      allow(),
      deny({ Condition: { ...othersThanMine.Condition, IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } } }),
    ],
    "a denial of another stage": [allow(), deny({ Resource: `${api}/v1/*`, ...othersThanMine })],
    "a denial of another method": [allow(), deny({ Resource: `${api}/*/GET/*`, ...othersThanMine })],
    "a denial of another action": [
      allow({ Action: "*" }),
      deny({ Action: "execute-api:InvalidateCache", ...othersThanMine }),
    ],
    "a denial of another API": [allow(), deny({ Resource: `${api.slice(0, -1)}8/*`, ...othersThanMine })],
    "a denial of who comes by no endpoint": [
      allow(),
      deny({ Condition: { Null: { "aws:SourceVpce": "true" } } }),
    ],
    "a denial but for a pattern": [
      allow(),
      deny({ Condition: { StringNotLike: { "aws:SourceVpce": "vpce-0*" } } }),
    ],
    "a denial of everybody but one": [
      { Effect: "Deny", NotPrincipal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "*", Resource: "*" },
      allow(),
    ],
    "everything but an action": [
      { Effect: "Allow", Principal: "*", NotAction: "execute-api:ManageConnections", Resource: "*" },
    ],
  };
  for (const [what, statements] of Object.entries(open)) {
    it(`is not ${what}`, () => {
      assert.equal(kindOf(...statements), "open");
    });
  }

  it("says which statement it is", () => {
    const statements = [allow(onlyMine), allow({ Sid: "Status" })];
    const binding = endpointBinding(JSON.stringify({ Statement: statements }), api);
    assert.deepEqual(binding, { kind: "open", statement: 'the statement "Status"' });
  });

  it("says what AWS would refuse", () => {
    assert.equal(endpointBinding('{"Statement": {"Effect": "Allow"}}', api).kind, "unsound");
    assert.equal(endpointBinding("{", api).kind, "unsound");
  });

  it("tells the API from the document where nobody else does", () => {
    const document = JSON.stringify({ Statement: [allow(), deny(othersThanMine)] });
    assert.equal(endpointBinding(document).kind, "bound");
    assert.equal(
      endpointBinding(JSON.stringify({ Statement: allow({ Resource: "execute-api:/*" }) })).kind,
      "open",
    );
  });

  it("is never taken for one where an endpoint of a stranger is let in", () => {
    const conditions = fc.constantFrom<Part>(
      {},
      onlyMine,
      othersThanMine,
      { Condition: { StringLike: { "aws:SourceVpce": "vpce-*" } } },
      { Condition: { StringNotLike: { "aws:SourceVpce": "vpce-0123*" } } },
      { Condition: { StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } } },
      { Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } },
      { Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } } },
      { Condition: { Null: { "aws:SourceVpce": "false" } } },
    );
    const resources = fc.constantFrom("*", `${api}/*`, `${api}/v1/*`, `${api}/v1/GET/srv`, `${api}/*/POST/*`);
    const statement = fc
      .tuple(fc.constantFrom("Allow", "Deny"), resources, conditions)
      .map(([Effect, Resource, more]) => allow({ Effect, Resource, ...more }));
    const call = fc.constantFrom("v1/GET/srv", "v1/POST/srv", "v2/GET/srv", "v1/GET/other");
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), call, (statements, path) => {
        const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
        fc.pre(endpointBinding(document, api).kind === "bound");
        const context: Readonly<Record<string, readonly string[]>> = {
          "aws:sourcevpce": ["vpce-0fedcba9876543210"],
          "aws:sourcevpc": ["vpc-0fedcba9876543210"],
          "aws:vpcsourceip": ["10.1.2.3"],
        };
        const decision = compilePolicy(document).decide({
          principal: { kind: "anonymous" },
          action: "execute-api:Invoke",
          resource: `${api}/${path}`,
          context: (key) => context[key],
        });
        assert.notEqual(decision.effect, "allow");
      }),
      { numRuns: 500 },
    );
  });
});
