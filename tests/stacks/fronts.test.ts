import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import { check } from "../../verify/check";
import { callersOf } from "../../verify/check/callers";
import type { Report } from "../../verify/contract";
import { modelOf } from "../../verify/model";
import { tracerOf } from "../../verify/trace";
import { accountIds } from "../support/embedded";
import { statementsOf } from "../support/policies";
import { openingsOf, outputsOf, runTopology } from "../support/stacks";
import { accountOfState, comesBefore, labelOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const network = (cidr: string) => ({ account: "net", region, cidr });
/** `srv` has a front in another account than its own; `crm` is carried by the same endpoint and has none. */
const topology = {
  accounts: { net: { id: accountIds.networks }, api: { id: accountIds.apis } },
  networks: { seoul: network("10.0.0.0/16"), busan: network("10.2.0.0/16"), jeju: network("10.4.0.0/16") },
  apis: { srv: { account: "api", region, front: { network: "seoul" } }, crm: { account: "api", region } },
  links: [
    { from: "busan", to: "srv", through: "seoul" },
    { from: "seoul", to: "crm" },
    { from: "jeju", to: "srv" },
  ],
};

function reportOn(states: readonly ResourceState[]): Report {
  return check("test", parseTopology(topology, "test"), states);
}

describe("what a front is wired to", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runTopology(topology);
  });

  it("stands in the network's account, before the endpoint's pinned addresses", () => {
    const balancer = stateOf(states, types.loadBalancer, "srv.front");
    assert.equal(accountOfState(states, balancer), accountIds.networks);
    const endpoint = stateOf(states, types.endpoint, "seoul.endpoint").inputs;
    const pinned = endpoint["subnetConfigurations"] as readonly { ipv4: string; subnetId: string }[];
    assert.deepEqual(
      statesOf(states, types.targetGroupAttachment).map(({ inputs }) => inputs["targetId"]),
      pinned.map(({ ipv4 }) => ipv4),
    );
    const own = balancer.inputs["subnetMappings"] as readonly { subnetId: string }[];
    assert.deepEqual(
      own.map(({ subnetId }) => subnetId),
      pinned.map(({ subnetId }) => subnetId),
    );
    assert.ok(!("subnetConfigurations" in stateOf(states, types.endpoint, "jeju.endpoint").inputs));
  });

  it("passes nothing on before every API behind its endpoint refuses it, or is there", () => {
    for (const type of [types.loadBalancer, types.listener])
      for (const api of ["srv", "crm"])
        assert.ok(
          comesBefore(
            states,
            stateOf(states, types.stage, `${api}.stage`),
            stateOf(states, type, "srv.front"),
          ),
          `${type} before ${api}`,
        );
  });

  it("admits the callers linked to its API there, and the endpoint admits it", () => {
    const mappings = stateOf(states, types.loadBalancer, "srv.front").inputs["subnetMappings"];
    const fronts = (mappings as readonly { privateIpv4Address: string }[]).map(
      ({ privateIpv4Address }) => privateIpv4Address,
    );
    const groupId = stateOf(states, types.securityGroup, "srv.front").id;
    const admitted = statesOf(states, types.securityGroupIngressRule)
      .filter(({ inputs }) => inputs["securityGroupId"] === groupId)
      .map(({ inputs }) => inputs["cidrIpv4"]);
    assert.deepEqual(admitted, ["10.2.0.0/16"]);
    const policies = Object.fromEntries(
      ["srv", "crm"].map((api) => [
        api,
        statementsOf(stateOf(states, types.restApiPolicy, `policy.${api}`).inputs["policy"]),
      ]),
    );
    const named = (api: string, effect: string) =>
      (policies[api] ?? [])
        .filter(({ Effect }) => Effect === effect)
        .flatMap(({ Condition = {} }) => Condition["IpAddress"]?.["aws:VpcSourceIp"] ?? []);
    const ranges = fronts.map((address) => `${address}/32`);
    assert.deepEqual(
      named("srv", "Allow").filter((range) => range.endsWith("/32")),
      ranges,
    );
    assert.deepEqual(named("crm", "Deny"), ranges);
    assert.deepEqual(named("srv", "Deny"), []);
    assert.deepEqual([...openingsOf(states, "seoul")].sort(), [
      "10.0.0.0/16 tcp 443-443",
      "10.2.0.0/16 tcp 443-443",
    ]);
  });

  it("is told by the outputs: its name, and the forms of the links that go through it", () => {
    const { fronts, links } = outputsOf(states);
    const { dnsName } = stateOf(states, types.loadBalancer, "srv.front").outputs;
    assert.deepEqual(fronts, { srv: dnsName });
    const told = links as readonly { from: string; to: string; forms: Readonly<Record<string, unknown>> }[];
    const id = stateOf(states, types.restApi, "srv.api").id;
    const byFront = { url: `https://${String(dnsName)}/v1`, headers: { "x-apigw-api-id": id } };
    for (const { from, to, forms } of told) {
      const isBehind = from === "busan" && to === "srv";
      assert.deepEqual(
        [forms["nlb-header"], forms["nlb-header-insecure"]],
        isBehind ? [byFront, byFront] : [undefined, undefined],
        `${from} to ${to}`,
      );
    }
  });

  it("is green, with a warning that clients have to accept another certificate", () => {
    const { ok, findings } = reportOn(states);
    assert.ok(ok);
    assert.deepEqual(
      findings.filter(({ rule }) => rule !== "assumed").map(({ rule, where }) => [rule, where]),
      [["front-needs-insecure-client", "apis.srv.front"]],
    );
  });

  it("lets nobody through to another API, for want of one statement of which it would", () => {
    const policy = stateOf(states, types.restApiPolicy, "policy.crm").inputs["policy"];
    const { Statement, ...rest } = JSON.parse(String(policy)) as {
      Statement: readonly { Effect: string; Condition: object }[];
    };
    const kept = Statement.filter(
      ({ Effect, Condition }) => !(Effect === "Deny" && "IpAddress" in Condition),
    );
    assert.equal(kept.length, Statement.length - 1);
    const open = JSON.stringify({ ...rest, Statement: kept });
    const opened = states.map((state): ResourceState => {
      if (state !== stateOf(states, types.deployment, "crm.deployment")) return state;
      const triggers = { ...(state.inputs["triggers"] as object), policy: open };
      return {
        ...state,
        inputs: { ...state.inputs, triggers },
        outputs: { ...state.outputs, triggers },
      };
    });
    const { ok, findings, probes } = reportOn(opened);
    assert.ok(!ok);
    assert.ok(findings.some(({ rule, where }) => rule === "isolation-broken" && where === "apis.crm"));
    assert.deepEqual(
      new Set(probes.filter((probe) => !probe.ok).map(({ from, to, form }) => `${from} ${to} ${form}`)),
      new Set(["busan crm nlb-header-insecure"]),
    );
  });
});

