import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { unknown } from "../../lab/state";
import {
  encryptedLogs,
  endpointFullAccess,
  endpointHttpsOnly,
  imdsv2,
  noNotPrincipal,
  peeringComplete,
  privateApiEndpoint,
  privateDnsCapture,
  privateDnsSuspected,
} from "../../policies/policies";
import { everywhere } from "../../policies/stack/everywhere";
import { types } from "../../policies/types";
import type { Mapping } from "../../stacks/mapping";
import { askedAll, askedOf, type Given } from "./asking";

const api = "arn:aws:execute-api:ap-northeast-2:222222222222:abc1234567";
const openPolicy = policyOf({ Resource: `${api}/*` });
const boundPolicy = policyOf({
  Resource: `${api}/*`,
  Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } },
});
const fullAccess = policyOf({ Action: "*", Resource: "*" });

function policyOf(more: Mapping): string {
  const statement = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*", ...more };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function restApi(more: Mapping = {}, kind: unknown = "PRIVATE"): Given {
  const properties = { id: "abc1234567", executionArn: api, endpointConfiguration: { types: kind }, ...more };
  return { type: types.restApi, name: "srv", properties };
}

function apiPolicy(policy: unknown, restApiId: unknown = "abc1234567"): Given {
  return {
    type: types.restApiPolicy,
    name: "srv-policy",
    properties: { policy, restApiId },
    madeFrom: { restApiId: ["srv"] },
  };
}

function endpoint(more: Mapping = {}): Given {
  const properties = {
    id: "vpce-1",
    serviceName: "com.amazonaws.ap-northeast-2.execute-api",
    vpcEndpointType: "Interface",
    vpcId: "vpc-1",
    securityGroupIds: ["sg-1"],
    policy: boundPolicy,
    ...more,
  };
  return {
    type: types.endpoint,
    name: "door",
    properties,
    madeFrom: { securityGroupIds: ["group"], vpcId: ["vpc"] },
  };
}

const vpc: Given = { type: types.vpc, name: "vpc", properties: { id: "vpc-1", cidrBlock: "10.0.0.0/16" } };

describe("private-api-endpoint-condition", () => {
  it("passes a bound policy, inline, by itself and in a definition", async () => {
    const definition = JSON.stringify({
      openapi: "3.0.1",
      "x-amazon-apigateway-policy": JSON.parse(boundPolicy) as unknown,
    });
    for (const given of [
      [restApi(), apiPolicy(boundPolicy)],
      [restApi({ policy: boundPolicy })],
      [restApi({ body: definition })],
      [restApi()],
    ]) {
      assert.deepEqual(await askedAll(privateApiEndpoint, given), { violations: [], open: undefined });
    }
  });

  it("stops an open one, wherever it stands", async () => {
    const yaml = `openapi: 3.0.1\nx-amazon-apigateway-policy: ${openPolicy}\n`;
    for (const given of [
      [restApi(), apiPolicy(openPolicy)],
      [restApi({ policy: openPolicy })],
      [restApi({ policy: JSON.parse(openPolicy) as unknown }, ["PRIVATE"])],
      [restApi({ body: yaml })],
    ]) {
      const { violations } = await askedAll(privateApiEndpoint, given);
      assert.match(violations.join(), /Statement\[0\] admits callers through any endpoint/);
    }
  });

  it("leaves public APIs alone, and those of other stacks", async () => {
    const given = [restApi({ policy: openPolicy }, "REGIONAL"), apiPolicy(openPolicy)];
    assert.deepEqual((await askedAll(privateApiEndpoint, given)).violations, []);
    assert.deepEqual(
      (await askedAll(privateApiEndpoint, [apiPolicy(openPolicy, "elsewhere0")])).violations,
      [],
    );
  });

  it("judges a policy whose API has no id yet, and says which policy it does not know", async () => {
    const early = restApi({ id: unknown, executionArn: unknown });
    assert.equal(
      (await askedAll(privateApiEndpoint, [early, apiPolicy(openPolicy, unknown)])).violations.length,
      1,
    );
    const { violations, open } = await askedAll(privateApiEndpoint, [early, apiPolicy(unknown, unknown)]);
    assert.deepEqual(violations, []);
    assert.match(open ?? "", /^not known before the update: srv-policy\.policy; judged in the same/);
  });
});

