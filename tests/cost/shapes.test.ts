import assert from "node:assert/strict";
import { cheaperOf, otherShapes, type Candidate } from "../../cost";
import { parseTopology } from "../../stacks/topology/parse";
import type { Topology } from "../../stacks/topology/types";

const base = { account: "a", region: "ap-northeast-2" };

function topologyOf(
  networks: Readonly<Record<string, object>>,
  links: readonly object[],
  more: object = {},
): Topology {
  const entries = Object.entries(networks).map(
    ([name, entry], index) => [name, { ...base, cidr: `10.${index}.0.0/16`, ...entry }] as const,
  );
  return parseTopology(
    {
      accounts: { a: { id: "111111111111" } },
      networks: Object.fromEntries(entries),
      apis: { srv: base, other: base },
      links,
      ...more,
    },
    "test",
  );
}

function changesOf(topology: Topology, shape: Candidate["shape"]): readonly string[] {
  return otherShapes(topology)
    .filter((candidate) => candidate.shape === shape)
    .map(({ change }) => change);
}

describe("other shapes of a topology", () => {
  const each = [
    { from: "one", to: "srv" },
    { from: "two", to: "srv" },
    { from: "three", to: "srv" },
  ];

  it("share one endpoint of a region, all networks at once and each alone", () => {
    const topology = topologyOf({ one: {}, two: {}, three: {} }, [...each, { from: "two", to: "other" }]);
    assert.deepEqual(changesOf(topology, "shared-endpoint"), [
      "the links through one, three: through: two",
      "the links through one: through: two",
      "the links through three: through: two",
    ]);
    const [whole] = otherShapes(topology);
    assert.deepEqual(new Set(whole?.topology.links.map((link) => link.through)), new Set(["two"]));
    assert.deepEqual(parseTopology(whole?.topology, "again"), whole?.topology);
  });

  it("leave out networks that the rules keep apart: private DNS, overlapping ranges, a front, another region", () => {
    const [first, second] = each;
    const pair = (entry: object): readonly string[] =>
      changesOf(topologyOf({ one: entry, two: {} }, [first ?? {}, second ?? {}]), "shared-endpoint");
    assert.deepEqual(pair({}), ["the links through two: through: one"]);
    assert.deepEqual(pair({ privateDns: true }), ["the links through two: through: one"]);
    assert.deepEqual(pair({ cidr: "10.1.0.0/16" }), []);
    const both = topologyOf({ one: { privateDns: true }, two: { privateDns: true } }, each.slice(0, 2));
    assert.deepEqual(changesOf(both, "shared-endpoint"), []);
    const far = topologyOf(
      { one: {}, two: { region: "us-west-2" } },
      [
        { from: "one", to: "srv" },
        { from: "two", to: "far" },
      ],
      { apis: { srv: base, far: { ...base, region: "us-west-2" } } },
    );
    assert.deepEqual(changesOf(far, "shared-endpoint"), []);
  });

  it("say what a shared endpoint gives up: corporate ranges, zones, standing alone", () => {
    const corporate = [{ cidr: "192.168.0.0/16", via: "vgw-0123456789abcdef0" }];
    const topology = topologyOf({ one: {}, two: { corporate, zones: 3 } }, [
      ...each.slice(0, 2),
      { from: "one", to: "other" },
    ]);
    const [shared] = otherShapes(topology);
    assert.equal(shared?.change, "the links through two: through: one");
    assert.deepEqual(
      shared.givesUp.map((text) => text.split(":")[0]),
      [
        "what befalls the endpoint of one, or the peering with it, befalls the links through two as well",
        "the corporate ranges of two lose their links",
        "two has more zones than the endpoint of one",
      ],
    );
  });

  it("give a network that borrows an endpoint of its region its own", () => {
    const borrowing = topologyOf({ one: {}, two: {} }, [
      { from: "one", to: "srv" },
      { from: "two", to: "srv", through: "one" },
    ]);
    assert.deepEqual(changesOf(borrowing, "own-endpoint"), [
      "the links from two in its own region: through: two",
    ]);
    assert.deepEqual(changesOf(topologyOf({ one: {} }, each.slice(0, 1)), "own-endpoint"), []);
  });

  it("have fewer zones, of counts and of lists, but never of an adopted VPC", () => {
    const existing = {
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      routeTableIds: ["rtb-0123456789abcdef0"],
    };
    const topology = topologyOf(
      {
        one: { zones: 3 },
        two: { zones: ["ap-northeast-2a", "ap-northeast-2b"] },
        three: { existing },
      },
      each,
    );
    const narrower = otherShapes(topology).filter(({ shape }) => shape === "fewer-zones");
    assert.deepEqual(
      narrower.map(({ change }) => change),
      ["networks.one.zones: 2", "networks.one.zones, networks.two.zones: 1"],
    );
    assert.deepEqual(narrower[1]?.topology.networks["two"]?.zones, ["ap-northeast-2a"]);
    assert.ok(narrower[1].givesUp.some((text) => text.includes("single-zone")));
  });

  it("are told only where they save a cent or more, the cheapest first", () => {
    const candidate = (change: string): Candidate => ({
      shape: "fewer-zones",
      change,
      givesUp: [],
      topology: topologyOf({ one: {} }, each.slice(0, 1)),
    });
    const others = [9.995, 12, 4, 7].map((total) => ({
      candidate: candidate(String(total)),
      estimate: { total, complete: total !== 7 },
    }));
    assert.deepEqual(
      cheaperOf({ total: 10, complete: true }, others).map(({ now, then, saves, complete }) => [
        now,
        then,
        saves,
        complete,
      ]),
      [
        [10, 4, 6, true],
        [10, 7, 3, false],
      ],
    );
  });
});
