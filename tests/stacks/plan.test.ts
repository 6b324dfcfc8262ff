import assert from "node:assert/strict";
import { containsCidr, excludeCidr } from "cidr-tools";
import fc from "fast-check";
import { planOf, type Plan } from "../../stacks/plan";
import type { Link, Topology } from "../../stacks/topology/types";
import { shuffled, topologies } from "../support/topologies";

/** Where the calls of some links come from. */
function sources(links: readonly Link[], { networks }: Topology): string[] {
  return links.flatMap(({ from, through }) => {
    const { cidr = "", corporate = [] } = networks[from] ?? {};
    return [cidr, ...(from === through ? corporate.map((range) => range.cidr) : [])];
  });
}

/** The same addresses on both sides, however they are cut into ranges. */
function assertSame(ranges: readonly string[], expected: readonly string[]): void {
  assert.deepEqual(excludeCidr([...ranges], [...expected]), [], "wider than linked");
  assert.deepEqual(excludeCidr([...expected], [...ranges]), [], "narrower than linked");
}

function grantOf(plan: Plan, link: Link) {
  return plan.grants.find(({ api, endpoint }) => api === link.to && endpoint === link.through);
}

describe("the plan", () => {
  it("has a complete chain for every link", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const plan = planOf(topology);
        for (const link of topology.links) {
          const own = sources([link], topology);
          const endpoint = plan.endpoints.find(({ network }) => network === link.through);
          assert.ok(endpoint && containsCidr([...endpoint.clients], own), "firewall");
          assert.ok(plan.associations[link.to]?.includes(link.through), "association");
          assert.ok(containsCidr([...(grantOf(plan, link)?.ranges ?? [])], own), "grant");
          const pair = [link.from, link.through];
          const peered = plan.peerings.some(
            ({ requester, accepter }) => pair.includes(requester) && pair.includes(accepter),
          );
          assert.equal(peered || link.from === link.through, true, "peering");
        }
      }),
    );
  });

  it("grants nothing that no link asks for", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const plan = planOf(topology);
        const linksOf = (filter: Partial<Link>) =>
          topology.links.filter((link) =>
            Object.entries(filter).every(([key, value]) => Reflect.get(link, key) === value),
          );
        for (const { api, endpoint, ranges } of plan.grants) {
          assertSame(ranges, sources(linksOf({ to: api, through: endpoint }), topology));
        }
        for (const { network, clients } of plan.endpoints) {
          const { cidr = "", privateDns = false } = topology.networks[network] ?? {};
          const linked = sources(linksOf({ through: network }), topology);
          assertSame(clients, privateDns ? [...linked, cidr] : linked);
          assert.ok(clients.length > 0, "an endpoint for nobody");
        }
        for (const { requester, accepter } of plan.peerings) {
          const used = [
            ...linksOf({ from: requester, through: accepter }),
            ...linksOf({ from: accepter, through: requester }),
          ];
          assert.ok(used.length > 0, "a peering for nobody");
        }
        for (const [api, networks] of Object.entries(plan.associations)) {
          for (const through of networks)
            assert.ok(linksOf({ to: api, through }).length > 0, "an alias for nobody");
        }
      }),
    );
  });

  it("names each pair once: grants, peerings, endpoints, associations", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const plan = planOf(topology);
        for (const names of [
          plan.grants.map(({ api, endpoint }) => `${api} ${endpoint}`),
          plan.peerings.map(({ requester, accepter }) => [requester, accepter].sort().join(" ")),
          plan.endpoints.map(({ network }) => network),
          ...Object.values(plan.associations),
        ]) {
          assert.equal(new Set(names).size, names.length);
        }
      }),
    );
  });

  it("does not depend on the order of the file", () => {
    const pairs = topologies.chain((topology) => fc.tuple(fc.constant(topology), shuffled(topology)));
    fc.assert(
      fc.property(pairs, ([topology, other]) => {
        assert.deepEqual(planOf(other), planOf(topology));
      }),
    );
  });

  it("passes no corporate range on over a peering (guide row R9)", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const own = { ...topology, links: topology.links.filter(({ from, through }) => from !== through) };
        for (const { ranges } of planOf(own).grants) {
          assert.deepEqual(excludeCidr([...ranges], ["10.0.0.0/8"]), []);
        }
      }),
    );
  });

  it("makes one log role an account and region, whatever names the account has", () => {
    const id = "111111111111";
    const api = (account: string, region: string): Topology["apis"][string] => ({
      account,
      region,
      stage: "v1",
      access: "private",
      backend: "mock",
      apiKey: false,
      cors: [],
    });
    const { logRoles } = planOf({
      accounts: { b: { id, apiLogs: "create" }, a: { id, apiLogs: "create" }, c: { id, apiLogs: "off" } },
      networks: {},
      apis: {
        one: api("b", "us-west-2"),
        two: api("a", "us-west-2"),
        three: api("b", "eu-west-1"),
        four: api("c", "us-east-1"),
      },
      links: [],
      services: {},
      subscriptions: [],
    });
    assert.deepEqual(
      logRoles.map(({ account, region }) => [account, region]),
      [
        ["b", "eu-west-1"],
        ["a", "us-west-2"],
      ],
    );
  });

  it("attaches each corporate gateway once a network, and leaves adopted VPCs to their owners", () => {
    const network = (existing?: Topology["networks"][string]["existing"]): Topology["networks"][string] => ({
      account: "a",
      region: "us-west-2",
      cidr: "10.0.0.0/16",
      zones: 2,
      publicSubnets: false,
      privateDns: false,
      callsPublicApis: false,
      corporate: [
        { cidr: "192.168.1.0/24", via: "tgw-0123456789abcdef0" },
        { cidr: "192.168.0.0/24", via: "tgw-0123456789abcdef0" },
      ],
      gateways: [],
      interfaces: [],
      ...(existing && { existing }),
    });
    const adopted = { vpcId: "vpc-1", subnetIds: [], routeTableIds: [] };
    const { corporateLinks } = planOf({
      accounts: {},
      networks: { made: network(), adopted: network(adopted) },
      apis: {},
      links: [],
      services: {},
      subscriptions: [],
    });
    const gatewayId = "tgw-0123456789abcdef0";
    assert.deepEqual(corporateLinks, [
      {
        network: "made",
        ranges: [
          { cidr: "192.168.0.0/24", gatewayId },
          { cidr: "192.168.1.0/24", gatewayId },
        ],
      },
    ]);
  });
});
