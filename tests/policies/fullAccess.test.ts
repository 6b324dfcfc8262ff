import assert from "node:assert/strict";
import { opennessOf } from "../../policies/documents/fullAccess";

type Part = Readonly<Record<string, unknown>>;

function kindOf(...statements: readonly Part[]): string {
  return opennessOf(JSON.stringify({ Version: "2012-10-17", Statement: statements })).kind;
}

function statement(more: Part = {}): Part {
  return { Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...more };
}

function when(operator: string, key: string, value: unknown): Part {
  return { Condition: { [operator]: { [key]: value } } };
}

describe("what narrows an endpoint's policy", () => {
  const narrow: Readonly<Record<string, readonly Part[]>> = {
    "an account that owns": [statement(when("StringEquals", "AWS:resourceAccount", ["111111111111"]))],
    "an organization that owns": [statement(when("StringEquals", "aws:ResourceOrgID", "o-1"))],
    "a part of an organization": [
      statement(when("ForAnyValue:StringLike", "aws:ResourceOrgPaths", "o-1/r-1/*")),
    ],
    "an account of buckets": [statement(when("StringEquals", "s3:ResourceAccount", "111111111111"))],
    "who calls, by account": [statement(when("StringEquals", "aws:PrincipalAccount", "111111111111"))],
    "who calls, by organization": [statement(when("StringEquals", "aws:PrincipalOrgID", "o-1"))],
    "roles of an account": [
      statement(when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::111111111111:role/*")),
    ],
    "a session's role": [statement(when("StringLike", "aws:userid", "AROA0123456789:*"))],
    "addresses of a subnet": [statement(when("IpAddress", "aws:VpcSourceIp", "10.0.1.0/24"))],
    "AWS's services only": [statement(when("Bool", "aws:PrincipalIsAWSService", "true"))],
    "a denial of other accounts' resources": [
      statement(),
      statement({ Effect: "Deny", ...when("StringNotEquals", "aws:ResourceAccount", "111111111111") }),
    ],
    "a denial of others' resources to all but AWS's services": [
      statement(),
      statement({
        Effect: "Deny",
        Condition: {
          StringNotEqualsIfExists: { "aws:ResourceOrgID": "o-1" },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false" },
        },
      }),
    ],
    "what only reads": [statement({ Action: ["s3:Get*", "s3:List*"] })],
    "what only writes": [statement({ Action: "s3:Put*" })],
    "patterns of one's own bucket": [
      statement({ Action: ["s3:Get*", "s3:Put*"], Resource: "arn:aws:s3:::mine/*" }),
    ],
    "patterns that are denied again": [
      statement({ Action: ["s3:Get*", "s3:Put*"] }),
      statement({ Effect: "Deny", Action: "s3:P*" }),
    ],
  };
  for (const [what, statements] of Object.entries(narrow)) {
    it(`is ${what}`, () => {
      assert.equal(kindOf(...statements), "narrow");
    });
  }

  const open: Readonly<Record<string, readonly Part[]>> = {
    "that it is encrypted": [statement(when("Bool", "aws:SecureTransport", "true"))],
    "a date that is over": [statement(when("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))],
    "any endpoint": [statement(when("StringLike", "aws:SourceVpce", "vpce-*"))],
    "that there is an endpoint": [statement(when("Null", "aws:SourceVpce", "false"))],
    "the endpoint itself": [statement(when("StringEquals", "aws:SourceVpce", "vpce-0123456789abcdef0"))],
    "that the owner is known": [statement(when("Null", "aws:ResourceAccount", "false"))],
    "that the owner is in no organization, and the caller in some": [
      statement({ Condition: { Null: { "aws:ResourceOrgID": "true", "aws:PrincipalOrgID": "false" } } }),
    ],
    "every address": [statement(when("IpAddress", "aws:VpcSourceIp", "0.0.0.0/0"))],
    "every address, in halves": [
      statement(when("IpAddress", "aws:VpcSourceIp", ["0.0.0.0/1", "128.0.0.0/1"])),
    ],
    "every address of IPv6": [statement(when("IpAddress", "aws:VpcSourceIp", "::/0"))],
    "a VPC's whole range": [statement(when("IpAddress", "aws:VpcSourceIp", "10.0.0.0/16"))],
    "every region": [statement(when("StringLike", "aws:RequestedRegion", "*"))],
    "one region": [statement(when("StringEquals", "aws:RequestedRegion", "eu-west-1"))],
    "every account": [statement(when("StringLike", "aws:ResourceAccount", "*"))],
    "some accounts": [statement(when("StringLike", "aws:ResourceAccount", ["1*", "222222222222"]))],
    "every organization's path": [statement(when("ForAnyValue:StringLike", "aws:ResourceOrgPaths", "o-*/*"))],
    "a role's name in every account": [
      statement(when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/admin")),
    ],
    "who calls, where he says": [statement(when("StringEqualsIfExists", "aws:PrincipalOrgID", "o-1"))],
    "whoever is not of an account": [
      statement(when("StringNotEquals", "aws:PrincipalAccount", "111111111111")),
    ],
    "a tag that anybody sets": [statement(when("StringEquals", "aws:ResourceTag/team", "blue"))],
    "an account that the caller chooses": [
      statement(when("StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}")),
    ],
    "that no service of AWS calls": [statement(when("Bool", "aws:PrincipalIsAWSService", "false"))],
    "a denial of the unencrypted": [
      statement(),
      statement({ Effect: "Deny", ...when("Bool", "aws:SecureTransport", "false") }),
    ],
    "a denial that another region dodges": [
      statement(),
      statement({
        Effect: "Deny",
        Condition: {
          StringNotEquals: { "aws:ResourceAccount": "111111111111", "aws:RequestedRegion": "eu-west-1" },
        },
      }),
    ],
    "verbs that read, write and delete": [
      statement({ Action: ["s3:Get*", "s3:Put*", "s3:List*", "s3:Delete*"] }),
    ],
    "every letter": [
      statement({ Action: Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ").map((letter) => `s3:${letter}*`) }),
    ],
    "verbs in two statements": [
      statement({ Action: "dynamodb:Batch*" }),
      statement({ Action: "dynamodb:U*" }),
    ],
    "every verb of a thing": [statement({ Action: "s3:*Object" })],
  };
  for (const [what, statements] of Object.entries(open)) {
    it(`is not ${what}`, () => {
      assert.equal(kindOf(...statements), "open");
    });
  }
});
