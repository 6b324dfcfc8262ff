import assert from "node:assert/strict";
import {
  compilePolicy,
  type ContextValue,
  type Decision,
  type PolicyPrincipal,
} from "../../../verify/policy";
import { anonymousCall, decisionOn, policyText, requestOf, statement } from "./requests";

type Context = Readonly<Record<string, ContextValue>>;

/** What an Allow under this condition says to an anonymous call. */
function allowedIf(condition: object, context: Context, version?: string): Decision["effect"] {
  return decisionOn({ Condition: condition }, { context }, version === undefined ? {} : { version }).effect;
}

const yes = "allow";
const no = "implicit-deny";

describe("a policy's decision", () => {
  it("is an explicit deny before an allow, an allow before nothing", () => {
    const deny = statement({ Effect: "Deny", Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } });
    const policy = compilePolicy(policyText([statement({ Sid: "all" }), deny]));
    const through = (endpoint: string): Decision =>
      policy.decide(requestOf({ ...anonymousCall, context: { "aws:SourceVpce": [endpoint] } }));
    assert.deepEqual(through("vpce-1"), { effect: "explicit-deny", statement: { index: 1 } });
    assert.deepEqual(through("vpce-2"), { effect: "allow", statement: { index: 0, sid: "all" } });
    assert.deepEqual(decisionOn({ Action: "s3:*" }), { effect: "implicit-deny" });
  });

  it("is unknown where it hinges on what is not known, and says on what", () => {
    const early = { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } };
    const context = { "aws:CurrentTime": "unknown" } as const;
    assert.deepEqual(decisionOn({ Sid: "Early", Condition: early }, { context }), {
      effect: "unknown",
      why: 'the statement "Early" depends on aws:CurrentTime, which is not known',
    });
    assert.deepEqual(
      decisionOn(
        { Resource: "arn:aws:execute-api:*:*:*/${aws:username}" },
        { context: { "aws:username": "unknown" } },
      ),
      {
        effect: "unknown",
        why: "Statement[0] depends on aws:username, which is not known",
      },
    );
  });

  it("names the first of several statements that are not known to apply", () => {
    const secure = (Sid: string): object =>
      statement({ Sid, Condition: { Bool: { "aws:SecureTransport": "true" } } });
    const policy = compilePolicy(policyText([secure("one"), secure("two")]));
    assert.deepEqual(
      policy.decide(requestOf({ ...anonymousCall, context: { "aws:SecureTransport": "unknown" } })),
      {
        effect: "unknown",
        why: 'the statement "one" depends on aws:SecureTransport, which is not known',
      },
    );
  });

  it("is known where another condition or statement settles it", () => {
    const unknown = { Bool: { "aws:SecureTransport": "true" } };
    const call = requestOf({ ...anonymousCall, context: { "aws:SecureTransport": "unknown" } });
    const effect = (...statements: readonly object[]): Decision["effect"] =>
      compilePolicy(policyText(statements.map(statement))).decide(call).effect;
    assert.equal(effect({ Condition: { ...unknown, StringEquals: { "aws:SourceVpce": "vpce-1" } } }), no);
    assert.equal(effect({ Condition: unknown }, {}), yes);
    assert.equal(effect({ Effect: "Deny", Condition: unknown }, { Effect: "Deny" }), "explicit-deny");
    assert.equal(effect({ Effect: "Deny", Condition: unknown }, {}), "unknown");
    // Without an allow it is a deny either way, but not the same one, and the answer says which.
    assert.equal(effect({ Effect: "Deny", Condition: unknown }), "unknown");
  });

  it("is known where another value of the key settles it", () => {
    const wanted = { "aws:TagKeys": ["team", "${aws:username}"] };
    const context = { "aws:username": "unknown" } as const;
    const any = { "ForAnyValue:StringEquals": wanted };
    assert.equal(allowedIf(any, { ...context, "aws:TagKeys": ["other", "team"] }), yes);
    assert.equal(allowedIf(any, { ...context, "aws:TagKeys": ["other"] }), "unknown");
    const all = { "ForAllValues:StringNotEquals": wanted };
    assert.equal(allowedIf(all, { ...context, "aws:TagKeys": ["other", "team"] }), no);
    assert.equal(allowedIf(all, { ...context, "aws:TagKeys": ["other"] }), "unknown");
  });

  it("takes an empty list of values as an absent key", () => {
    assert.equal(allowedIf({ Null: { "aws:TagKeys": "true" } }, { "aws:TagKeys": [] }), yes);
    assert.equal(allowedIf({ StringNotEquals: { "aws:TagKeys": "a" } }, { "aws:TagKeys": [] }), yes);
    assert.equal(allowedIf({ StringEquals: { "aws:TagKeys": "a" } }, { "aws:TagKeys": [] }), no);
  });
});

