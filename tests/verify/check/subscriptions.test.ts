import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown, type ResourceState } from "../../../lab/state";
import { nameOf } from "../../../lab/urns";
import { parseTopology } from "../../../stacks/topology/parse";
import { check } from "../../../verify/check";
import type { Finding, Report } from "../../../verify/contract";
import { withoutResources } from "../../../verify/sources/without";
import { runTopology } from "../../support/stacks";

const region = "ap-northeast-2";
const corporate = [{ cidr: "192.168.0.0/16", via: "vgw-0123456789abcdef0" }];
const topology = {
  accounts: { provider: { id: "111111111111" }, consumer: { id: "222222222222" } },
  networks: {
    host: { account: "provider", region, cidr: "10.0.0.0/16", privateDns: true },
    custom: { account: "consumer", region, cidr: "10.0.0.0/16" },
    patient: { account: "consumer", region, cidr: "10.2.0.0/16" },
    far: { account: "consumer", region: "us-west-2", cidr: "10.3.0.0/16", corporate },
    // Peered with the service's own network, and not subscribed.
    guest: { account: "consumer", region: "us-west-2", cidr: "10.4.0.0/16" },
  },
  apis: { srv: { account: "provider", region } },
  links: [{ from: "guest", to: "srv", through: "host" }],
  services: { web: { network: "host", port: 8080, regions: ["us-west-2"] } },
  subscriptions: [
    { from: "custom", to: "web" },
    { from: "patient", to: "web", accept: false },
    { from: "far", to: "web" },
  ],
};

