import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { UserError } from "../../../stacks/userError";
import { check } from "../../../verify/check";
import { types } from "../../../verify/model/types";
import { withoutResources } from "../../../verify/sources/without";
import {
  add,
  allowAll,
  apiArn,
  endpointAddress,
  endpointId,
  mock,
  region,
  remove,
  resource,
  set,
  statesWith,
  testOutcomes,
  topology,
  triggers,
  type Call,
  type Change,
} from "../../support/oneEndpoint";

const ok = "backend ok 200";

describe("a peering, by the status that AWS tells", () => {
  const guest: Call = { from: "guest" };
  const status = (acceptStatus: unknown): Properties => ({ acceptStatus });
  testOutcomes([
    ["accepted of itself", [], ok, guest],
    ["active", [set("accepter", status("active"))], ok, guest],
    [
      "not accepted, whatever was asked for",
      [set("accepter", status("pending-acceptance"))],
      "route timeout",
      guest,
    ],
    ["rejected", [set("peering", status("rejected"))], "route timeout", guest],
    [
      "expired, and active before",
      [set("peering", status("expired")), set("accepter", status("active"))],
      "route timeout",
      guest,
    ],
    ["pending when the requester last looked", [set("peering", status("pending-acceptance"))], ok, guest],
    ["not known", [set("accepter", status(unknown))], "route unknown", guest],
    ["without an accepter of its own", [remove("accepter")], "route timeout", guest],
    ["active, and accepted by others", [remove("accepter"), set("peering", status("active"))], ok, guest],
  ]);
});

describe("an endpoint and a stage, by what AWS tells of them", () => {
  const settings = (more: Properties, path = "*/*"): Change =>
    add(
      resource(types.methodSettings, "settings", "settings-0", {
        restApi: "abc1234567",
        stageName: "v1",
        methodPath: path,
        settings: more,
      }),
    );
  const none = "method throttled 429";
  testOutcomes([
    ["an endpoint that is available", [set("endpoint", { state: "available" })], ok],
    ["an endpoint that is being deleted", [set("endpoint", { state: "deleting" })], "route timeout"],
    ["settings that let calls pass", [settings({ throttlingRateLimit: 100, throttlingBurstLimit: -1 })], ok],
    ["a rate of none", [settings({ throttlingRateLimit: 0, throttlingBurstLimit: 10 })], none],
    ["a burst of none", [settings({ throttlingRateLimit: 10, throttlingBurstLimit: 0 })], none],
    ["a rate that is not known", [settings({ throttlingRateLimit: unknown })], "method unknown"],
    ["a rate of none for one method", [settings({ throttlingRateLimit: 0 }, "srv/GET")], ok],
    ["a canary", [set("stage", { canarySettings: { percentTraffic: 5 } })], "resource-policy unknown"],
    ["a canary that gets nothing", [set("stage", { canarySettings: { percentTraffic: 0 } })], ok],
  ]);

  it("a web ACL is taken for granted", () => {
    const { ok: isOk, findings } = check(
      "test",
      topology,
      statesWith(set("stage", { webAclArn: "arn:acl" })),
    );
    assert.equal(isOk, true);
    assert.ok(findings.some(({ rule, message }) => rule === "assumed" && message.includes("arn:acl")));
  });
});

describe("an address instead of a name", () => {
  const url = `https://${endpointAddress}/v1`;
  const headers = { host: `abc1234567.execute-api.${region}.amazonaws.com` };
  testOutcomes([
    ["is no name of the certificate", [], "tls tls-mismatch", { url, headers }],
    ["is answered where that is accepted", [], ok, { url, headers, insecure: true }],
    ["names no API", [], "gateway forbidden 403", { url, insecure: true }],
    ["that nobody has", [], "route timeout", { url: "https://10.0.1.77/v1" }],
    ["of the internet", [], "dns unknown", { url: "https://203.0.113.7/v1" }],
  ]);
});

describe("a method that wants a signature", () => {
  const signed = { "/": [mock({ authorization: "AWS_IAM" })] };
  const nobody = { Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }] };
  const missing = "method missing-token 403";
  testOutcomes([
    ["is missing it where the policy allows", [set("deployment", triggers(signed))], missing],
    [
      "is missing it where the policy allows nobody",
      [set("deployment", triggers(signed, { Statement: [] }))],
      missing,
    ],
    ["is missing it where the policy denies", [set("deployment", triggers(signed, nobody))], missing],
  ]);
});

describe("two VPCs of one range behind a transit gateway", () => {
  const gatewayId = "tgw-0123456789abcdef0";
  const attach = (name: string): Change =>
    add(
      resource(types.transitGatewayAttachment, `${name}.tgw`, `tgw-attach-${name}`, {
        vpcId: `vpc-${name}`,
        transitGatewayId: gatewayId,
      }),
    );
  const back = set("corporate", { gatewayId: undefined, transitGatewayId: gatewayId });
  const from: Call["from"] = { kind: "corporate", vpcId: "vpc-home", gatewayId, address: 0xc0a8000a };
  testOutcomes([
    ["are told apart where only one holds the address", [attach("home"), attach("away"), back], ok, { from }],
    [
      "are not where both do",
      [attach("home"), attach("away"), back, set("away.vpc", { cidrBlock: "10.0.0.0/16" })],
      "route unknown",
      { from },
    ],
  ]);
});

