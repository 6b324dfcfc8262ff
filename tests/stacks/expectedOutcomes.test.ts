import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { ResourceState } from "../../lab/state";
import { canarySettings, type CanaryCall } from "../../stacks/canaryCalls";
import { expectedOutcome, type ExpectedOutcome } from "../../stacks/expectedOutcomes";
import type { LinkOutput } from "../../stacks/outputs";
import { readStackFile } from "../../stacks/stackFile";
import { parseTopology } from "../../stacks/topology/parse";
import type { Topology } from "../../stacks/topology/types";
import { check } from "../../verify/check";
import type { Probe } from "../../verify/contract";
import { resourcesOfProgram } from "../../verify/sources/program";
import { rootOutputsIn } from "../../verify/stackOutputs";
import type { Outcome } from "../../verify/trace/types";
import { examples, root } from "../examples/examples";
import { topologies } from "../support/topologies";

/** How often each form has been compared with which expectation. */
type Compared = Map<string, number>;

/** What the canaries of a stack's networks expect is what check predicts for the same calls. */
function compare(topology: Topology, resources: readonly ResourceState[], compared: Compared): void {
  const links = rootOutputsIn(resources)["links"] as readonly LinkOutput[];
  assert.equal(links.length, topology.links.length);
  const { probes } = check("compared", topology, resources);
  const settings = Object.keys(topology.networks).map((name) => canarySettings(name, links, topology));
  for (const { network, calls } of settings) {
    for (const call of calls) {
      const found = probes.filter((probe) => isProbeOf(probe, network, call));
      assert.ok(found.length > 0, `check probes nothing like ${network} ${call.form} ${call.url}`);
      for (const { outcome, headers, linked, explanation } of found) {
        const { "x-api-key": key, ...others } = headers;
        // What check sends and an insecure call of the canary does not.
        const isKept = call.insecure && key !== undefined;
        const expected = isKept ? "forbidden" : outcome;
        assert.equal(call.expected, expected, `${network} ${call.to} ${call.form}: ${explanation}`);
        assert.deepEqual(call.headers, others);
        assert.equal(call.apiKey && `<api-key:${call.apiKey}>`, isKept ? undefined : key);
        assert.ok(linked);
      }
      const label = `${call.form} ${call.expected}`;
      compared.set(label, (compared.get(label) ?? 0) + 1);
    }
  }
  assert.deepEqual(
    settings.flatMap(({ network, calls }) => calls.map((call) => labelOf(network, call))).sort(),
    links
      .flatMap((link) => Object.keys(link.forms).map((form) => labelOf(link.from, { ...link, form })))
      .sort(),
  );
}

function labelOf(from: string, { to, through, form }: Pick<CanaryCall, "to" | "through"> & { form: string }) {
  return `${from} ${to} ${through} ${form}`;
}

function isProbeOf(probe: Probe, network: string, { to, through, form, url }: CanaryCall): boolean {
  return (
    probe.from === network &&
    probe.to === to &&
    [through, null].includes(probe.through) &&
    probe.form === form &&
    // Another API's front before the same endpoint is called in the same form.
    probe.url === url &&
    probe.vantage === "workload" &&
    probe.client === "curl" &&
    probe.method === "GET"
  );
}

async function run(topology: Topology): Promise<readonly ResourceState[]> {
  return resourcesOfProgram({
    stack: "compared",
    config: { "apilink:topology": topology },
    topology,
  });
}

const certificateArn = (account: string): string =>
  `arn:aws:acm:ap-northeast-2:${account}:certificate/01234567-89ab-cdef-0123-456789abcdef`;