describe("subscriptions in the report", () => {
  let resources: readonly ResourceState[];
  before(async () => {
    resources = await runTopology(topology);
  });

  const reportOn = (states: readonly ResourceState[]): Report =>
    check("test", parseTopology(topology, "test"), states);
  const without = (...what: readonly string[]): Report => reportOn(withoutResources(resources, what));
  /** The report once a resource has other properties. */
  const having = (changes: Readonly<Record<string, Properties>>): Report => {
    const names = new Set(resources.filter(({ custom }) => custom).map(({ urn }) => nameOf(urn)));
    for (const name of Object.keys(changes)) assert.ok(names.has(name), name);
    return reportOn(
      resources.map((state) => {
        const more = changes[nameOf(state.urn)];
        return { ...state, inputs: { ...state.inputs, ...more }, outputs: { ...state.outputs, ...more } };
      }),
    );
  };
  const okOf = ({ subscriptions }: Report): readonly boolean[] => subscriptions.map(({ ok }) => ok);
  const errorsOf = ({ findings }: Report): readonly Finding[] =>
    findings.filter(({ severity }) => severity === "error");
  const placesOf = (report: Report): readonly string[] =>
    errorsOf(report).map(({ rule, where }) => `${rule} ${where}`);

  it("are answered by the URL that the stack exports, in the topology's order", () => {
    const report = reportOn(resources);
    assert.equal(report.ok, true);
    assert.deepEqual(
      report.subscriptions.map(({ from, to, ok }) => [from, to, ok]),
      [
        ["custom", "web", true],
        ["patient", "web", false],
        ["far", "web", true],
      ],
    );
    const exported = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs["subscriptions"];
    const urls = new Map(
      (exported as readonly { from: string; url: string }[]).map(({ from, url }) => [from, url]),
    );
    for (const { from, url } of report.subscriptions) assert.equal(url, urls.get(from));
    assert.match(report.subscriptions[0]?.url ?? "", /^http:\/\/vpce-[^/]+:8080$/);
  });

  it("are broken where their connection is not accepted", () => {
    const report = without("custom.web.accept");
    assert.deepEqual(okOf(report), [false, false, true]);
    assert.equal(report.ok, false);
    const [error, ...others] = errorsOf(report);
    assert.deepEqual(others, []);
    assert.equal(error?.where, "subscriptions[0]");
    assert.match(error.message, /^custom cannot call web: timeout \(route\): .* waits for acceptance$/);
    assert.equal(error.hint, "accept it in the account of the service");
  });

  const both = ["link-broken subscriptions[0]", "link-broken subscriptions[2]"];
  for (const what of [
    "web.service",
    "web.listener",
    "web.balancer",
    "web.targets",
    "web.target-1",
    "web.instance-2",
    "web.from-balancer",
    "web.to-instances",
    "host.isolated-1",
    "host.vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
  ]) {
    it(`are broken without ${what}`, () => {
      const report = without(what);
      assert.deepEqual(okOf(report), [false, false, false]);
      for (const place of both) assert.ok(placesOf(report).includes(place), place);
    });
  }

  for (const what of [
    "custom.web",
    "custom.vpc",
    "custom.isolated-1",
    "custom.isolated",
    "custom.web.endpoint",
  ]) {
    it(`are broken for one network without ${what} alone`, () => {
      const report = without(what);
      assert.deepEqual(okOf(report), [false, false, true]);
      assert.deepEqual(placesOf(report), ["link-broken subscriptions[0]"]);
    });
  }

  it("need every instance that is meant, not only those that are registered", () => {
    assert.match(
      errorsOf(without("web.target-1"))[0]?.message ?? "",
      /1 of the 2 instances of web are registered behind its load balancer$/,
    );
  });

  it("have no URL where no endpoint is there", () => {
    assert.equal(without("custom.web").subscriptions[0]?.url, "");
  });

  it("are told as broken isolation where one is answered that is to be pending", () => {
    const accepted = { "patient.web.endpoint": { state: "available" } };
    assert.deepEqual(okOf(having(accepted)), [true, false, true], "the balancer admits no pending network");
    const report = having({ ...accepted, "web.from-10-3-0-0-16": { cidrIpv4: "10.2.0.0/15" } });
    assert.deepEqual(okOf(report), [true, true, true]);
    assert.deepEqual(placesOf(report), ["isolation-broken services.web"]);
    assert.match(
      errorsOf(report)[0]?.message ?? "",
      /^patient \(workload, 10\.2\.0\.0\/16\) has no accepted subscription/,
    );
  });

  it("keep a peered network out, which nobody has subscribed, as long as the load balancer's group does", () => {
    const wide = having({ "web.from-10-3-0-0-16": { cidrIpv4: "10.0.0.0/8" } });
    assert.deepEqual(placesOf(wide), ["isolation-broken services.web"]);
    const [error] = errorsOf(wide);
    assert.match(error?.message ?? "", /^guest \(workload, .* gets an answer by http:\/\/web-[^/]+:8080: /);
  });

  it("keep a corporate network out, which nobody has subscribed, as long as one group does", () => {
    const open = { cidrIpv4: "0.0.0.0/0" };
    assert.deepEqual(placesOf(having({ "far.web.from-10-3-0-0-16": open })), []);
    const both = having({ "far.web.from-10-3-0-0-16": open, "web.from-10-3-0-0-16": open });
    const callers = errorsOf(both).map(({ message }) => message.split(",")[0]);
    assert.ok(callers.includes("far (corporate"), callers.join("\n"));
  });
});

describe("subscriptions of adopted VPCs", () => {
  const adopted = (digit: string, subnets: number) => ({
    vpcId: `vpc-0123456789abcdef${digit}`,
    subnetIds: Array.from({ length: subnets }, (_, index) => `subnet-0123456789abcd${digit}${index}`),
    routeTableIds: [`rtb-0123456789abcdef${digit}`],
  });
  const grown = {
    accounts: topology.accounts,
    networks: {
      host: { account: "provider", region, cidr: "10.0.0.0/16", existing: adopted("0", 2) },
      custom: { account: "consumer", region, cidr: "10.0.0.0/16", existing: adopted("1", 2) },
      far: { account: "consumer", region: "us-west-2", cidr: "10.3.0.0/16", existing: adopted("2", 1) },
      made: { account: "consumer", region, cidr: "10.4.0.0/16" },
    },
    services: {
      web: { network: "host", instances: 3, regions: ["us-west-2"] },
      crm: { network: "made", port: 8080 },
    },
    subscriptions: [
      { from: "custom", to: "web" },
      { from: "far", to: "web" },
      { from: "made", to: "web" },
      { from: "host", to: "crm" },
    ],
  };
  let resources: readonly ResourceState[];
  let report: Report;
  before(async () => {
    resources = await runTopology(grown);
    report = check("test", parseTopology(grown, "test"), resources);
  });

  it("are answered on either side, though nobody knows the addresses of the instances there", () => {
    assert.deepEqual(
      report.findings.filter(({ severity }) => severity === "error"),
      [],
    );
    assert.deepEqual(
      report.subscriptions.map(({ ok }) => ok),
      [true, true, true, true],
    );
  });

  it("are broken for an instance whose address, in a preview, is still to come", () => {
    const vague = resources.map((state) =>
      nameOf(state.urn) === "web.instance-1"
        ? { ...state, outputs: { ...state.outputs, privateIp: unknown } }
        : state,
    );
    const [first] = check("test", parseTopology(grown, "test"), vague).subscriptions;
    assert.equal(first?.ok, false);
  });

  it("tell what is taken for granted of firewalls and zones", () => {
    const of = (name: string): readonly string[] =>
      report.findings
        .filter(({ rule, where }) => rule === "assumed" && where === `networks.${name}`)
        .map(({ message }) => message.replace(/^taken for granted: the adopted VPC \S+ /, ""));
    const expected: Readonly<Record<string, readonly string[]>> = {
      host: [
        "lets 80, 443, 8080 and their answers pass the network ACLs of its subnets",
        "lets its workloads connect out on 443, 8080",
        "has each of its subnets in a zone of its own",
        "has its endpoint to crm in zones that crm has",
        "has a subnet in each zone where the endpoint of custom to web is",
        "has a subnet in each zone where the endpoint of made to web is",
      ],
      custom: [
        "lets 80, 443 and their answers pass the network ACLs of its subnets",
        "lets its workloads connect out on 80, 443",
        "has its endpoint to web in zones that web has",
      ],
      far: ["lets its workloads connect out on 80, 443", "has each of its subnets in a zone of its own"],
    };
    for (const [name, messages] of Object.entries(expected))
      for (const message of messages) assert.ok(of(name).includes(message), `${name}: ${message}`);
    assert.ok(!of("far").some((message) => message.includes("zones that web has")));
    assert.ok(!of("host").some((message) => message.includes("the endpoint of far")));
    assert.deepEqual(of("made"), []);
  });
});