describe("policies that are wider than the links", () => {
  const found = (...changes: readonly Change[]): readonly string[] =>
    check("test", topology, statesWith(...changes))
      .findings.filter(({ rule }) => rule === "wider-than-linked")
      .map(({ message }) => message);
  const allow = (Resource: string, Condition: Properties): Properties => ({
    Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource, Condition }],
  });
  const admits = (ranges: readonly string[], ids: readonly string[]): Change =>
    set(
      "deployment",
      triggers(
        { "/": [mock()] },
        allow(`${apiArn}/*`, {
          IpAddress: { "aws:VpcSourceIp": ranges },
          StringEquals: { "aws:SourceVpce": ids },
        }),
      ),
    );
  const opens = (resourceArn: string): Change =>
    set("endpoint-policy", { policy: JSON.stringify(allow(resourceArn, {})) });
  const firewall = set("rule", { cidrIpv4: "10.0.0.0/16" });

  it("name a range or an endpoint that no link asks for", () => {
    assert.deepEqual(
      found(firewall, admits(["10.0.0.0/15", "192.168.0.0/17"], [endpointId]), opens(`${apiArn}/*`)),
      [],
    );
    const [range, id] = found(
      firewall,
      admits(["10.0.0.0/15", "10.50.0.0/16"], [endpointId, "vpce-0bad"]),
      opens(`${apiArn}/*`),
    )
      .slice()
      .sort();
    assert.match(range ?? "", /names 10\.50\.0\.0\/16/);
    assert.match(id ?? "", /names vpce-0bad/);
  });

  it("allow every API of an account", () => {
    const [message] = found(
      firewall,
      admits(["10.0.0.0/15"], [endpointId]),
      opens("arn:aws:execute-api:*:222222222222:*"),
    );
    assert.match(message ?? "", /allows every API of the account 222222222222/);
    assert.deepEqual(
      check(
        "test",
        topology,
        statesWith(set("endpoint-policy", { policy: JSON.stringify(allowAll()) })),
      ).findings.filter(
        ({ where, rule }) => where === "networks.home" && rule === "full-access-endpoint-policy",
      ).length,
      1,
    );
  });
});

describe("what AWS gives back of what was made", () => {
  const made =
    (name: string): Change =>
    (states) =>
      states.map((state) => (state.urn.endsWith(`::${name}`) ? { ...state, inputs: { tags: {} } } : state));
  const rule = (range: string): Properties => ({
    fromPort: 443,
    toPort: 443,
    protocol: "tcp",
    cidrBlocks: [range],
  });
  const closed: readonly Change[] = [made("group"), set("rule", { cidrIpv4: "10.99.0.0/16" })];
  const table: readonly Change[] = [made("guest.table")];
  const guest: Call = { from: "guest" };
  testOutcomes([
    ["a group's own rule, repeated", [made("group"), set("group", { ingress: [rule("0.0.0.0/0")] })], ok],
    ["a group without the rule that is asked for", closed, "firewall timeout"],
    ["a rule that somebody else added", [...closed, set("group", { ingress: [rule("10.0.0.0/16")] })], ok],
    [
      "a route that somebody else added",
      [
        ...table,
        set("guest.table", { routes: [{ cidrBlock: "10.0.1.0/24", gatewayId: "vgw-0123456789abcdef0" }] }),
      ],
      "route timeout",
      guest,
    ],
    [
      "a route that is a resource of its own",
      [
        ...table,
        set("guest.table", { routes: [{ cidrBlock: "10.0.0.0/16", vpcPeeringConnectionId: "pcx-0" }] }),
      ],
      ok,
      guest,
    ],
  ]);

  it("goes with the resource that it is of", () => {
    const states = statesWith(
      made("group"),
      ...table,
      set("group", { ingress: [rule("0.0.0.0/0"), rule("10.7.0.0/16")] }),
      set("guest.table", { routes: [{ cidrBlock: "10.0.0.0/16", vpcPeeringConnectionId: "pcx-0" }] }),
    );
    const left = withoutResources(states, ["rule", "there"]);
    const outputsOf = (name: string) => left.find(({ urn }) => urn.endsWith(`::${name}`))?.outputs;
    assert.deepEqual(outputsOf("group")?.["ingress"], [rule("10.7.0.0/16")]);
    assert.deepEqual(outputsOf("guest.table")?.["routes"], []);
    assert.equal(check("test", topology, states).ok, true);
    assert.equal(check("test", topology, left).ok, false);
  });
});

describe("outputs that are no ids", () => {
  for (const [key, value] of [
    ["endpoints", { home: "10.0.0.0/8" }],
    ["apis", { srv: "https://x" }],
  ] as const) {
    it(`are refused: ${key}`, () => {
      assert.throws(
        () => check("test", topology, statesWith(set("apilink-test", { [key]: value }))),
        UserError,
      );
    });
  }
});
