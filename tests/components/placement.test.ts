import assert from "node:assert/strict";
import {
  mostInstances,
  placementProblems,
  smallestType,
  type PlacementPlan,
} from "../../components/placement";

const plan = (args: Partial<PlacementPlan>): PlacementPlan => ({
  placement: "spread",
  instances: 2,
  partitions: undefined,
  zones: 2,
  ...args,
});

describe("a placement group", () => {
  for (const [name, args] of [
    ["seven spread instances in one zone", { instances: 7, zones: 1 }],
    ["fourteen spread instances in two zones", { instances: 14, zones: 2 }],
    ["a hundred instances in partitions", { placement: "partition", instances: 100 }],
    ["one partition", { placement: "partition", partitions: 1 }],
    ["seven partitions a zone", { placement: "partition", partitions: 7 }],
    ["a cluster of a hundred in one zone", { placement: "cluster", instances: 100, zones: 1 }],
  ] satisfies [string, Partial<PlacementPlan>][]) {
    it(`takes ${name}`, () => {
      assert.deepEqual(placementProblems(plan(args)), []);
    });
  }

  const spreadOf = (instances: number, most: number, where: string) =>
    `${instances} do not fit into a spread placement group, which takes 7 running instances a zone: ${most} in ${where}`;
  const partitions = (count: number) =>
    `must be a whole number from 1 to 7, the partitions that EC2 makes in a zone, not ${count}`;

  for (const [name, args, propertyPath, reason] of [
    ["eight spread instances in one zone", { instances: 8, zones: 1 }, "instances", spreadOf(8, 7, "1 zone")],
    ["fifteen in two", { instances: 15 }, "instances", spreadOf(15, 14, "2 zones")],
    ["eight partitions a zone", { placement: "partition", partitions: 8 }, "partitions", partitions(8)],
    ["no partition", { placement: "partition", partitions: 0 }, "partitions", partitions(0)],
    ["half a partition", { placement: "partition", partitions: 1.5 }, "partitions", partitions(1.5)],
    [
      "partitions of a spread group",
      { partitions: 2 },
      "partitions",
      "a spread placement group has none: leave it out, or set placement to partition",
    ],
    [
      "a cluster in two zones",
      { placement: "cluster" },
      "subnetIds",
      "lie in 2 zones, and a cluster placement group lies in 1",
    ],
  ] satisfies [string, Partial<PlacementPlan>, string, string][]) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(placementProblems(plan(args)), [{ propertyPath, reason }]);
    });
  }

  it("tells all that is wrong", () => {
    const paths = placementProblems(plan({ instances: 15, partitions: 1 })).map(
      ({ propertyPath }) => propertyPath,
    );
    assert.deepEqual(paths, ["instances", "partitions"]);
  });

  it("takes as many instances as its zones do", () => {
    assert.deepEqual(
      [mostInstances("spread", 1), mostInstances("spread", 3), mostInstances("cluster", 1)],
      [7, 21, Number.POSITIVE_INFINITY],
    );
  });

  it("has no burstable instances where EC2 takes none", () => {
    assert.equal(smallestType("spread"), "t4g.nano");
    assert.equal(smallestType("partition"), "t4g.nano");
    assert.equal(smallestType("cluster"), "c7g.medium");
  });
});
