import assert from "node:assert/strict";
import fc from "fast-check";
import { rangesOverlap } from "../../components/ranges";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import { commonSubnets, servicePlanOf } from "../../stacks/servicePlan";
import { parseTopology } from "../../stacks/topology/parse";
import { accountIds } from "../support/embedded";
import { assertPlaced, outputsOf, runTopology } from "../support/stacks";
import { accountOfState, comesBefore, stateOf, statesOf } from "../support/states";
import { shuffled, topologies } from "../support/topologies";

const region = "ap-northeast-2";
const accounts = { provider: { id: accountIds.apis }, consumer: { id: accountIds.networks } };
const cidr = "10.0.0.0/16";
const own = { account: "provider", region, cidr };
const custom = { account: "consumer", region, cidr };
const web = { network: "own" };
const subscriptions = [{ from: "custom", to: "web" }];
const small = { accounts, networks: { own, custom }, services: { web }, subscriptions };

const existing = {
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  routeTableIds: [],
};

const endpointOf = (states: readonly ResourceState[], name = "custom.web") =>
  stateOf(states, types.endpoint, `${name}.endpoint`);

const principalsOf = (states: readonly ResourceState[], name = "web") =>
  stateOf(states, types.endpointService, `${name}.service`).inputs["allowedPrincipals"];

const admittedOf = (states: readonly ResourceState[], group: string) => {
  const { id } = stateOf(states, types.securityGroup, group);
  return statesOf(states, types.securityGroupIngressRule)
    .filter(({ inputs }) => inputs["securityGroupId"] === id)
    .map(({ inputs }) => inputs["cidrIpv4"] ?? inputs["referencedSecurityGroupId"])
    .sort();
};