describe("a policy's resources", () => {
  const executionArn = "arn:aws:execute-api:ap-northeast-2:222222222222:a1b2c3d4e5";

  it("may have the short form in an API's own policy", () => {
    const options = { shortFormArn: executionArn };
    assert.equal(decisionOn({ Resource: "execute-api:/*" }, {}, options).effect, yes);
    assert.equal(decisionOn({ Resource: "execute-api:/v1/GET/*" }, {}, options).effect, yes);
    assert.equal(decisionOn({ Resource: "execute-api:/v2/*" }, {}, options).effect, no);
    const another = anonymousCall.resource.replace("a1b2c3d4e5", "other");
    assert.equal(decisionOn({ Resource: "execute-api:/*" }, { resource: another }, options).effect, no);
    assert.throws(() => decisionOn({ Resource: "execute-api:/*" }), {
      name: "PolicyError",
      message:
        'Statement[0] has the short form "execute-api:/*" outside an API\'s own policy: write the full ARN',
    });
  });

  it("may have wildcards in every part", () => {
    for (const [resource, effect] of [
      ["arn:aws:execute-api:*:222222222222:a1b2c3d4e5/*", yes],
      ["arn:aws:execute-api:*:*:*/v1/*", yes],
      ["arn:aws:execute-api:*", yes],
      ["arn:aws:*", yes],
      ["arn:aws:execute-api:ap-*-2:222222222222:a1b2c3d4e?/v1/???/srv", yes],
      ["arn:aws:execute-api:ap-*-3:222222222222:*", no],
      [`${executionArn}/v1/GET`, no],
      // A `*` inside a part stays there: this one would have to reach over the region.
      ["arn:aws:exec*222222222222:a1b2c3d4e5/v1/GET/srv", no],
    ] as const) {
      assert.equal(decisionOn({ Resource: resource }).effect, effect, resource);
    }
  });

  it("distinguish case, unlike actions", () => {
    assert.equal(decisionOn({ Resource: `${executionArn}/V1/*` }).effect, no);
    assert.equal(decisionOn({ Action: "Execute-API:INVOKE" }).effect, yes);
  });

  it("apply elsewhere with NotResource and NotAction", () => {
    const notResource = (NotResource: string): Decision["effect"] =>
      decisionOn({ Resource: undefined, NotResource }).effect;
    assert.equal(notResource(`${executionArn}/v1/*`), no);
    assert.equal(notResource(`${executionArn}/v2/*`), yes);
    assert.equal(decisionOn({ Action: undefined, NotAction: "execute-api:Inv*" }).effect, no);
    assert.equal(decisionOn({ Action: undefined, NotAction: ["s3:*", "sns:*"] }).effect, yes);
  });
});

