import assert from "node:assert/strict";
import fc from "fast-check";
import { planInventories } from "../../stacks/inventoryPlan";
import { parseTopology } from "../../stacks/topology/parse";

const region = "ap-northeast-2";
const topology = {
  accounts: { z: { id: "111111111111" }, b: { id: "222222222222" }, a: { id: "111111111111" } },
  networks: { oregon: { account: "b", region: "us-west-2", cidr: "10.1.0.0/16" } },
  apis: { srv: { account: "a", region, backend: "inventory" }, crm: { account: "b", region } },
};

function inventoriesOf(collect?: object) {
  const apis = { ...topology.apis, srv: { ...topology.apis.srv, ...(collect && { collect }) } };
  return planInventories(parseTopology({ ...topology, apis }, "test"));
}

function sourcesOf(collect?: object) {
  return inventoriesOf(collect)[0]?.sources.map(({ account, id }) => `${account} ${id}`);
}

describe("the plan of inventories", () => {
  it("has one of each inventory API and none of a mock, each with all that the topology has", () => {
    const regions = [region, "us-west-2"];
    assert.deepEqual(inventoriesOf(), [
      {
        api: "srv",
        schedule: "rate(1 day)",
        sources: [
          { account: "a", id: "111111111111", regions },
          { account: "b", id: "222222222222", regions },
        ],
      },
    ]);
  });

  it("has each account once, by the first of its names that are collected", () => {
    for (const accounts of [undefined, ["a", "b", "z"], ["z", "b", "a"]])
      assert.deepEqual(sourcesOf(accounts && { accounts }), ["a 111111111111", "b 222222222222"]);
    assert.deepEqual(sourcesOf({ accounts: ["z"] }), ["z 111111111111"]);
    assert.deepEqual(sourcesOf({ accounts: [] }), []);
  });

  it("has the regions and the schedule that are written", () => {
    const [plan] = inventoriesOf({ regions: ["us-east-1", "eu-west-1"], schedule: "rate(12 hours)" });
    assert.equal(plan?.schedule, "rate(12 hours)");
    for (const source of plan.sources) assert.deepEqual(source.regions, ["eu-west-1", "us-east-1"]);
  });

  it("is sorted, whatever the order of the file", () => {
    const names = ["d", "a", "c", "b"];
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        const apis = Object.fromEntries(order.map((name) => [name, topology.apis.srv]));
        const plans = planInventories(parseTopology({ ...topology, apis }, "test"));
        assert.deepEqual(
          plans.map(({ api }) => api),
          [...names].sort(),
        );
      }),
    );
  });
});
