import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import {
  add,
  modelWith,
  region,
  resource,
  set,
  testOutcomes,
  traceIn,
  type Call,
  type Change,
} from "../../support/oneEndpoint";

const inside = "backend ok";
const denied = "endpoint-policy access-denied 403";
const vague = "endpoint-policy unknown";

const policyOf = (...statements: readonly Properties[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (more: Properties = {}): Properties => ({
  Effect: "Allow",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
  ...more,
});
const gateway = (policy: string, service = "s3"): Change =>
  add(
    resource(types.endpoint, "gateway", "vpce-0a", {
      vpcId: "vpc-home",
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.${service}`,
      routeTableIds: ["rtb-caller"],
      policy,
    }),
  );
const host = `s3.${region}.amazonaws.com`;
const at = (url: string, more: Call = {}): Call => ({ url, ...more });
const named = (path: string, more: Call = {}): Call => at(`https://reports.${host}${path}`, more);

describe("the policy of S3's endpoint", () => {
  const narrow = [gateway(policyOf(allow()))];
  const only = (action: string): readonly Change[] => [gateway(policyOf(allow({ Action: action })))];
  testOutcomes([
    ["names the bucket", narrow, inside, named("/a")],
    ["names the bucket that the path names", narrow, inside, at(`https://${host}/reports/a`)],
    ["names another bucket", narrow, denied, at(`https://other.${host}/a`)],
    ["names another bucket than the path does", narrow, denied, at(`https://${host}/other/a`)],
    ["names a bucket that the name only begins with", narrow, denied, at(`https://reports2.${host}/a`)],
    ["is asked for no bucket", narrow, vague, at(`https://${host}/`)],
    [
      "is asked by a header for another bucket",
      narrow,
      denied,
      named("/a", { headers: { host: `other.${host}` } }),
    ],
    [
      "is asked by a header for its bucket, on a port",
      narrow,
      inside,
      named("/a", { headers: { host: `Reports.${host}:443` } }),
    ],
    [
      "is asked by a header for what is no name of S3",
      narrow,
      vague,
      named("/a", { headers: { host: "reports" } }),
    ],
    [
      "is asked by a header for an access point",
      narrow,
      vague,
      named("/a", { headers: { host: `reports.s3-control.${region}.amazonaws.com` } }),
    ],
    ["allows reading: an object", only("s3:GetObject"), inside, named("/a")],
    ["allows reading: an object's head", only("s3:GetObject"), inside, named("/a", { method: "HEAD" })],
    ["allows reading: the bucket", only("s3:GetObject"), denied, named("/")],
    ["allows reading: writing an object", only("s3:GetObject"), denied, named("/a", { method: "PUT" })],
    ["allows writing: an object", only("s3:PutObject"), inside, named("/a", { method: "PUT" })],
    ["allows deleting: an object", only("s3:DeleteObject"), inside, named("/a", { method: "DELETE" })],
    ["allows deleting: the bucket", only("s3:DeleteObject"), denied, named("/", { method: "DELETE" })],
    ["allows deleting buckets", only("s3:DeleteBucket"), inside, named("/", { method: "DELETE" })],
    ["allows listing: the bucket", only("s3:ListBucket"), inside, named("/")],
    [
      "allows listing: the bucket's head, by the path",
      only("s3:ListBucket"),
      inside,
      at(`https://${host}/reports`, { method: "HEAD" }),
    ],
    [
      "allows listing: the bucket with a slash, by the path",
      only("s3:ListBucket"),
      inside,
      at(`https://${host}/reports/`),
    ],
    ["allows making buckets", only("s3:CreateBucket"), inside, named("/", { method: "PUT" })],
    ["has to do with a method that is several actions", narrow, vague, named("/a", { method: "POST" })],
    ["has to do with a method that nobody has", narrow, vague, named("/a", { method: "constructor" })],
    [
      "has to do with a query, which may make it another action",
      narrow,
      vague,
      named("/a", { query: "?acl" }),
    ],
    ["has to do with a signature", narrow, vague, named("/a", { headers: { authorization: "AWS4" } })],
    [
      "has to do with a header of S3's own",
      narrow,
      vague,
      named("/a", { method: "PUT", headers: { "x-amz-acl": "private" } }),
    ],
    ["has to do with any other header", narrow, inside, named("/a", { headers: { accept: "*/*" } })],
    [
      "sees a key as it is meant",
      [gateway(policyOf(allow({ Resource: "arn:aws:s3:::reports/a b" })))],
      inside,
      named("/a%20b"),
    ],
    ["sees a key that is no text", narrow, vague, named("/%ff")],
    [
      "denies",
      [gateway(policyOf(allow(), allow({ Effect: "Deny", Resource: "arn:aws:s3:::reports/secret" })))],
      denied,
      named("/secret"),
    ],
    [
      "denies something else",
      [gateway(policyOf(allow(), allow({ Effect: "Deny", Resource: "arn:aws:s3:::reports/secret" })))],
      inside,
      named("/a"),
    ],
    [
      "allows some account's callers",
      [gateway(policyOf(allow({ Principal: { AWS: "111111111111" } })))],
      denied,
      named("/a"),
    ],
    [
      "is open to S3",
      [gateway(policyOf(allow({ Resource: "*" })))],
      inside,
      at(`https://${host}/`, { method: "POST" }),
    ],
    ["is no S3's", [gateway(policyOf(allow({ Action: "dynamodb:*" })))], denied, named("/a")],
  ]);

  it("answers in S3's own words, which are not told", () => {
    const { answer, mend } = traceIn(modelWith(...narrow), at(`https://other.${host}/a`));
    assert.deepEqual(answer, {
      status: 403,
      httpVersion: "1.1",
      headers: { "content-type": "application/xml" },
      body: undefined,
    });
    assert.equal(mend, "allow s3:GetObject of arn:aws:s3:::other/a in gateway (vpce-0a)");
  });
});

describe("a condition of the policy of S3's endpoint: it allows", () => {
  const when = (condition: Properties): readonly Change[] => [
    gateway(policyOf(allow({ Condition: condition }))),
  ];
  testOutcomes([
    ["this endpoint", when({ StringEquals: { "aws:SourceVpce": "vpce-0a" } }), inside, named("/a")],
    ["another endpoint", when({ StringEquals: { "aws:SourceVpce": "vpce-0b" } }), denied, named("/a")],
    ["this VPC", when({ StringEquals: { "aws:SourceVpc": "vpc-home" } }), inside, named("/a")],
    ["the caller's range", when({ IpAddress: { "aws:VpcSourceIp": "10.0.0.0/24" } }), inside, named("/a")],
    ["another range", when({ IpAddress: { "aws:VpcSourceIp": "10.0.1.0/24" } }), denied, named("/a")],
    ["an address as text", when({ StringLike: { "aws:VpcSourceIp": "10.0.0.*" } }), vague, named("/a")],
    ["public calls", when({ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }), denied, named("/a")],
    ["TLS", when({ Bool: { "aws:SecureTransport": "true" } }), inside, named("/a")],
    [
      "TLS, which HTTP is not",
      when({ Bool: { "aws:SecureTransport": "true" } }),
      denied,
      at(`http://reports.${host}/a`),
    ],
    [
      "an organization's callers",
      when({ StringEquals: { "aws:PrincipalOrgID": "o-1" } }),
      denied,
      named("/a"),
    ],
    [
      "what only S3 knows",
      when({ StringEquals: { "s3:ResourceAccount": "111111111111" } }),
      vague,
      named("/a"),
    ],
    ["what every object has", when({ StringEquals: { constructor: "x" } }), vague, named("/a")],
  ]);
});

describe("the policy of another service's endpoint", () => {
  const dynamodb = `https://dynamodb.${region}.amazonaws.com/`;
  const open = (action: string, more: Properties = {}): readonly Change[] => [
    gateway(policyOf(allow({ Action: action, Resource: "*", ...more })), "dynamodb"),
  ];
  testOutcomes([
    ["allows everything", open("*"), inside, at(dynamodb)],
    ["allows everything of the service", open("dynamodb:*"), inside, at(dynamodb)],
    ["allows everything of another service", open("s3:*"), vague, at(dynamodb)],
    ["allows something", open("dynamodb:GetItem"), vague, at(dynamodb)],
    [
      "allows everything on a condition",
      open("*", { Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
      vague,
      at(dynamodb),
    ],
  ]);
});

const ownName = `vpce-0c-xyz.sqs.${region}.vpce.amazonaws.com`;
const serviceUrl = `https://sqs.${region}.amazonaws.com/`;
const interfaceOf = (more: Properties = {}): Change =>
  add(
    resource(types.endpoint, "sqs", "vpce-0c", {
      vpcId: "vpc-home",
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${region}.sqs`,
      privateDnsEnabled: true,
      subnetIds: ["subnet-carrier"],
      subnetConfigurations: [{ subnetId: "subnet-carrier", ipv4: "10.0.1.9" }],
      securityGroupIds: ["sg-0"],
      dnsEntries: [{ dnsName: ownName }],
      ...more,
    }),
  );

describe("an interface endpoint of a service", () => {
  const service = at(serviceUrl);
  const own = at(`https://${ownName}/`);
  testOutcomes([
    ["by the service's name", [interfaceOf()], inside, service],
    ["by its own name", [interfaceOf()], inside, own],
    ["by its own name, from a peered VPC", [interfaceOf()], inside, { ...own, from: "guest" }],
    ["by its own name, from the corporate network", [interfaceOf()], inside, { ...own, from: "corporate" }],
    ["by its own name, from the internet", [interfaceOf()], "route timeout", { ...own, from: "internet" }],
    [
      "by the service's name, from a peered VPC",
      [interfaceOf()],
      "route timeout",
      { ...service, from: "guest" },
    ],
    [
      "by the service's name, private DNS off",
      [interfaceOf({ privateDnsEnabled: false })],
      "route timeout",
      service,
    ],
    [
      "by the service's name, private DNS not known",
      [interfaceOf({ privateDnsEnabled: unknown })],
      "dns unknown",
      service,
    ],
    [
      "by the service's name, private DNS for inbound resolvers alone",
      [interfaceOf({ dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: true } })],
      "route timeout",
      service,
    ],
    [
      "by the service's name, private DNS for whom is not known",
      [interfaceOf({ dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: unknown } })],
      "dns unknown",
      service,
    ],
    [
      "by the service's name, DNS options not known",
      [interfaceOf({ dnsOptions: unknown })],
      "dns unknown",
      service,
    ],
    ["by its address", [interfaceOf()], "tls tls-mismatch", at("https://10.0.1.9/")],
    [
      "by its address, and any certificate will do",
      [interfaceOf()],
      inside,
      at("https://10.0.1.9/", { insecure: true }),
    ],
    [
      "on another port, which its group admits",
      [interfaceOf(), set("rule", { toPort: 8443 })],
      "firewall unknown",
      at(`https://${ownName}:8443/`),
    ],
    [
      "on another port, which its group does not admit",
      [interfaceOf()],
      "firewall timeout",
      at(`https://${ownName}:8443/`),
    ],
    [
      "with a group that admits nothing",
      [interfaceOf(), set("rule", { cidrIpv4: "10.9.0.0/16" })],
      "firewall timeout",
      service,
    ],
    [
      "with groups that are not known",
      [interfaceOf({ securityGroupIds: unknown })],
      "firewall unknown",
      service,
    ],
    ["that is not available", [interfaceOf({ state: "pending" })], "route timeout", service],
    [
      "of a service that nobody lists",
      [interfaceOf({ serviceName: `com.amazonaws.${region}.nothing` })],
      "route unknown",
      own,
    ],
    ["of a service that is not known", [interfaceOf({ serviceName: unknown })], "route unknown", own],
    ["with a policy that is not known", [interfaceOf({ policy: unknown })], vague, service],
    [
      "with a policy that says what may be asked",
      [interfaceOf({ policy: policyOf(allow()) })],
      vague,
      service,
    ],
    [
      "whose addresses are not told, beside another one's",
      [interfaceOf({ subnetConfigurations: [] }), set("endpoint", { subnetConfigurations: [] })],
      inside,
      service,
    ],
    [
      "of a service without private names",
      [interfaceOf({ serviceName: `com.amazonaws.${region}.nothing` })],
      "route timeout",
      service,
    ],
  ]);

  it("takes no address from another endpoint", () => {
    const untold = [interfaceOf({ subnetConfigurations: [] }), set("endpoint", { subnetConfigurations: [] })];
    const { endpoints, otherEndpoints } = modelWith(...untold);
    const all = [...endpoints.values(), ...otherEndpoints.values()].flatMap(({ interfaces }) => interfaces);
    assert.equal(new Set(all.map(({ address }) => address)).size, 2);
  });
});

describe("S3's interface endpoint", () => {
  const s3 = (more: Properties = {}): Change =>
    interfaceOf({
      serviceName: `com.amazonaws.${region}.s3`,
      dnsEntries: [{ dnsName: `*.vpce-0c-xyz.s3.${region}.vpce.amazonaws.com` }],
      ...more,
    });
  const below = (name: string): string => `https://${name}.vpce-0c-xyz.s3.${region}.vpce.amazonaws.com`;
  const narrow = [s3({ policy: policyOf(allow()) })];
  testOutcomes([
    ["the bucket in the path", narrow, inside, at(`${below("bucket")}/reports/a`)],
    ["the bucket in the name", narrow, inside, at(`${below("reports.bucket")}/a`)],
    ["another bucket in the path", narrow, denied, at(`${below("bucket")}/other/a`)],
    ["another bucket in the name", narrow, denied, at(`${below("other.bucket")}/a`)],
    ["the control API", narrow, vague, at(`${below("control")}/a`)],
    ["what only ends like it", narrow, vague, at(`${below("notbucket")}/reports/a`)],
    ["the service's name", narrow, inside, at(`https://reports.${host}/a`)],
    [
      "a bucket with a dot, of which the certificate knows nothing",
      narrow,
      "tls tls-mismatch",
      at(`https://a.reports.${host}/a`),
    ],
    [
      "plain HTTP",
      [...narrow, set("rule", { fromPort: 80 })],
      "firewall unknown",
      at(`http://reports.${host}/a`),
    ],
  ]);
});