describe("endpoint-full-access", () => {
  const judged = (policy: unknown, type: string = types.endpointPolicy) =>
    askedOf(endpointFullAccess, type, { policy });

  for (const [what, more] of Object.entries<Mapping>({
    "names an API": { Resource: `${api}/*` },
    "names APIs by an account": { Resource: "arn:aws:execute-api:ap-northeast-2:222222222222:*" },
    "names who may": { Action: "*", Principal: { AWS: "arn:aws:iam::111111111111:root" } },
    "names whose resources": {
      Action: "*",
      Condition: { StringEquals: { "aws:ResourceAccount": "111111111111" } },
    },
    "names whose resources, where the request tells": {
      Action: "*",
      Condition: { StringEqualsIfExists: { "aws:ResourceAccount": "111111111111" } },
    },
    "names a bucket": { Action: "s3:*", Resource: ["arn:aws:s3:::mine", "arn:aws:s3:::mine/*"] },
    "denies everything": { Effect: "Deny", Action: "*" },
  })) {
    it(`passes what ${what}`, async () => {
      assert.deepEqual(await judged(policyOf(more)), { violations: [], open: undefined });
    });
  }

  for (const [what, more] of Object.entries<Mapping>({
    everything: { Action: "*" },
    "every API": {},
    "every API, by a pattern": { Resource: "arn:aws:execute-api:*:*:*/*" },
    "every API of a region": { Resource: "arn:aws:execute-api:ap-northeast-2:*:*" },
    "every bucket": { Action: "s3:*" },
    "every bucket, by a pattern": { Action: "s3:*", Resource: "arn:aws:s3:::*" },
    "a condition that always holds": { Condition: { StringLikeIfExists: { "aws:PrincipalArn": "*" } } },
    "everything but an action": { Action: undefined, NotAction: "s3:DeleteBucket" },
  })) {
    it(`stops ${what}`, async () => {
      for (const type of [types.endpoint, types.endpointPolicy]) {
        assert.equal((await judged(policyOf(more), type)).violations.length, 1);
      }
    });
  }

  it("leaves other types alone, and says what it does not know", async () => {
    assert.deepEqual((await judged(fullAccess, "aws:sqs/queue:Queue")).violations, []);
    assert.match((await judged(unknown)).open ?? "", /it\.policy/);
  });
});

