import assert from "node:assert/strict";
import { join } from "node:path";
import { readStackFile } from "../../stacks/stackFile";
import { parseTopology } from "../../stacks/topology/parse";
import type { Topology } from "../../stacks/topology/types";
import { check } from "../../verify/check";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withoutResources } from "../../verify/sources/without";
import type { ResourceState } from "../../lab/state";
import { runTopology } from "../support/stacks";
import { awsStates, labelOf } from "../support/states";
import { sparedIn, type Spared } from "./spared";

const root = join(__dirname, "../..");

const spared = sparedIn("mutation.yaml");
const sparedOfServices = sparedIn("mutation.services.yaml");

const region = "ap-northeast-2";
/** A service with two consumers, one of the same range and one in another region. */
const services = {
  accounts: { provider: { id: "111111111111" }, consumer: { id: "222222222222" } },
  networks: {
    host: { account: "provider", region, cidr: "10.0.0.0/16" },
    custom: { account: "consumer", region, cidr: "10.0.0.0/16" },
    far: { account: "consumer", region: "us-west-2", cidr: "10.1.0.0/16" },
  },
  services: { web: { network: "host", regions: ["us-west-2"] } },
  subscriptions: [
    { from: "custom", to: "web" },
    { from: "far", to: "web" },
  ],
};

interface Stack {
  readonly name: string;
  readonly spared: Spared;
  readonly load: () => Promise<{
    readonly topology: Topology;
    readonly resources: readonly ResourceState[];
  }>;
}

const stacks: readonly Stack[] = [
  ...["dev", "prod"].map((name) => ({
    name,
    spared,
    load: async () => {
      const file = readStackFile(join(root, `Pulumi.${name}.yaml`));
      return { topology: file.topology, resources: await resourcesOfProgram(file) };
    },
  })),
  {
    name: "a service",
    spared: { ...spared, ...sparedOfServices },
    load: async () => ({
      topology: parseTopology(services, "services"),
      resources: await runTopology(services),
    }),
  },
];

/** What takes resources away: each alone, and all of each type. */
function removals(states: readonly ResourceState[]): readonly string[] {
  return [...new Set(states.flatMap(({ urn, type }) => [urn, type]))];
}

for (const stack of stacks) {
  describe(`every resource of ${stack.name}`, () => {
    let topology: Topology;
    let resources: readonly ResourceState[];
    before(async () => {
      ({ topology, resources } = await stack.load());
    });

    const isOk = (left: readonly ResourceState[]): boolean => check(stack.name, topology, left).ok;

    it("together make check green", () => {
      assert.equal(isOk(resources), true);
    });

    it("is missed, or decides no call", () => {
      for (const what of removals(resources.filter(({ type }) => !type.startsWith("pulumi:")))) {
        const left = withoutResources(resources, [what]);
        const taken = resources.filter((resource) => !left.some(({ urn }) => urn === resource.urn));
        assert.ok(taken.length > 0);
        const isSpared = awsStates(taken).every(({ type }) => type in stack.spared);
        assert.equal(isOk(left), isSpared, `without ${what} (${taken.map(labelOf).join(", ")})`);
      }
    });
  });
}

describe("the list of resources that decide no call", () => {
  const lists = [
    { file: "mutation.yaml", own: spared, names: ["dev", "prod"] },
    { file: "mutation.services.yaml", own: sparedOfServices, names: ["a service"] },
  ];
  for (const { file, own, names } of lists) {
    it(`${file} names types that its stacks use`, async () => {
      const used = new Set<string>();
      for (const { load } of stacks.filter(({ name }) => names.includes(name))) {
        for (const { type } of (await load()).resources) used.add(type);
      }
      assert.deepEqual(
        Object.keys(own).filter((type) => !used.has(type)),
        [],
      );
    });
  }
});
