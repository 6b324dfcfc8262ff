import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../components/compare";
import { defaultUsage, estimate, type Estimate, type Usage } from "../../cost";
import { loadStack, type LoadedStack } from "../../cli/source";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import type { Topology } from "../../stacks/topology/types";
import { runTopology } from "../support/stacks";
import { topologies } from "../support/topologies";

function estimateOf({ stack, topology, resources }: LoadedStack, usage: Partial<Usage> = {}): Estimate {
  return estimate(stack, topology, resources, { ...defaultUsage, ...usage });
}

/** What is charged of a kind, to the cent. */
function amountOf({ items }: Estimate, what: string): number {
  const sum = items.filter((item) => item.what === what).reduce((total, { amount }) => total + amount, 0);
  return Math.round(sum * 100) / 100;
}

const micros = (usd: number): number => Math.round(usd * 1e6);
const sumOf = (amounts: readonly number[]): number =>
  amounts.reduce((sum, amount) => sum + micros(amount), 0);

/** The same figures in four ways. */
function assertSums(found: Estimate): void {
  const total = micros(found.total);
  const of = (entries: readonly { total: number }[]): readonly number[] => entries.map((each) => each.total);
  assert.equal(sumOf(found.items.map(({ amount }) => amount)), total);
  assert.equal(sumOf([...of(found.links), ...of(found.subscriptions), found.withoutLink]), total);
  assert.equal(sumOf([...of(found.networks), found.withoutNetwork]), total);
  assert.equal(sumOf(of(found.accounts)), total);
}