describe("private-dns-capture", () => {
  // A topology of the configuration goes before that of the outputs, and programs that other tests run leave theirs there.
  beforeEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  const capturing = [vpc, endpoint({ privateDnsEnabled: true })];

  it("passes private DNS where nobody says that public APIs are called, and no private DNS anywhere", async () => {
    assert.deepEqual((await askedAll(privateDnsCapture, capturing)).violations, []);
    const given = [vpc, endpoint({ privateDnsEnabled: false })];
    assert.deepEqual(
      (await askedAll(privateDnsCapture, given, { vpcsCallingPublicApis: ["vpc-1"] })).violations,
      [],
    );
  });

  it("stops it in a VPC that is named by id or name, and names no other", async () => {
    for (const name of ["vpc", "vpc-1"]) {
      const { violations } = await askedAll(privateDnsCapture, capturing, { vpcsCallingPublicApis: [name] });
      assert.match(violations.join(), /door has private DNS/);
    }
    const config = { vpcsCallingPublicApis: ["vpc-2"] };
    assert.deepEqual((await askedAll(privateDnsCapture, capturing, config)).violations, []);
  });

  it("stops it where the topology says so", async () => {
    const network = { account: "a", region: "ap-northeast-2", cidr: "10.0.0.0/16", callsPublicApis: true };
    const topology = {
      accounts: { a: { id: "111111111111" } },
      networks: { vpc: network },
      apis: {},
      links: [],
    };
    const stack = { type: types.stack, name: "p-s", properties: { topology } };
    assert.equal((await askedAll(privateDnsCapture, [stack, ...capturing])).violations.length, 1);
  });

  it("suspects it where a route leads out, and only there", async () => {
    const table = { type: types.routeTable, name: "table", properties: { id: "rtb-1", vpcId: "vpc-1" } };
    const route = (more: Mapping): Given => ({
      type: types.route,
      name: "out",
      properties: { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", ...more },
    });
    const suspected = async (...more: readonly Given[]): Promise<number> =>
      (await askedAll(privateDnsSuspected, [...capturing, table, ...more])).violations.length;
    assert.equal(await suspected(route({ natGatewayId: "nat-1" })), 1);
    assert.equal(await suspected(), 0);
    assert.equal(await suspected(route({ natGatewayId: "nat-1", destinationCidrBlock: "10.1.0.0/16" })), 0);
    assert.equal(await suspected(route({ natGatewayId: "nat-1", routeTableId: "rtb-2" })), 0);
    assert.equal(privateDnsSuspected.enforcementLevel, "advisory");
  });
});

describe("endpoint-https-only", () => {
  const https = { protocol: "tcp", fromPort: 443, toPort: 443 };
  const group = (...ingress: readonly unknown[]): Given => ({
    type: types.securityGroup,
    name: "group",
    properties: { id: "sg-1", ingress },
  });
  const rule = (properties: Mapping, type: string = types.securityGroupIngressRule): Given => ({
    type,
    name: "rule",
    properties: { securityGroupId: "sg-1", ...properties },
    madeFrom: { securityGroupId: ["group"] },
  });
  const separateHttps = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" };
  const judged = (...given: readonly Given[]) => askedAll(endpointHttpsOnly, [endpoint(), ...given]);

  it("passes 443 from ranges and groups, in each of its spellings", async () => {
    for (const given of [
      [group({ ...https, cidrBlocks: ["10.0.0.0/8"], ipv6CidrBlocks: ["fd00::/8"] })],
      [group({ ...https, protocol: "6", fromPort: "443", toPort: "443", securityGroups: ["sg-9"] })],
      [group(), rule(separateHttps)],
      [group(), rule({ ...https, type: "ingress", cidrBlocks: ["10.0.0.0/8"] }, types.securityGroupRule)],
      [group(), rule({ protocol: "-1", type: "egress", cidrBlocks: ["0.0.0.0/0"] }, types.securityGroupRule)],
    ]) {
      assert.deepEqual(await judged(...given), { violations: [], open: undefined });
    }
  });

  it("stops other ports and protocols, in each of its spellings", async () => {
    for (const given of [
      [group({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["10.0.0.0/8"] })],
      [group({ ...https, fromPort: 80, cidrBlocks: ["10.0.0.0/8"] })],
      [group({ ...https, protocol: "udp", cidrBlocks: ["10.0.0.0/8"] })],
      [group(), rule({ ...separateHttps, ipProtocol: "-1" })],
      [group(), rule({ ...separateHttps, toPort: 8443 })],
      [group(), rule({ ...https, type: "ingress", toPort: 444 }, types.securityGroupRule)],
    ]) {
      assert.match((await judged(...given)).violations.join(), /answers to HTTPS only/);
    }
  });

  it("stops everywhere, whole, in halves, by IPv6 and by a prefix list", async () => {
    const list: Given = {
      type: types.managedPrefixList,
      name: "list",
      properties: { id: "pl-1", entries: [{ cidr: "0.0.0.0/0" }] },
    };
    for (const given of [
      [group({ ...https, cidrBlocks: ["0.0.0.0/0"] })],
      [group({ ...https, ipv6CidrBlocks: ["::/0"] })],
      [group({ ...https, cidrBlocks: ["10.0.0.0/0"] })],
      [group({ ...https, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] })],
      [group({ ...https, cidrBlocks: ["0.0.0.0/1"] }), rule({ ...separateHttps, cidrIpv4: "128.0.0.0/1" })],
      [group(), rule({ ...separateHttps, cidrIpv4: undefined, prefixListId: "pl-1" }), list],
    ]) {
      assert.match((await judged(...given)).violations.join(), /lets? (0\.0\.0\.0\/0|::\/0)/);
    }
  });

  it("binds groups of interface endpoints, and no others", async () => {
    const wide = group({ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] });
    for (const door of [
      endpoint({ securityGroupIds: ["sg-2"] }),
      endpoint({ vpcEndpointType: "Gateway", securityGroupIds: undefined }),
    ]) {
      assert.deepEqual((await askedAll(endpointHttpsOnly, [door, wide])).violations, []);
    }
    const associated: Given = {
      type: types.endpointSecurityGroup,
      name: "association",
      properties: { vpcEndpointId: "vpce-1", securityGroupId: "sg-1" },
    };
    const given = [endpoint({ securityGroupIds: ["sg-2"] }), wide, associated];
    assert.equal((await askedAll(endpointHttpsOnly, given)).violations.length, 2);
  });

  it("leaves the ports of anybody's own service to him, yet not who may come", async () => {
    const own = endpoint({ serviceName: "com.amazonaws.vpce.ap-northeast-2.vpce-svc-0123456789abcdef0" });
    const http = { protocol: "tcp", fromPort: 80, toPort: 80 };
    const judgedOwn = (cidr: string) =>
      askedAll(endpointHttpsOnly, [own, group({ ...http, cidrBlocks: [cidr] })]);
    assert.deepEqual((await judgedOwn("10.0.0.0/8")).violations, []);
    assert.equal((await judgedOwn("0.0.0.0/0")).violations.length, 1);
    const mail = endpoint({ serviceName: "com.amazonaws.ap-northeast-2.email-smtp" });
    assert.deepEqual(
      (await askedAll(endpointHttpsOnly, [mail, group({ ...http, cidrBlocks: [] })])).violations,
      [],
    );
    const config = { servicesWithOtherPorts: ["execute-api"] };
    assert.deepEqual((await askedAll(endpointHttpsOnly, [endpoint(), group(http)], config)).violations, []);
  });

  it("knows whose group it is before there are ids, and says what it does not know", async () => {
    const early = [endpoint({ securityGroupIds: [unknown] }), { ...group(), properties: { ingress: [] } }];
    const bad = rule({ ...separateHttps, securityGroupId: unknown, fromPort: 80 });
    assert.equal((await askedAll(endpointHttpsOnly, [...early, bad])).violations.length, 1);
    const open = rule({ ...separateHttps, securityGroupId: unknown, fromPort: unknown });
    assert.match((await askedAll(endpointHttpsOnly, [...early, open])).open ?? "", /rule/);
  });

  it("does not guess whose group it is where there is a choice", async () => {
    const early = endpoint({ securityGroupIds: [unknown] });
    const choice = { ...early, madeFrom: { securityGroupIds: ["group", "second"] } };
    const second = { ...group(), name: "second", properties: { ingress: [{ protocol: "-1" }] } };
    const { violations, open } = await askedAll(endpointHttpsOnly, [choice, group(), second]);
    assert.deepEqual(violations, []);
    assert.match(open ?? "", /door\.securityGroupIds/);
  });

  it("tells a group's id from what others were given where its provider does not, unless it may be another's", async () => {
    const silent = { ...group({ protocol: "-1" }), properties: { ingress: [{ protocol: "-1" }] } };
    const second = { ...silent, name: "second" };
    const table = rule(separateHttps);
    assert.equal((await askedAll(endpointHttpsOnly, [endpoint(), silent, table])).violations.length, 1);
    const either = { ...table, madeFrom: { securityGroupId: ["group", "second"] } };
    const door = { ...endpoint(), madeFrom: {} };
    assert.equal((await askedAll(endpointHttpsOnly, [door, silent, second, either])).violations.length, 0);
  });

  it("finds everywhere exactly where no address is left out", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), octet, (prefix, hole) => {
        const size = 2 ** (8 - prefix);
        const parts = Array.from({ length: 2 ** prefix }, (_, index) => `${index * size}.0.0.0/${prefix}`);
        assert.deepEqual(everywhere(parts), ["0.0.0.0/0"]);
        assert.deepEqual(everywhere(parts.filter((_, index) => index !== hole % parts.length)), []);
      }),
    );
  });
});