describe("a policy's variables", () => {
  const like = (value: string) => ({ StringLike: { "aws:SourceVpc": value } });

  it("stand for the value of a key, or for their default", () => {
    const context = { "aws:username": ["alice"], "aws:SourceVpc": ["of-alice"] };
    assert.equal(allowedIf(like("of-${aws:username}"), context), yes);
    assert.equal(allowedIf(like("of-${AWS:UserName}"), context), yes);
    assert.equal(allowedIf(like("of-${aws:userid, 'alice'}"), context), yes);
    assert.equal(allowedIf(like("of-${aws:userid,'alice'}"), context), yes);
    assert.equal(allowedIf(like("of-${aws:username, 'bob'}"), context), yes);
    assert.equal(allowedIf(like("of-${aws:userid}"), context), no);
    assert.equal(allowedIf(like("of-${aws:username}"), { ...context, "aws:username": ["alice", "bob"] }), no);
  });

  it("are literal text before Version 2012-10-17", () => {
    const context = { "aws:SourceVpc": ["${aws:username}"], "aws:username": ["alice"] };
    assert.equal(allowedIf(like("${aws:username}"), context, "2008-10-17"), yes);
    assert.equal(allowedIf(like("${aws:username}"), context), no);
    const noVersion = JSON.stringify({ Statement: statement({ Condition: like("${aws:username}") }) });
    assert.equal(compilePolicy(noVersion).decide(requestOf({ ...anonymousCall, context })).effect, yes);
  });

  it("include the signs that otherwise are wildcards", () => {
    assert.equal(allowedIf(like("a${*}${?}${$}*"), { "aws:SourceVpc": ["a*?$b"] }), yes);
    assert.equal(allowedIf(like("a${*}"), { "aws:SourceVpc": ["ab"] }), no);
    assert.equal(allowedIf({ StringEquals: { "aws:SourceVpc": "a${*}" } }, { "aws:SourceVpc": ["a*"] }), yes);
  });

  it("may stand in booleans and in binary values", () => {
    const context = { "aws:ResourceTag/open": ["true"], "aws:SecureTransport": ["TRUE"], "x:Key": ["QmFz"] };
    assert.equal(allowedIf({ Bool: { "aws:SecureTransport": "${aws:ResourceTag/open}" } }, context), yes);
    assert.equal(allowedIf({ BinaryEquals: { "x:key": "${x:Key}" } }, context), yes);
    assert.equal(allowedIf({ BinaryEquals: { "x:key": "QmFt" } }, context), no);
  });

  it("ignore case where the operator does", () => {
    const condition = { StringEqualsIgnoreCase: { "aws:SourceVpc": "OF-${aws:username}" } };
    assert.equal(allowedIf(condition, { "aws:username": ["Alice"], "aws:SourceVpc": ["of-aLICE"] }), yes);
  });
});