describe("the estimate of a month's cost", () => {
  let dev: LoadedStack, prod: LoadedStack, service: LoadedStack;
  before(async () => {
    dev = await loadStack({ stack: "dev" });
    prod = await loadStack({ stack: "prod" });
    service = await loadStack({ file: "examples/endpoint-service/Pulumi.endpoint-service.yaml" });
  });

  it("is the guides' of an endpoint in Seoul: 0.013 USD an hour and zone, 0.01 USD a GB", () => {
    const found = estimateOf(dev, { trafficGb: 500 });
    // 0.013 x 2 zones x 730 hours.
    assert.equal(amountOf(found, "endpoint hours"), 18.98);
    assert.equal(amountOf(found, "endpoint data"), 5);
    const guided = found.items.filter(({ source }) => source.startsWith("the guides"));
    assert.deepEqual(new Set(guided.map(({ what }) => what)), new Set(["endpoint hours", "endpoint data"]));
  });

  it("holds what dev has: requests with those of the canary, functions, keys, alarms and logs", () => {
    const found = estimateOf(dev);
    const kinds = [...new Set(found.items.map(({ what }) => what))];
    assert.deepEqual(Object.fromEntries(kinds.map((what) => [what, amountOf(found, what)])), {
      alarm: 0.2,
      "encryption key": 2,
      "endpoint data": 0.1,
      "endpoint hours": 18.98,
      // 8,760 runs of the canary, 1,035,040 calls of the inventory and 30.4 collections, 0.20 a million.
      "function calls": 0.21,
      // 500 bytes of each of 1,035,040 calls and of the 35,040 that the canary makes, 0.76 a GB.
      "function logs": 0.41,
      // (8,760 x 2 s x 0.25 GB + 1,035,040 x 0.1 s x 0.5 GB + 30.4 x 60 s x 0.5 GB) x 0.0000133334
      "function time": 0.76,
      "logs kept": 0.01,
      metrics: 1.8,
      // 1,035,040 x 3.50 / 1,000,000
      "API requests": 3.62,
      "access logs": 0.39,
      // 6 methods x 5 metrics x 0.30
      "detailed metrics": 9,
      "table reads": 0.14,
      "table storage": 0,
      "table writes": 0,
    });
    assert.deepEqual(
      found.accounts.map(({ names, total }) => [names, total.toFixed(2)]),
      [
        [["endpoint"], "21.25"],
        [["api"], "16.38"],
      ],
    );
  });

  it("says what has no price, and that the total is only the least", () => {
    const { complete, unpriced } = estimateOf(dev);
    assert.equal(complete, false);
    assert.deepEqual(
      unpriced.map(({ what, where, reason }) => [what, where, reason]),
      [["table backup", "srv.servers", "no price of ap-northeast-2 is in the table"]],
    );
  });

  it("charges traffic between regions to the network that it leaves, at that region's price", () => {
    const found = estimateOf(prod, { trafficGb: 1000 });
    const leaving = found.items.filter(({ what }) => what === "traffic between regions");
    assert.deepEqual(
      leaving.map(({ where, network, toRegion, quantity, amount }) => [
        where,
        network,
        toRegion,
        quantity,
        amount,
      ]),
      [
        ["oregon -> srv", "seoul", "us-west-2", 500, 40],
        ["seoul -> srv-us", "seoul", "us-west-2", 500, 40],
        ["oregon -> srv", "oregon", "ap-northeast-2", 500, 10],
        ["seoul -> srv-us", "oregon", "ap-northeast-2", 500, 10],
      ],
    );
    // Half of the endpoint's hours, its own data, and what passes between the regions.
    const link = found.links.find(({ from, to }) => from === "oregon" && to === "srv-us");
    const other = found.links.find(({ from, to }) => from === "seoul" && to === "srv-us");
    const more = micros(other?.total ?? 0) - micros(link?.total ?? 0);
    // A millionth of what they share goes to one of them.
    assert.ok(Math.abs(more - micros(50)) <= found.items.length, String(more));
  });

  it("counts a service: load balancer, its capacity, instances, and the consumer's endpoint", () => {
    const found = estimateOf(service);
    // 730 x 0.0225; 10 GB are 10 NLCU-hours; half of 10 GB crosses, charged twice; 2 x 730 x 0.0052; 2 x 8 x 0.0912
    assert.equal(amountOf(found, "load balancer hours"), 16.43);
    assert.equal(amountOf(found, "load balancer capacity"), 0.06);
    assert.equal(amountOf(found, "traffic between zones"), 0.1);
    assert.equal(amountOf(found, "instance hours"), 7.59);
    assert.equal(amountOf(found, "instance volumes"), 1.46);
    assert.equal(amountOf(found, "endpoint hours"), 18.98);
    assert.equal(found.total, 44.7162);
    assert.deepEqual(found.subscriptions, [{ from: "custom", to: "web", total: 44.7162 }]);
    assert.equal(found.complete, true);
    // Many small requests take more capacity than their bytes: 800 connections a second.
    const busy = estimateOf(service, { requests: 2_880_000_000 });
    assert.equal(amountOf(busy, "load balancer capacity"), 6);
  });

  it("counts a front and a private domain before an API", async () => {
    const found = estimateOf(await loadStack({ file: "examples/nlb-front/with-domain.yaml" }));
    assert.equal(amountOf(found, "hosted zone"), 0.5);
    assert.equal(amountOf(found, "load balancer hours"), 16.43);
    assert.equal(amountOf(found, "load balancer capacity"), 0.06);
    assert.equal(amountOf(found, "API requests"), 3.5);
    assert.deepEqual(
      found.links.map(({ total }) => total),
      [found.total],
    );
  });

  it("charges an attachment to a transit gateway by the hour", async () => {
    const topology = peered(1, [{ cidr: "192.168.0.0/16", via: "tgw-0123456789abcdef0" }]);
    const found = estimate("test", topology, await runTopology(topology), defaultUsage);
    const attachments = found.items.filter(({ what }) => what === "transit gateway attachment");
    // 730 x 0.07, for the link from the network that the ranges are behind.
    assert.deepEqual(
      attachments.map(({ amount, network, links }) => [amount, network, links]),
      [[51.1, "one", ["one -> srv"]]],
    );
  });

  it("tells of functions, tables and logs of others, and of logs that are kept for ever", () => {
    const orphaned = dev.resources.map((resource) => ({ ...resource, parent: "" }));
    const found = estimateOf({ ...dev, resources: orphaned });
    const kinds = new Set(found.unpriced.map(({ what }) => what));
    assert.deepEqual(kinds, new Set(["function", "table", "log group"]));
    const kept = dev.resources.map((resource) => ({
      ...resource,
      inputs: { ...resource.inputs, retentionInDays: 0 },
      outputs: { ...resource.outputs, retentionInDays: 0 },
    }));
    const forever = estimateOf({ ...dev, resources: kept });
    assert.equal(amountOf(forever, "logs kept"), 0);
    assert.equal(forever.unpriced.filter(({ what }) => what === "logs kept").length, 4);
  });

  it("charges no data of a subscription that is left pending, but its endpoint", () => {
    const { topology } = service;
    const pending = {
      ...topology,
      subscriptions: topology.subscriptions.map((each) => ({ ...each, accept: false })),
    };
    const found = estimateOf({ ...service, topology: pending }, { trafficGb: 1e6 });
    assert.equal(amountOf(found, "endpoint data"), 0);
    assert.equal(amountOf(found, "load balancer capacity"), 0);
    assert.equal(amountOf(found, "endpoint hours"), 18.98);
  });

  it("takes tiers by what an account has in a region altogether, shared by what each link takes", () => {
    const found = estimateOf(prod, { requests: 300_000_000 });
    // Seoul: 333 million at 3.50 and 267 million at 3.19 a million, for two links.
    const seoul = found.items.filter(
      ({ what, region }) => what === "API requests" && region === "ap-northeast-2",
    );
    assert.deepEqual(
      seoul.map(({ amount }) => amount),
      [1008.615, 1008.615],
    );
  });

  it("charges nothing of what is not there", () => {
    const without = (type: string): Estimate =>
      estimateOf({ ...prod, resources: prod.resources.filter((resource) => resource.type !== type) });
    assert.equal(amountOf(without(types.endpoint), "endpoint data"), 0);
    assert.equal(amountOf(without(types.peering), "traffic between regions"), 0);
    assert.equal(amountOf(without(types.restApi), "API requests"), 0);
    assert.equal(amountOf(without(types.method), "detailed metrics"), 0);
    assert.equal(estimateOf({ ...prod, resources: [] }).total, 0);
  });

  it("lists types that it has no price of, and never counts them as free", () => {
    const [stray] = dev.resources.filter(({ type }) => type === types.queue);
    assert.ok(stray !== undefined);
    const nat: ResourceState = { ...stray, type: types.natGateway, urn: `${stray.urn}-nat` };
    const found = estimateOf({ ...dev, resources: [...dev.resources, nat] });
    assert.ok(found.unpriced.some(({ what }) => what === types.natGateway));
    assert.equal(found.total, estimateOf(dev).total);
  });

  it("guesses nothing of a region that the table has not got", () => {
    const [from, to] = ["ap-northeast-2", "me-central-1"];
    const moved = JSON.parse(JSON.stringify(dev).replaceAll(from, to)) as LoadedStack;
    const found = estimateOf(moved);
    assert.deepEqual([found.total, found.items, found.complete], [0, [], false]);
    assert.ok(
      found.unpriced.some(
        ({ what, reason }) => what === "endpoint hours" && reason === `no price of ${to} is in the table`,
      ),
    );
  });

  it("counts traffic between zones over peering on both sides, and none in a single zone", async () => {
    const near = (zones: number): Topology => peered(zones);
    const two = await runTopology(near(2));
    const found = estimate("test", near(2), two, { trafficGb: 1000, requests: 0 });
    const crossing = found.items.filter(({ what }) => what === "traffic between zones");
    assert.deepEqual(
      crossing.map(({ network, quantity, amount }) => [network, quantity, amount]),
      [
        ["one", 500, 5],
        ["two", 500, 5],
      ],
    );
    const single = estimate("test", near(1), await runTopology(near(1)), { trafficGb: 1000, requests: 0 });
    assert.equal(amountOf(single, "traffic between zones"), 0);
  });

  it("writes flow logs for what a network's links carry", async () => {
    const topology = peered(2);
    const logged = await runTopology(topology, { "apilink:flowLogs": "true" });
    const found = estimate("test", topology, logged, { trafficGb: 0, requests: 2_000_000 });
    const logs = found.items.filter(({ what }) => what === "flow logs");
    assert.deepEqual(
      logs.map(({ where, quantity, amount }) => [where, quantity, amount]),
      [
        // Both links pass through network one, one of them begins in network two: 500 bytes a call at 0.76 USD a GB.
        ["one.flow-logs", 2, 1.52],
        ["two.flow-logs", 1, 0.76],
      ],
    );
  });

  it("charges a key to the links of all that it encrypts, and to no others", async () => {
    const region = "ap-northeast-2";
    const topology = parseTopology(
      {
        accounts: { net: { id: "111111111111" }, api: { id: "222222222222", apiLogs: "create" } },
        networks: {
          one: { account: "net", region, cidr: "10.0.0.0/16", canary: true },
          two: { account: "net", region, cidr: "10.1.0.0/16" },
        },
        apis: { srv: { account: "api", region }, quiet: { account: "net", region } },
        links: [
          { from: "one", to: "srv" },
          { from: "two", to: "srv" },
          { from: "two", to: "quiet" },
        ],
      },
      "test",
    );
    const keysOf = async (flowLogs: boolean): Promise<unknown> => {
      const resources = await runTopology(topology, { "apilink:flowLogs": String(flowLogs) });
      const { items } = estimate("test", topology, resources, defaultUsage);
      const keys = items
        .filter(({ what }) => what === "encryption key")
        .sort((a, b) => compare(a.where, b.where));
      return keys.map(({ where, links, amount }) => [where, [...links].sort(), amount]);
    };
    const [one, two, quiet] = ["one -> srv", "two -> srv", "two -> quiet"];
    const ofCalls = ["api.ap-northeast-2.key", [one, two], 1];
    assert.deepEqual(await keysOf(false), [ofCalls, ["net.ap-northeast-2.key", [one], 1]]);
    assert.deepEqual(await keysOf(true), [ofCalls, ["net.ap-northeast-2.key", [one, quiet, two], 1]]);
  });

  describe("of any topology", () => {
    const runs: { readonly topology: Topology; readonly resources: readonly ResourceState[] }[] = [];
    before(async function () {
      this.timeout(60_000);
      for (const topology of fc.sample(topologies, { numRuns: 12, seed: 7 }))
        runs.push({ topology, resources: await runTopology(topology) });
    });
    const usages = fc.record({ trafficGb: fc.nat(100_000_000), requests: fc.nat(1_000_000_000) });
    const drawn = fc.nat(11);
    const at = (index: number) => runs[index] ?? assert.fail();

    it("sums up alike by item, link, network and account", () => {
      fc.assert(
        fc.property(drawn, usages, (index, usage) => {
          const { topology, resources } = at(index);
          assertSums(estimate("any", topology, resources, usage));
        }),
        { numRuns: 150 },
      );
    });

    it("grows with what is carried, in the whole and for every link", () => {
      fc.assert(
        fc.property(drawn, usages, usages, (index, usage, more) => {
          const { topology, resources } = at(index);
          const less = estimate("any", topology, resources, usage);
          const grown = estimate("any", topology, resources, {
            trafficGb: usage.trafficGb + more.trafficGb,
            requests: usage.requests + more.requests,
          });
          assert.ok(micros(grown.total) >= micros(less.total));
          for (const [position, link] of less.links.entries()) {
            const same = grown.links[position] ?? assert.fail();
            // A millionth of each shared item goes to one link or to the other.
            assert.ok(
              micros(same.total) >= micros(link.total) - grown.items.length,
              `${link.from} -> ${link.to}`,
            );
          }
        }),
        { numRuns: 100 },
      );
    });

    it("is the same in whatever order things come", () => {
      fc.assert(
        fc.property(drawn, usages, fc.array(fc.nat(), { minLength: 50 }), (index, usage, keys) => {
          const { topology, resources } = at(index);
          const shuffled = <Item>(items: readonly Item[]): Item[] =>
            items
              .map((item, position) => ({ item, key: keys[position % keys.length] ?? 0 }))
              .sort((one, other) => one.key - other.key)
              .map(({ item }) => item);
          const other = {
            ...topology,
            networks: Object.fromEntries(shuffled(Object.entries(topology.networks))),
            accounts: Object.fromEntries(shuffled(Object.entries(topology.accounts))),
            links: shuffled(topology.links),
            subscriptions: shuffled(topology.subscriptions),
          };
          assert.deepEqual(
            estimate("any", other, shuffled(resources), usage),
            estimate("any", topology, resources, usage),
          );
        }),
        { numRuns: 60 },
      );
    });

    it("charges every link and names nothing twice", () => {
      for (const { topology, resources } of runs) {
        const found = estimate("any", topology, resources, defaultUsage);
        assert.equal(found.links.length, topology.links.length);
        assert.ok(found.links.every(({ total }) => total > 0));
        const keys = found.items.map(({ what, where, account, region, network, toRegion = "" }) =>
          [what, where, account, region, network, toRegion].join(" "),
        );
        assert.deepEqual([...new Set(keys)].sort(compare), keys.sort(compare));
      }
    });
  });
});

/** Two networks of one region that share an endpoint. */
function peered(zones: number, corporate: readonly object[] = []): Topology {
  const network = { account: "a", region: "ap-northeast-2", zones };
  return parseTopology(
    {
      accounts: { a: { id: "111111111111" } },
      networks: {
        one: { ...network, cidr: "10.0.0.0/16", corporate },
        two: { ...network, cidr: "10.1.0.0/16" },
      },
      apis: { srv: { account: "a", region: "ap-northeast-2" } },
      links: [
        { from: "one", to: "srv" },
        { from: "two", to: "srv", through: "one" },
      ],
    },
    "peered",
  );
}
