import type { Decision } from "../../../verify/policy";
import type { PlainRequest } from "./oracle";
import { anonymousCall, statement } from "./requests";

/** A case in which the simulator and AWS's documents part; ours follows the document. */
export interface Disagreement {
  readonly about: string;
  /** The title of AWS's document, and what it says. */
  readonly source: string;
  readonly document: object;
  readonly request: PlainRequest;
  readonly ours: Decision["effect"];
  readonly theirs: Decision["effect"];
}

const variables = "IAM User Guide, IAM policy elements: Variables and tags";
const operators = "IAM User Guide, IAM JSON policy elements: Condition operators";
const notPrincipal = "IAM User Guide, AWS JSON policy elements: NotPrincipal";

const alice = {
  ...anonymousCall,
  principal: { kind: "iam", arn: "arn:aws:iam::111111111111:user/alice", accountId: "111111111111" },
} as const satisfies PlainRequest;

function policy(elements: object, others: readonly object[] = [], Version = "2012-10-17"): object {
  return { Version, Statement: [statement(elements), ...others.map(statement)] };
}

function knowing(context: PlainRequest["context"]): PlainRequest {
  return { ...anonymousCall, context };
}

export const disagreements: readonly Disagreement[] = [
  {
    about: "${*} where there are no wildcards",
    source: `${variables}: it stands for an asterisk wherever variables may be used, so in StringEquals too`,
    document: policy({ Condition: { StringEquals: { "aws:username": "a${*}b" } } }),
    request: knowing({ "aws:username": ["a*b"] }),
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "an inverted operator and a variable without value",
    source: `${variables}: such a variable is null; inverted operators match, since nothing is equal to null`,
    document: policy({ Condition: { StringNotEquals: { "aws:SourceVpc": "${aws:username}" } } }),
    request: knowing({ "aws:SourceVpc": ["vpc-1"] }),
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "NotResource and a variable without value",
    source: `${variables}: a resource with such a variable matches no resource, so all others are meant`,
    document: policy({ Resource: undefined, NotResource: `${anonymousCall.resource}/\${aws:username}` }),
    request: anonymousCall,
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "variables before Version 2012-10-17",
    source:
      "IAM User Guide, IAM JSON policy elements: Version: ${aws:username} is literal text in older policies",
    document: policy(
      { Condition: { StringEquals: { "aws:SourceVpc": "${aws:username}" } } },
      [],
      "2008-10-17",
    ),
    request: knowing({ "aws:SourceVpc": ["alice"], "aws:username": ["alice"] }),
    ours: "implicit-deny",
    theirs: "allow",
  },
  {
    about: "a variable as the account of an ARN",
    source: `${variables}: a variable may stand anywhere in the value of an ARN operator; its colon divides no parts`,
    document: policy({
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:${aws:PrincipalAccount}:topic" } },
    }),
    request: knowing({
      "aws:PrincipalAccount": ["111111111111"],
      "aws:SourceArn": ["arn:aws:sns:us-east-1:111111111111:topic"],
    }),
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "NotResource with an ARN whose last wildcard covers the missing parts",
    source:
      "IAM User Guide, IAM JSON policy elements: Resource: a * that ends its segment reaches beyond the colons",
    document: policy({ Resource: undefined, NotResource: "arn:aws:s3:*" }),
    request: anonymousCall,
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "a wildcard as the API's id",
    source:
      "API Gateway Developer Guide, Control access for invoking an API: api-id may be *, which stands for every API",
    document: policy({ Resource: "arn:aws:execute-api:ap-northeast-2:222222222222:*/v1/GET/srv" }),
    request: anonymousCall,
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "ForAnyValue with IfExists and an absent key",
    source: `${operators}: with IfExists, whichever the operator, an absent key makes the condition true`,
    document: policy({ Condition: { "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": "team" } } }),
    request: anonymousCall,
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "the range of all addresses",
    source: `${operators}: ranges are in the CIDR format of RFC 4632, where 0.0.0.0/0 is every address`,
    document: policy({ Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }),
    request: knowing({ "aws:SourceIp": ["10.0.0.1"] }),
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "NotIpAddress with a single address and a caller of the other family",
    source: `${operators}: NotIpAddress holds for all addresses but those given; a single one is a /32`,
    document: policy({ Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.1" } } }),
    request: knowing({ "aws:SourceIp": ["2001:db8::1"] }),
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "an IPv6 address in another spelling",
    source: `${operators}: addresses are compared, not their spelling (RFC 4291, section 2.2)`,
    document: policy({ Condition: { IpAddress: { "aws:SourceIp": "2001:db8::1" } } }),
    request: knowing({ "aws:SourceIp": ["2001:DB8:0:0:0:0:0:1"] }),
    ours: "allow",
    theirs: "implicit-deny",
  },
  {
    about: "a date and a number of seconds since 1970",
    source: `${operators}: a date is ISO 8601 or UNIX time, which counts seconds`,
    document: policy({ Condition: { DateGreaterThan: { "aws:CurrentTime": "1767225600" } } }),
    request: knowing({ "aws:CurrentTime": ["2025-12-31T00:00:00Z"] }),
    ours: "implicit-deny",
    theirs: "allow",
  },
  {
    about: "NotPrincipal with an account, and another of its users",
    source: `${notPrincipal}: everybody but those named is denied; a user's account is named besides the user`,
    document: policy(
      {
        Effect: "Deny",
        Principal: undefined,
        NotPrincipal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:user/bob"] },
      },
      [{}],
    ),
    request: alice,
    ours: "explicit-deny",
    theirs: "allow",
  },
  {
    about: "NotPrincipal with a user but not the user's account",
    source: `${notPrincipal}: without the account, the policy might deny the entire account`,
    document: policy({ Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: alice.principal.arn } }, [
      {},
    ]),
    request: alice,
    ours: "unknown",
    theirs: "allow",
  },
];