describe("what services and subscriptions are wired to", () => {
  it("each side's resources are in its own account, the acceptance in the service's", async () => {
    const { provider, consumer } = { provider: accounts.provider.id, consumer: accounts.consumer.id };
    assertPlaced(await runTopology(small), [
      [/ own\./, provider, region],
      [/ web\./, provider, region],
      [/ custom\.web\.accept$/, provider, region],
      [/ custom\.web\.(?!accept)/, consumer, region],
      [/ custom\.(?!web\.)/, consumer, region],
    ]);
  });

  it("a network of the service's own range connects, without any peering or route", async () => {
    const states = await runTopology(small);
    assert.deepEqual(principalsOf(states), [`arn:aws:iam::${accountIds.networks}:root`]);
    assert.deepEqual(admittedOf(states, "web.balancer"), [cidr]);
    assert.deepEqual(admittedOf(states, "custom.web.endpoint"), [cidr]);
    for (const type of [types.peering, types.route, types.internetGateway])
      assert.deepEqual(statesOf(states, type), []);
  });

  it("tells the services' names, and how the networks that subscribe call them", async () => {
    const services = { web, crm: { ...web, port: 8080 } };
    const both = [...subscriptions, { from: "custom", to: "crm", accept: false }];
    const states = await runTopology({ ...small, services, subscriptions: both });
    const { services: names, subscriptions: told } = outputsOf(states);
    const nameOfService = (name: string) =>
      stateOf(states, types.endpointService, `${name}.service`).outputs["serviceName"];
    assert.deepEqual(names, { web: nameOfService("web"), crm: nameOfService("crm") });
    const hostOf = (name: string) => {
      const [first] = endpointOf(states, name).outputs["dnsEntries"] as { dnsName: string }[];
      return first?.dnsName ?? "";
    };
    assert.deepEqual(told, [
      { from: "custom", to: "crm", url: `http://${hostOf("custom.crm")}:8080` },
      { from: "custom", to: "web", url: `http://${hostOf("custom.web")}` },
    ]);
  });

  it("is accepted only where the service asks for it and the topology agrees", async () => {
    for (const [acceptance, accept, accepters, state] of [
      [true, true, 1, "pendingAcceptance"],
      [true, false, 0, "pendingAcceptance"],
      [false, true, 0, "available"],
    ] as const) {
      const states = await runTopology({
        ...small,
        services: { web: { ...web, acceptance } },
        subscriptions: [{ from: "custom", to: "web", accept }],
      });
      assert.equal(statesOf(states, types.endpointAccepter).length, accepters);
      assert.equal(endpointOf(states).outputs["state"], state);
    }
  });

  it("lets nobody in without a subscription", async () => {
    const states = await runTopology({ ...small, subscriptions: [] });
    assert.deepEqual(principalsOf(states), []);
    assert.deepEqual(admittedOf(states, "web.balancer"), []);
    assert.deepEqual(outputsOf(states)["subscriptions"], []);
  });

  it("works within one account, and for the service's own network", async () => {
    const states = await runTopology({
      ...small,
      networks: { own, custom: { ...custom, account: "provider" } },
      subscriptions: [...subscriptions, { from: "own", to: "web" }],
    });
    assert.deepEqual(principalsOf(states), [`arn:aws:iam::${accountIds.apis}:root`]);
    for (const name of ["custom.web", "own.web"])
      assert.equal(accountOfState(states, endpointOf(states, name)), accountIds.apis);
    assert.equal(statesOf(states, types.endpointAccepter).length, 2);
  });

  it("connects from another region that the service supports", async () => {
    const states = await runTopology({
      ...small,
      networks: { own, custom: { ...custom, region: "us-west-2", zones: 3 } },
      services: { web: { ...web, regions: ["us-west-2"] } },
    });
    const { inputs } = endpointOf(states);
    assert.deepEqual([inputs["region"], inputs["serviceRegion"]], ["us-west-2", region]);
    assert.equal((inputs["subnetIds"] as unknown[]).length, 3, "its zones are its own affair");
    assert.equal(stateOf(states, types.endpointAccepter, "custom.web.accept").inputs["region"], region);
  });

  it("stands in the zones that the service has, where the network has more", async () => {
    const states = await runTopology({ ...small, networks: { own, custom: { ...custom, zones: 4 } } });
    assert.deepEqual(
      endpointOf(states).inputs["subnetIds"],
      [1, 2].map((n) => stateOf(states, types.subnet, `custom.isolated-${n}`).id),
    );
  });

  it("stands in as many zones as an adopted VPC has, whose zones are not known", async () => {
    const zones = ["a", "b", "c"].map((letter) => region + letter);
    const networks = { own: { ...own, zones: zones.slice(2), existing }, custom: { ...custom, zones } };
    const states = await runTopology({ ...small, networks });
    assert.equal((endpointOf(states).inputs["subnetIds"] as unknown[]).length, 2);
  });

  it("has its instances, balancer and endpoints in the named subnets of adopted VPCs", async () => {
    const other = { ...existing, vpcId: "vpc-0123456789abcdef1", subnetIds: ["subnet-0123456789abcdef2"] };
    const states = await runTopology({
      ...small,
      networks: { own: { ...own, existing }, custom: { ...custom, existing: other } },
    });
    assert.deepEqual(
      statesOf(states, types.instance)
        .map(({ inputs }) => inputs["subnetId"])
        .sort(),
      existing.subnetIds,
    );
    assert.deepEqual(
      stateOf(states, types.loadBalancer, "web.balancer").inputs["subnets"],
      existing.subnetIds,
    );
    assert.deepEqual(endpointOf(states).inputs["subnetIds"], other.subnetIds);
  });

  it("is made, and so taken down, in order: VPC, balancer, service, consumer's endpoint (guide row E6)", async () => {
    const states = await runTopology(small);
    const chain = [
      stateOf(states, types.vpc, "own.vpc"),
      stateOf(states, types.loadBalancer, "web.balancer"),
      stateOf(states, types.endpointService, "web.service"),
      endpointOf(states),
      stateOf(states, types.endpointAccepter, "custom.web.accept"),
    ];
    for (const [index, later] of chain.slice(1).entries())
      assert.ok(comesBefore(states, chain[index] ?? later, later), later.urn);
  });

  it("carries the user's own tags", async () => {
    const states = await runTopology(small, { "apilink:tags": { team: "net" } });
    for (const name of ["web.instance-1", "web.service", "custom.web.endpoint"]) {
      const found = states.filter(({ urn, inputs }) => nameOf(urn) === name && "tags" in inputs);
      assert.ok(found.length > 0, name);
      for (const { inputs } of found) assert.equal((inputs["tags"] as Record<string, string>)["team"], "net");
    }
  });
});

