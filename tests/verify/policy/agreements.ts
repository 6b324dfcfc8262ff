import type { PlainRequest } from "./oracle";
import { anonymousCall, statement } from "./requests";

/** A case that is easily got wrong, on which the simulator and ours agree. */
export interface Agreement {
  readonly about: string;
  readonly document: object;
  readonly request: PlainRequest;
}

const session = {
  ...anonymousCall,
  principal: {
    kind: "iam",
    arn: "arn:aws:sts::111111111111:assumed-role/caller/session-1",
    accountId: "111111111111",
  },
} as const satisfies PlainRequest;

function condition(Condition: object, context: PlainRequest["context"]): Omit<Agreement, "about"> {
  return {
    document: { Version: "2012-10-17", Statement: statement({ Condition }) },
    request: { ...anonymousCall, context },
  };
}

function caller(Principal: object, request: PlainRequest): Omit<Agreement, "about"> {
  return { document: { Version: "2012-10-17", Statement: [statement({ Principal })] }, request };
}

export const agreements: readonly Agreement[] = [
  {
    about: "signs with a meaning in regular expressions",
    ...condition(
      { StringLike: { "aws:username": "a.b+(c)[d]\\^$|{1}*" } },
      { "aws:username": ["a.b+(c)[d]\\^$|{1}!"] },
    ),
  },
  {
    about: "a dot is no wildcard",
    ...condition({ StringLike: { "aws:username": "a.c*" } }, { "aws:username": ["abc"] }),
  },
  {
    about: "several runs that have to give back",
    ...condition({ StringLike: { "aws:username": "*ab*ab?b" } }, { "aws:username": ["abababab"] }),
  },
  {
    about: "a variable's value holds no wildcards",
    ...condition(
      { StringLike: { "aws:SourceVpc": "${aws:username}" } },
      { "aws:username": ["v*"], "aws:SourceVpc": ["vpc-1"] },
    ),
  },
  {
    about: "several values need a quantifier, a negated operator too",
    ...condition({ StringNotEquals: { "aws:TagKeys": "team" } }, { "aws:TagKeys": ["a", "b"] }),
  },
  {
    about: "ForAllValues with an absent key",
    ...condition({ "ForAllValues:StringEquals": { "aws:TagKeys": "team" } }, {}),
  },
  {
    about: "ForAnyValue with a negated operator and an absent key",
    ...condition({ "ForAnyValue:StringNotEquals": { "aws:TagKeys": "team" } }, {}),
  },
  {
    about: "ForAnyValue with a negated operator: one value that differs is enough",
    ...condition(
      { "ForAnyValue:StringNotEquals": { "aws:TagKeys": "team" } },
      { "aws:TagKeys": ["team", "cost"] },
    ),
  },
  {
    about: "several values of a negated operator: none may be equal",
    ...condition({ StringNotEquals: { "aws:username": ["alice", "bob"] } }, { "aws:username": ["bob"] }),
  },
  {
    about: "two keys below one operator: both must hold",
    ...condition(
      { StringEquals: { "aws:username": "alice", "aws:SourceVpc": "vpc-1" } },
      { "aws:username": ["alice"], "aws:SourceVpc": ["vpc-2"] },
    ),
  },
  {
    about: "an ARN's wildcard stays within its part",
    ...condition(
      { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:topic" } },
      { "aws:SourceArn": ["arn:aws:sns:us-east-1:111111111111:topic"] },
    ),
  },
  {
    about: "an ARN's last wildcard does not stand for the missing parts of an ARN operator",
    ...condition(
      { ArnLike: { "aws:SourceArn": "arn:aws:sns:*" } },
      { "aws:SourceArn": ["arn:aws:sns:us-east-1:111111111111:topic"] },
    ),
  },
  {
    about: "one letter and a wildcard",
    ...condition({ StringLike: { "aws:username": ["b*", "?c"] } }, { "aws:username": ["abc"] }),
  },
  {
    about: "ArnEquals takes wildcards as ArnLike does",
    ...condition(
      { ArnEquals: { "aws:SourceArn": "arn:aws:sns:*:*:to?ic*" } },
      { "aws:SourceArn": ["arn:aws:sns:us-east-1:111111111111:topic:sub"] },
    ),
  },
  {
    about: "host bits of a range do not count",
    ...condition({ IpAddress: { "aws:VpcSourceIp": "10.0.1.77/24" } }, { "aws:VpcSourceIp": ["10.0.1.3"] }),
  },
  {
    about: "a role named for its session",
    ...caller({ AWS: "arn:aws:iam::111111111111:role/a/b/caller" }, session),
  },
  {
    about: "another session of the role",
    ...caller({ AWS: "arn:aws:sts::111111111111:assumed-role/caller/session-2" }, session),
  },
  {
    about: "a role of the same name in another account",
    ...caller({ AWS: "arn:aws:iam::222222222222:role/caller" }, session),
  },
  { about: "everyone by {AWS: *}, without a signature", ...caller({ AWS: "*" }, anonymousCall) },
  { about: "an account, without a signature", ...caller({ AWS: "222222222222" }, anonymousCall) },
];