/** Whatever decides: private DNS near and far, adopted VPCs and endpoints, domains and fronts of one and of two accounts. */
const rich = {
  accounts: { one: { id: "111111111111" }, two: { id: "222222222222" } },
  networks: {
    seoul: { account: "one", region: "ap-northeast-2", cidr: "10.0.0.0/16" },
    busan: {
      account: "two",
      region: "ap-northeast-2",
      cidr: "10.1.0.0/16",
      privateDns: true,
      publicSubnets: true,
    },
    oregon: { account: "one", region: "us-west-2", cidr: "10.2.0.0/16", privateDns: true },
    jeju: {
      account: "one",
      region: "ap-northeast-2",
      cidr: "10.3.0.0/16",
      existing: {
        vpcId: "vpc-0000000000000000a",
        subnetIds: ["subnet-0000000000000000a", "subnet-0000000000000000b"],
        routeTableIds: ["rtb-0000000000000000a"],
        endpointId: "vpce-0000000000000000a",
      },
    },
    ulsan: {
      account: "two",
      region: "ap-northeast-2",
      cidr: "10.4.0.0/16",
      privateDns: true,
      existing: {
        vpcId: "vpc-0000000000000000b",
        subnetIds: ["subnet-0000000000000000c"],
        routeTableIds: ["rtb-0000000000000000b"],
      },
    },
    daegu: {
      account: "two",
      region: "ap-northeast-2",
      cidr: "10.5.0.0/16",
      existing: { vpcId: "vpc-0000000000000000c", subnetIds: [], routeTableIds: ["rtb-0000000000000000c"] },
    },
  },
  apis: {
    plain: { account: "two", region: "ap-northeast-2" },
    keyed: {
      account: "one",
      region: "ap-northeast-2",
      backend: "inventory",
      apiKey: true,
      front: { network: "seoul" },
    },
    named: {
      account: "one",
      region: "ap-northeast-2",
      apiKey: true,
      domain: { name: "named.example.internal", certificateArn: certificateArn("111111111111") },
      front: { network: "seoul" },
    },
    foreign: {
      account: "two",
      region: "ap-northeast-2",
      domain: { name: "foreign.example.internal", certificateArn: certificateArn("222222222222") },
      front: { network: "seoul" },
    },
    western: { account: "two", region: "us-west-2" },
  },
  links: [
    { from: "seoul", to: "plain" },
    { from: "seoul", to: "keyed" },
    { from: "seoul", to: "named" },
    { from: "seoul", to: "foreign" },
    { from: "seoul", to: "western", through: "oregon" },
    { from: "busan", to: "plain" },
    { from: "busan", to: "named" },
    { from: "busan", to: "western", through: "oregon" },
    { from: "oregon", to: "plain", through: "busan" },
    { from: "oregon", to: "keyed", through: "seoul" },
    { from: "oregon", to: "named", through: "seoul" },
    { from: "oregon", to: "foreign", through: "seoul" },
    { from: "oregon", to: "western" },
    { from: "jeju", to: "plain" },
    { from: "jeju", to: "keyed", through: "seoul" },
    { from: "ulsan", to: "plain" },
    { from: "ulsan", to: "named" },
    { from: "daegu", to: "plain", through: "jeju" },
    { from: "daegu", to: "foreign", through: "ulsan" },
  ],
};

describe("what canaries expect", function () {
  this.timeout(120_000);

  const files = [
    ...["dev", "prod"].map((stack) => `Pulumi.${stack}.yaml`),
    ...examples.flatMap(({ stackFiles }) => stackFiles),
  ];
  for (const path of files) {
    it(`is what check predicts: ${path}`, async () => {
      const file = readStackFile(join(root, path));
      compare(file.topology, await resourcesOfProgram(file), new Map());
    });
  }

  it("is what check predicts wherever names, certificates and owners differ", async () => {
    const compared: Compared = new Map();
    const topology = parseTopology(rich, "rich");
    compare(topology, await run(topology), compared);
    assert.deepEqual(
      [...compared.keys()].sort(),
      [
        "alias ok",
        "default nxdomain",
        "default ok",
        "domain ok",
        "endpoint-header ok",
        "endpoint-host ok",
        "nlb-header tls-mismatch",
        "nlb-header-insecure forbidden",
        "nlb-header-insecure ok",
      ],
      "every form, and every expectation of it",
    );
  });

  it("is what check predicts for any topology", async () => {
    const compared: Compared = new Map();
    await fc.assert(
      fc.asyncProperty(topologies, async (topology) => {
        compare(topology, await run(topology), compared);
      }),
      { numRuns: 20 },
    );
    assert.ok((compared.get("alias ok") ?? 0) > 3, "the topologies have links");
  });

  it("is of the outcomes that calls have", () => {
    const topology = parseTopology(rich, "rich");
    const [link] = topology.links;
    assert.ok(link !== undefined);
    const outcome: Outcome = expectedOutcome(link, "default", topology) satisfies ExpectedOutcome;
    assert.equal(outcome, "nxdomain");
  });
});

describe("the calls of a canary", () => {
  const topology = parseTopology(rich, "rich");
  const form = { url: "https://name/v1", headers: {} };
  const link = { from: "seoul", to: "keyed", through: "seoul", url: form.url };

  it("are those of its own network's links, and name the key to send instead of having it", () => {
    const links: readonly LinkOutput[] = [
      { ...link, forms: { "endpoint-host": { ...form, headers: { Host: "api" } }, alias: form } },
      { ...link, from: "oregon", forms: { alias: form } },
      { ...link, forms: { "nlb-header-insecure": form } },
      { ...link, to: "plain", forms: { "nlb-header-insecure": form } },
    ];
    const common = { through: "seoul", url: form.url, expected: "ok" };
    assert.deepEqual(canarySettings("seoul", links, topology), {
      network: "seoul",
      calls: [
        { ...common, to: "keyed", form: "alias", headers: {}, insecure: false, apiKey: "keyed" },
        {
          ...common,
          to: "keyed",
          form: "endpoint-host",
          headers: { Host: "api" },
          insecure: false,
          apiKey: "keyed",
        },
        {
          ...common,
          to: "keyed",
          form: "nlb-header-insecure",
          headers: {},
          insecure: true,
          expected: "forbidden",
        },
        { ...common, to: "plain", form: "nlb-header-insecure", headers: {}, insecure: true },
      ],
    });
  });
});