describe("the plan of services", () => {
  const planned = (topology: object) => servicePlanOf(parseTopology(topology, "test"));

  it("names each account once, and merges the ranges of its networks", () => {
    const networks = {
      own,
      custom: { ...custom, cidr: "10.2.0.0/16" },
      second: { ...custom, cidr: "10.3.0.0/16" },
      third: { ...own, cidr: "10.2.0.0/16" },
    };
    const { audiences } = planned({
      ...small,
      networks,
      services: { web, idle: web },
      subscriptions: ["second", "third", "custom"].map((from) => ({ from, to: "web" })),
    });
    assert.deepEqual(audiences, {
      idle: { accounts: [], ranges: [] },
      web: { accounts: [accountIds.networks, accountIds.apis], ranges: ["10.2.0.0/15"] },
    });
  });

  it("names the account of a connection that is left pending, and admits no range of it", () => {
    const { audiences } = planned({
      ...small,
      networks: { own, custom: { ...custom, cidr: "10.2.0.0/16" }, second: { ...own, cidr: "10.4.0.0/16" } },
      subscriptions: [
        { from: "custom", to: "web", accept: false },
        { from: "second", to: "web" },
      ],
    });
    assert.deepEqual(audiences["web"], {
      accounts: [accountIds.networks, accountIds.apis],
      ranges: ["10.4.0.0/16"],
    });
  });

  it("finds the zones that two networks have in common", () => {
    const zonesOf = (near: number | readonly string[], far: number | readonly string[], place = region) => {
      const { networks } = parseTopology(
        {
          accounts,
          networks: { own: { ...own, zones: far }, custom: { ...custom, region: place, zones: near } },
        },
        "test",
      );
      const [consumer, provider] = [networks["custom"], networks["own"]];
      return consumer === undefined || provider === undefined ? [] : commonSubnets(consumer, provider);
    };
    const [a, b, c] = ["a", "b", "c"].map((letter) => region + letter) as [string, string, string];
    assert.deepEqual(zonesOf(3, 2), [0, 1]);
    assert.deepEqual(zonesOf(1, 2), [0]);
    assert.deepEqual(zonesOf([c, a, b], [a, c]), [0, 1]);
    assert.deepEqual(zonesOf([b, c], [a, c]), [1]);
    assert.deepEqual(zonesOf([b], [a, c]), []);
    assert.deepEqual(zonesOf([b, c], 3), [0, 1], "not known beforehand");
    assert.deepEqual(zonesOf(3, [b, c]), [0, 1], "not known beforehand");
    assert.deepEqual(zonesOf(3, 2, "us-west-2"), [0, 1, 2], "another region's zones are others");
  });

  it("is the same however the topology is ordered", () => {
    fc.assert(
      fc.property(
        topologies.chain((topology) => fc.tuple(fc.constant(topology), shuffled(topology))),
        ([topology, other]) => {
          assert.deepEqual(servicePlanOf(other), servicePlanOf(topology));
        },
      ),
    );
  });

  it("admits the accounts and ranges that subscribe, and no others", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const { audiences, consumers } = servicePlanOf(topology);
        assert.equal(consumers.length, topology.subscriptions.length);
        for (const [service, { accounts: admitted, ranges }] of Object.entries(audiences)) {
          const asking = topology.subscriptions.filter(({ to }) => to === service);
          const networksOf = (each: typeof asking) =>
            each.flatMap(({ from }) => topology.networks[from] ?? []);
          const subscribed = networksOf(asking.filter(({ accept }) => accept));
          const ids = networksOf(asking).map(({ account }) => topology.accounts[account]?.id);
          assert.deepEqual([...admitted].sort(), [...new Set(ids)].sort());
          for (const { cidr: range } of Object.values(topology.networks)) {
            const admittedRange = ranges.some((each) => rangesOverlap(each, range));
            assert.equal(
              admittedRange,
              subscribed.some((each) => each.cidr === range),
            );
          }
        }
        for (const { subnets } of consumers) assert.ok(subnets.length > 0);
      }),
    );
  });
});