describe("a policy's conditions", () => {
  it("know what an absent key means to each operator", () => {
    for (const [operator, effect] of [
      ["StringEquals", no],
      ["StringNotEquals", yes],
      ["StringNotEqualsIgnoreCase", yes],
      ["StringNotLike", yes],
      ["ArnNotEquals", yes],
      ["ArnNotLike", yes],
      ["StringEqualsIfExists", yes],
      ["StringNotEqualsIfExists", yes],
      ["ForAllValues:StringEquals", yes],
      ["ForAllValues:StringNotEquals", yes],
      ["ForAnyValue:StringEquals", no],
      ["ForAnyValue:StringNotEquals", no],
      ["ForAnyValue:StringEqualsIfExists", yes],
      ["forallvalues:stringequals", yes],
    ] as const) {
      assert.equal(allowedIf({ [operator]: { "aws:PrincipalOrgID": "o-1" } }, {}), effect, operator);
    }
    assert.equal(allowedIf({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, {}), yes);
    assert.equal(allowedIf({ NumericNotEquals: { "aws:MultiFactorAuthAge": 3 } }, {}), yes);
    assert.equal(allowedIf({ DateNotEquals: { "aws:CurrentTime": "2026-01-01" } }, {}), yes);
    assert.equal(allowedIf({ NumericLessThan: { "aws:MultiFactorAuthAge": 3 } }, {}), no);
    assert.equal(allowedIf({ Bool: { "aws:SecureTransport": "false" } }, {}), no);
    assert.equal(allowedIf({ BoolIfExists: { "aws:SecureTransport": "false" } }, {}), yes);
  });

  it("compare keys in any case, values in theirs", () => {
    assert.equal(
      allowedIf({ StringEquals: { "AWS:sourceVPCE": "vpce-a" } }, { "aws:SourceVpce": ["vpce-a"] }),
      yes,
    );
    assert.equal(
      allowedIf({ StringEquals: { "aws:SourceVpce": "vpce-A" } }, { "aws:SourceVpce": ["vpce-a"] }),
      no,
    );
  });

  it("hold for no value of another type, negated or not", () => {
    for (const [type, key, wanted] of [
      ["Numeric", "aws:MultiFactorAuthAge", "3"],
      ["Date", "aws:CurrentTime", "2026-01-01"],
    ] as const) {
      assert.equal(allowedIf({ [`${type}Equals`]: { [key]: wanted } }, { [key]: ["some"] }), no);
      assert.equal(allowedIf({ [`${type}NotEquals`]: { [key]: wanted } }, { [key]: ["some"] }), no);
    }
    assert.equal(
      allowedIf({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, { "aws:SourceIp": ["host"] }),
      no,
    );
    assert.equal(
      allowedIf({ ArnNotLike: { "aws:SourceArn": "arn:aws:s3:::b" } }, { "aws:SourceArn": ["b"] }),
      no,
    );
  });

  it("find an address among many ranges, in whatever order, nested or side by side", () => {
    const ranges = [
      "10.9.0.0/16",
      "10.0.0.0/16",
      "10.0.5.0/24",
      "10.1.0.0/16",
      "192.168.0.1",
      "2001:db8::/64",
    ];
    for (const [address, inside] of [
      ["10.0.0.0", true],
      ["10.0.5.255", true],
      ["10.0.6.0", true],
      ["10.1.255.255", true],
      ["10.2.0.0", false],
      ["10.8.255.255", false],
      ["10.9.0.0", true],
      ["9.255.255.255", false],
      ["192.168.0.1", true],
      ["192.168.0.2", false],
      ["2001:db8::ffff", true],
      ["2001:db8:0:1::", false],
    ] as const) {
      const context = { "aws:VpcSourceIp": [address] };
      assert.equal(
        allowedIf({ IpAddress: { "aws:VpcSourceIp": ranges } }, context),
        inside ? yes : no,
        address,
      );
      assert.equal(
        allowedIf({ NotIpAddress: { "aws:VpcSourceIp": ranges } }, context),
        inside ? no : yes,
        address,
      );
    }
  });

  it("find a resource among many, by whole texts and by their beginnings", () => {
    const arn = (api: number, path: string): string =>
      `arn:aws:execute-api:ap-northeast-2:222222222222:api${api}/${path}`;
    const Resource = Array.from({ length: 40 }, (_, index) =>
      arn(index, index % 2 === 0 ? "v1/*" : "v1/GET/srv"),
    );
    for (const [resource, effect] of [
      [arn(38, "v1/POST/any"), yes],
      [arn(38, "v2/GET/srv"), no],
      [arn(39, "v1/GET/srv"), yes],
      [arn(39, "v1/GET/srv/1"), no],
      [arn(40, "v1/GET/srv"), no],
    ] as const) {
      assert.equal(decisionOn({ Resource }, { resource }).effect, effect, resource);
    }
  });

  it("tell the source ranges that they mention", () => {
    const policy = compilePolicy(
      policyText([
        statement({
          Condition: {
            IpAddress: {
              "aws:VpcSourceIp": ["10.0.1.9/16", "10.7.0.1"],
              "aws:ResourceTag/ip": "10.99.0.0/16",
            },
            "ForAnyValue:NotIpAddressIfExists": { "AWS:sourceip": ["203.0.113.0/24", "2001:db8::/32"] },
            StringEquals: { "aws:SourceIp": "198.51.100.1" },
          },
        }),
        statement({ Effect: "Deny", Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } } }),
      ]),
    );
    assert.deepEqual(policy.sourceRanges, ["10.0.0.0/16", "10.7.0.1/32", "203.0.113.0/24"]);
  });

  it("tell whether they read the address as text", () => {
    const reads = (parts: object): boolean =>
      compilePolicy(policyText([statement(parts)])).readsAddressAsText;
    const address = "aws:VpcSourceIp";
    assert.equal(reads({ Condition: { StringEquals: { [address]: "10.0.0.77" } } }), true);
    assert.equal(
      reads({ Condition: { "ForAnyValue:StringLikeIfExists": { "AWS:SourceIp": "10.0.*" } } }),
      true,
    );
    assert.equal(reads({ Resource: "arn:aws:execute-api:*:*:*/v1/GET/${ aws:VpcSourceIp }" }), true);
    assert.equal(reads({ Condition: { NotIpAddressIfExists: { [address]: "10.0.0.0/16" } } }), false);
    assert.equal(reads({ Condition: { Null: { [address]: "false" } } }), false);
    assert.equal(reads({ Condition: { StringEquals: { "aws:SourceVpce": "10.0.0.77" } } }), false);
  });
});

