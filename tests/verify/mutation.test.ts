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
import { isSpared, sparedIn, typeIn, type Spared } from "./spared";

const root = join(__dirname, "../..");

const spared = sparedIn("mutation.yaml");
const sparedOfServices = sparedIn("mutation.services.yaml");
const sparedOfFunctions = sparedIn("mutation.functions.yaml");

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

/** An inventory that is collected from two accounts and watched from a network of a third one's, with no key. */
const inventory = {
  accounts: { net: { id: "111111111111" }, api: { id: "222222222222" }, other: { id: "333333333333" } },
  networks: {
    seoul: {
      account: "net",
      region,
      cidr: "10.0.0.0/16",
      // So that a subnet needs the table that leads back there.
      corporate: [{ cidr: "192.168.0.0/16", via: "vgw-0123456789abcdef0" }],
      canary: true,
    },
  },
  apis: {
    srv: {
      account: "api",
      region,
      backend: "inventory",
      cors: ["https://a.example"],
      collect: { accounts: ["api", "other"], regions: [region, "us-west-2"] },
    },
  },
  links: [{ from: "seoul", to: "srv" }],
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
    spared: { ...spared, ...sparedOfFunctions },
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
  {
    name: "an inventory",
    spared: { ...spared, ...sparedOfFunctions },
    load: async () => ({
      topology: parseTopology(inventory, "inventory"),
      resources: await runTopology(inventory),
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
        const isMissed = awsStates(taken).some((state) => !isSpared(stack.spared, state));
        assert.equal(isOk(left), !isMissed, `without ${what} (${taken.map(labelOf).join(", ")})`);
      }
    });
  });
}

describe("the list of resources that decide no call", () => {
  const lists = [
    { file: "mutation.yaml", own: spared, names: ["dev", "prod"] },
    { file: "mutation.services.yaml", own: sparedOfServices, names: ["a service"] },
    { file: "mutation.functions.yaml", own: sparedOfFunctions, names: ["an inventory"] },
  ];
  for (const { file, own, names } of lists) {
    it(`${file} names types that its stacks use`, async () => {
      const used = new Set<string>();
      for (const { load } of stacks.filter(({ name }) => names.includes(name))) {
        for (const { type } of (await load()).resources) used.add(type);
      }
      assert.deepEqual(
        Object.keys(own).filter((entry) => !used.has(typeIn(entry))),
        [],
      );
    });
  }
});