describe("encrypted-logs", () => {
  const stage = (destinationArn: unknown): Given => ({
    type: types.stage,
    name: "stage",
    properties: { accessLogSettings: { destinationArn, format: "$context.requestId" } },
    madeFrom: { accessLogSettings: ["stream"] },
  });
  const stream = (properties: Mapping): Given => ({
    type: types.deliveryStream,
    name: "stream",
    properties: { arn: "arn:aws:firehose:x", ...properties },
  });
  const flowLog: Given = {
    type: types.flowLog,
    name: "flow",
    properties: { logDestination: "arn:aws:firehose:x" },
  };
  const logGroup = (properties: Mapping): Given => ({ type: types.logGroup, name: "group", properties });

  const own = { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: "arn:aws:kms:x" };
  const any = { keys: "any" };

  it("passes log groups and delivery streams with keys of one's own, of which nobody knows the ARN yet", async () => {
    for (const key of ["arn:aws:kms:x", unknown]) {
      const given = [
        stage("arn:aws:firehose:x"),
        stream({ serverSideEncryption: { ...own, keyArn: key } }),
        logGroup({ kmsKeyId: key }),
      ];
      assert.deepEqual(await askedAll(encryptedLogs, given), { violations: [], open: undefined });
    }
  });

  it("passes a log group whose key is only known as what it is made from", async () => {
    const made = { ...logGroup({}), madeFrom: { kmsKeyId: ["key"] } };
    assert.deepEqual((await askedAll(encryptedLogs, [made])).violations, []);
  });

  it("stops log groups and delivery streams that leave it to keys of AWS's", async () => {
    for (const properties of [{}, { kmsKeyId: "" }]) {
      const [said = "", ...more] = (await askedAll(encryptedLogs, [logGroup(properties)])).violations;
      assert.match(said, /group has no kmsKeyId/);
      assert.deepEqual(more, []);
    }
    for (const given of [{ enabled: true }, { enabled: true, keyType: "AWS_OWNED_CMK" }]) {
      const streamed = [stage("arn:aws:firehose:x"), stream({ serverSideEncryption: given })];
      const [said = "", ...more] = (await askedAll(encryptedLogs, streamed)).violations;
      assert.match(said, /stream encrypts the logs of stage by a key of AWS's/);
      assert.deepEqual(more, []);
    }
  });

  it("says what it cannot judge yet", async () => {
    for (const [given, what] of [
      [unknown, "stream.serverSideEncryption"],
      [{ ...own, enabled: unknown }, "stream.serverSideEncryption"],
      [{ ...own, keyType: unknown }, "stream.serverSideEncryption.keyType"],
    ] as const) {
      const said = await askedAll(encryptedLogs, [flowLog, stream({ serverSideEncryption: given })]);
      assert.deepEqual(said.violations, []);
      assert.ok(said.open?.includes(`${what};`), said.open);
    }
  });

  it("leaves what comes from a Kinesis stream to that", async () => {
    const fed = stream({ kinesisSourceConfiguration: {} });
    assert.deepEqual((await askedAll(encryptedLogs, [flowLog, fed])).violations, []);
  });

  it("stops logs on their way to one that does not", async () => {
    for (const source of [stage("arn:aws:firehose:x"), stage(unknown), flowLog]) {
      for (const properties of [{}, { serverSideEncryption: { enabled: false } }]) {
        for (const config of [{}, any])
          assert.equal(
            (await askedAll(encryptedLogs, [source, stream(properties)], config)).violations.length,
            1,
          );
      }
    }
  });

  it("takes keys of AWS's where it is told to", async () => {
    const given = [
      stage("arn:aws:firehose:x"),
      stream({ serverSideEncryption: { enabled: true } }),
      logGroup({}),
    ];
    assert.deepEqual(await askedAll(encryptedLogs, given, any), { violations: [], open: undefined });
    assert.equal((await askedAll(encryptedLogs, given, { keys: "customer" })).violations.length, 2);
  });

  it("asks for keys of one's own by itself", () => {
    assert.equal(encryptedLogs.configSchema?.properties["keys"]?.default, "customer");
  });
});

describe("no-not-principal", () => {
  const bad = { Effect: "Deny", NotPrincipal: { AWS: "111111111111" }, Action: "*", Resource: "*" };
  const judged = (properties: Mapping, type = "aws:sqs/queuePolicy:QueuePolicy") =>
    askedOf(noNotPrincipal, type, properties);

  it("passes documents without it, and texts that speak of it", async () => {
    for (const properties of [
      { policy: boundPolicy },
      { description: "no NotPrincipal: never" },
      { policy: "{" },
    ]) {
      assert.deepEqual(await judged(properties), { violations: [], open: undefined });
    }
  });

  it("stops it in any property, in text, structure or definition", async () => {
    const document = { Version: "2012-10-17", Statement: bad };
    for (const properties of [
      { policy: JSON.stringify(document) },
      { policy: JSON.stringify(document).replace("NotPrincipal", "\\u004eotPrincipal") },
      { policy: document },
      { inlinePolicies: [{ name: "a", policy: ` ${JSON.stringify(document)}` }] },
      { body: `openapi: 3.0.1\nx-amazon-apigateway-policy: ${JSON.stringify(document)}` },
      { body: JSON.stringify({ "x-amazon-apigateway-policy": document }) },
    ]) {
      assert.match((await judged(properties)).violations.join(), /uses NotPrincipal/);
    }
  });

  it("says what it does not know", async () => {
    assert.match((await judged({ policy: unknown })).open ?? "", /it\.policy/);
    assert.equal((await judged({ name: unknown })).open, undefined);
  });
});

describe("peering-complete", () => {
  const other = { type: types.vpc, name: "other", properties: { id: "vpc-2", cidrBlock: "10.1.0.0/16" } };
  const peering = (more: Mapping = {}): Given => ({
    type: types.peering,
    name: "peering",
    properties: { id: "pcx-1", vpcId: "vpc-1", peerVpcId: "vpc-2", ...more },
    madeFrom: { vpcId: ["vpc"], peerVpcId: ["other"] },
  });
  const accepter = (more: Mapping = {}): Given => ({
    type: types.peeringAccepter,
    name: "accepter",
    properties: { vpcPeeringConnectionId: "pcx-1", autoAccept: true, ...more },
    madeFrom: { vpcPeeringConnectionId: ["peering"] },
  });
  const table = (name: string, vpcId: string, routes: readonly unknown[] = []): Given => ({
    type: types.routeTable,
    name,
    properties: { id: `rtb-${name}`, vpcId, routes },
  });
  const route = (of: string, destinationCidrBlock: string): Given => ({
    type: types.route,
    name: `${of}-route`,
    properties: { routeTableId: `rtb-${of}`, destinationCidrBlock, vpcPeeringConnectionId: "pcx-1" },
  });
  const tables = [table("one", "vpc-1"), table("two", "vpc-2")];
  const routes = [route("one", "10.1.0.0/16"), route("two", "10.0.0.0/16")];
  const judged = async (...given: readonly Given[]): Promise<readonly string[]> =>
    (await askedAll(peeringComplete, [vpc, other, ...given])).violations;

  it("passes what is accepted and routed on both sides, in each of its spellings", async () => {
    assert.deepEqual(await judged(peering({ autoAccept: true }), ...tables, ...routes), []);
    assert.deepEqual(await judged(peering(), accepter(), ...tables, ...routes), []);
    assert.deepEqual(await judged(peering({ acceptStatus: "active" }), ...tables, ...routes), []);
    const inline = [
      table("one", "vpc-1", [{ cidrBlock: "10.1.0.0/16", vpcPeeringConnectionId: "pcx-1" }]),
      table("two", "vpc-2", [{ cidrBlock: "10.0.0.0/8", vpcPeeringConnectionId: "pcx-1" }]),
    ];
    assert.deepEqual(await judged(peering(), accepter(), ...inline), []);
  });

  it("stops what nobody accepts", async () => {
    for (const given of [
      [peering()],
      [peering(), accepter({ autoAccept: false })],
      [peering({ autoAccept: false })],
    ]) {
      assert.match(
        (await judged(...given, ...tables, ...routes)).join(),
        /^peering is requested and never accepted/,
      );
    }
    const another = accepter({ vpcPeeringConnectionId: "pcx-2" });
    assert.equal((await judged(peering(), another, ...tables, ...routes)).length, 1);
    const config = { acceptedElsewhere: ["peering"] };
    const given = [vpc, other, peering(), ...tables, ...routes];
    assert.deepEqual((await askedAll(peeringComplete, given, config)).violations, []);
  });

  it("stops what is routed on one side, or elsewhere", async () => {
    const accepted = peering({ autoAccept: true });
    assert.match(
      (await judged(accepted, ...tables, route("one", "10.1.0.0/16"))).join(),
      /other has no route/,
    );
    assert.match((await judged(accepted, ...tables, route("two", "10.0.0.0/16"))).join(), /vpc has no route/);
    const astray = [route("one", "10.9.0.0/16"), route("two", "10.0.0.0/16")];
    assert.match((await judged(accepted, ...tables, ...astray)).join(), /vpc has no route over it to 10\.1/);
    assert.equal((await judged(accepted, ...tables)).length, 2);
  });

  it("judges of a peering with another stack's VPC its own side only", async () => {
    const outward = peering({ autoAccept: true, peerVpcId: "vpc-9" });
    assert.deepEqual(await judged(outward, ...tables, route("one", "10.9.0.0/16")), []);
    assert.equal((await judged(outward, ...tables)).length, 1);
  });

  it("follows references before there are ids", async () => {
    const early = [
      { ...vpc, properties: { cidrBlock: "10.0.0.0/16" } },
      { ...other, properties: { cidrBlock: "10.1.0.0/16" } },
      { ...peering({ vpcId: unknown, peerVpcId: unknown, id: unknown }) },
      accepter({ vpcPeeringConnectionId: unknown }),
    ];
    const halves = ["one", "two"].flatMap((name, index): Given[] => [
      {
        type: types.routeTable,
        name,
        properties: { vpcId: unknown },
        madeFrom: { vpcId: [index === 0 ? "vpc" : "other"] },
      },
      {
        type: types.route,
        name: `${name}-route`,
        properties: {
          routeTableId: unknown,
          vpcPeeringConnectionId: unknown,
          destinationCidrBlock: index === 0 ? "10.1.0.0/16" : "10.0.0.0/16",
        },
        madeFrom: { routeTableId: [name], vpcPeeringConnectionId: ["peering"] },
      },
    ]);
    assert.deepEqual(await askedAll(peeringComplete, [...early, ...halves]), {
      violations: [],
      open: undefined,
    });
    const { violations } = await askedAll(peeringComplete, [...early, ...halves.slice(0, 3)]);
    assert.match(violations.join(), /other has no route/);
  });
});

describe("imdsv2", () => {
  const withTokens = { metadataOptions: { httpTokens: "required" } };

  it("passes tokens, no metadata at all, and what a launch template says", async () => {
    for (const [type, properties] of [
      [types.instance, withTokens],
      [types.launchTemplate, { metadataOptions: { httpEndpoint: "disabled" } }],
      [types.instance, { launchTemplate: { id: "lt-1" } }],
      [types.launchConfiguration, withTokens],
      [types.metadataDefaults, { httpTokens: "required" }],
      [types.subnet, {}],
    ] as const) {
      assert.deepEqual(await askedOf(imdsv2, type, properties), { violations: [], open: undefined });
    }
  });

  it("stops everything else", async () => {
    for (const [type, properties] of [
      [types.instance, {}],
      [types.instance, { metadataOptions: { httpTokens: "optional" } }],
      [types.instance, { metadataOptions: { httpTokens: "optional" }, launchTemplate: { id: "lt-1" } }],
      [types.launchTemplate, {}],
      [types.launchConfiguration, { metadataOptions: { httpEndpoint: "enabled" } }],
      [types.spotInstanceRequest, {}],
      [types.metadataDefaults, { httpTokens: "optional" }],
    ] as const) {
      assert.equal((await askedOf(imdsv2, type, properties)).violations.length, 1, type);
    }
  });

  it("says what it does not know", async () => {
    const said = await askedOf(imdsv2, types.instance, { metadataOptions: { httpTokens: unknown } });
    assert.match(said.open ?? "", /metadataOptions/);
  });
});