describe("a policy's principals", () => {
  const iam = (arn: string): PolicyPrincipal => ({ kind: "iam", arn, accountId: arn.split(":")[4] ?? "" });
  const user = iam("arn:aws:iam::111111111111:user/alice");
  const session = iam("arn:aws:sts::111111111111:assumed-role/caller/s1");
  const root = iam("arn:aws:iam::111111111111:root");
  const anonymous: PolicyPrincipal = { kind: "anonymous" };
  const callers: readonly PolicyPrincipal[] = [user, session, root, anonymous];
  const effectOf = (elements: object, principal: PolicyPrincipal): Decision["effect"] =>
    decisionOn({ Principal: undefined, ...elements }, { principal }).effect;

  it("name callers by their account, their ARN, or their role's ARN", () => {
    for (const [AWS, matching] of [
      ["111111111111", [user, session, root]],
      ["arn:aws:iam::111111111111:root", [user, session, root]],
      ["arn:aws:iam::111111111111:user/alice", [user]],
      ["arn:aws:iam::111111111111:role/path/caller", [session]],
      ["arn:aws:iam::111111111111:role/other", []],
      ["arn:aws:sts::111111111111:assumed-role/caller/s1", [session]],
      ["arn:aws:sts::111111111111:assumed-role/caller/s2", []],
      ["222222222222", []],
      ["*", [user, session, root, anonymous]],
    ] as const) {
      for (const principal of callers) {
        const named = (matching as readonly PolicyPrincipal[]).includes(principal);
        assert.equal(
          effectOf({ Principal: { AWS } }, principal),
          named ? yes : no,
          `${AWS} ${JSON.stringify(principal)}`,
        );
      }
    }
  });

  it("name a service of AWS by its principal's name alone", () => {
    const lambda = { kind: "service", name: "lambda.amazonaws.com" } as const;
    for (const [Principal, expected] of [
      [{ Service: "lambda.amazonaws.com" }, yes],
      [{ Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] }, yes],
      ["*", yes],
      [{ Service: "ec2.amazonaws.com" }, no],
      [{ AWS: "111111111111" }, no],
      [{ AWS: "lambda.amazonaws.com" }, no],
    ] as const) {
      assert.equal(effectOf({ Principal }, lambda), expected, JSON.stringify(Principal));
    }
    assert.equal(effectOf({ NotPrincipal: { Service: "lambda.amazonaws.com" } }, lambda), no);
    assert.equal(effectOf({ NotPrincipal: { Service: "ec2.amazonaws.com" } }, lambda), yes);
  });

  it("match no caller of ours where they are services or others", () => {
    for (const Principal of [
      { Service: "apigateway.amazonaws.com" },
      { Federated: "*" },
      { CanonicalUser: "*" },
    ]) {
      for (const principal of callers) assert.equal(effectOf({ Principal }, principal), no);
    }
  });

  it("are excepted by NotPrincipal only together with their account, and a session with its role", () => {
    const denied = "explicit-deny";
    const account = "111111111111";
    const role = "arn:aws:iam::111111111111:role/caller";
    const s1 = "arn:aws:sts::111111111111:assumed-role/caller/s1";
    const alice = "arn:aws:iam::111111111111:user/alice";
    const rows: readonly (readonly [AWS: readonly string[], PolicyPrincipal, Decision["effect"]])[] = [
      [[account, alice], user, no],
      [[alice], user, "unknown"],
      [[account], user, denied],
      [[account], root, no],
      [[account, role, s1], session, no],
      [[account, role], session, no],
      [[account, s1], session, "unknown"],
      [[role, s1], session, "unknown"],
      [[account, alice], session, denied],
      [[account, alice], anonymous, denied],
      [["*"], anonymous, no],
    ];
    for (const [AWS, principal, effect] of rows) {
      const decision = effectOf({ Effect: "Deny", NotPrincipal: { AWS } }, principal);
      assert.equal(decision, effect, `${AWS.join(" ")} ${JSON.stringify(principal)}`);
    }
  });
});