describe("a front in a network with hardly more addresses than it takes", () => {
  const place = { account: "net", region };
  const crowded = {
    accounts: { net: { id: accountIds.networks }, other: { id: accountIds.apis } },
    networks: {
      tight: { ...place, cidr: "10.0.0.0/24", interfaces: ["ssm", "sts", "kms", "logs", "sqs"] },
      // The same range, so that an address of one's load balancer is somebody else's in the other.
      twin: {
        account: "other",
        region,
        cidr: "10.0.0.0/24",
        interfaces: ["ssm", "sts", "kms", "logs", "sqs"],
      },
    },
    apis: { srv: { ...place, front: { network: "tight" } } },
    links: [{ from: "tight", to: "srv" }],
    services: { web: { network: "tight" } },
    subscriptions: [{ from: "twin", to: "web" }],
  };

  it("has its addresses first, so that nothing else is in their way", async () => {
    const states = await runTopology(crowded);
    const pinned = [
      stateOf(states, types.loadBalancer, "srv.front"),
      stateOf(states, types.endpoint, "tight.endpoint"),
    ];
    const others = [
      ...["ssm", "sts", "kms", "logs", "sqs"].map((service) =>
        stateOf(states, types.endpoint, `tight.${service}.endpoint`),
      ),
      stateOf(states, types.loadBalancer, "web.balancer"),
      ...statesOf(states, types.instance),
    ];
    for (const first of pinned)
      for (const later of others) assert.ok(comesBefore(states, first, later), labelOf(later));
  });

  it("answers nobody for the API who has the same range elsewhere", async () => {
    const states = await runTopology(crowded);
    const { ok, probes } = check("test", parseTopology(crowded, "test"), states);
    assert.ok(ok);
    assert.deepEqual(
      probes.filter(({ from, outcome }) => from === "twin" && outcome === "ok"),
      [],
    );
  });
});

describe("a front of an API with a domain", () => {
  const domain = {
    name: "srv.example.internal",
    certificateArn: `arn:aws:acm:${region}:${accountIds.apis}:certificate/01234567-89ab-cdef-0123-456789abcdef`,
  };
  const before = (account: string) => ({
    accounts: { net: { id: accountIds.networks }, api: { id: accountIds.apis } },
    networks: { seoul: { account, region, cidr: "10.0.0.0/16" } },
    apis: { srv: { account: "api", region, front: { network: "seoul" }, domain } },
    links: [{ from: "seoul", to: "srv" }],
  });

  for (const [title, account, protocol] of [
    ["ends TLS with its certificate", "api", "TLS"],
    ["passes TLS on where the certificate is another account's", "net", "TCP"],
  ] as const) {
    it(`${title}, and the name is answered by its address`, async () => {
      const states = await runTopology(before(account));
      const { inputs } = stateOf(states, types.listener, "srv.front");
      assert.deepEqual(
        [inputs["protocol"], inputs["certificateArn"]],
        [protocol, protocol === "TLS" ? domain.certificateArn : undefined],
      );
      const topology = parseTopology(before(account), "test");
      const { ok, findings } = check("test", topology, states);
      assert.ok(ok);
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        [],
      );
      const model = modelOf(states, topology);
      const [source] = callersOf(model, topology).flatMap(({ parts }) => parts.map((part) => part.source));
      const [front] = model.loadBalancers.flatMap(({ interfaces = [] }) => interfaces);
      const { outcome } = tracerOf(model).trace({
        source: source ?? assert.fail("no caller"),
        method: "GET",
        url: { scheme: "https", host: domain.name, port: 443, path: "/" },
        headers: {},
        client: "curl",
        insecure: false,
        demand: "every",
        resolved: { kind: "private", addresses: [front ?? assert.fail("no front")], says: "told" },
      });
      assert.equal(outcome, "ok");
    });
  }
});
