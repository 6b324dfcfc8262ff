import assert from "node:assert/strict";
import { containsCidr, excludeCidr } from "cidr-tools";
import fc from "fast-check";
import { planSubnets } from "../../components/subnetPlan";
import type { FrontPlan } from "../../stacks/frontPlan";
import { planOf, type Plan } from "../../stacks/plan";
import { parseTopology } from "../../stacks/topology/parse";
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

function frontsBefore(plan: Plan, network: string): readonly FrontPlan[] {
  return plan.fronts.filter((front) => front.network === network);
}

function rangesOf({ addresses }: FrontPlan): string[] {
  return addresses.map((address) => `${address}/32`);
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
        for (const { api, endpoint, ranges, refused = [] } of plan.grants) {
          const linked = sources(linksOf({ to: api, through: endpoint }), topology);
          const isOwn = (front: FrontPlan): boolean => front.api === api;
          assertSame(ranges, [...linked, ...frontsBefore(plan, endpoint).filter(isOwn).flatMap(rangesOf)]);
          assertSame(
            refused,
            frontsBefore(plan, endpoint)
              .filter((front) => !isOwn(front))
              .flatMap(rangesOf),
          );
        }
        for (const { network, clients } of plan.endpoints) {
          const { cidr = "", privateDns = false } = topology.networks[network] ?? {};
          const linked = sources(linksOf({ through: network }), topology);
          const fronts = frontsBefore(plan, network).flatMap(rangesOf);
          assertSame(clients, [...linked, ...fronts, ...(privateDns ? [cidr] : [])]);
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

  it("has every front before a pinned endpoint, for exactly the callers linked to its API there", () => {
    let fronts = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        const plan = planOf(topology);
        const wanted = Object.entries(topology.apis).flatMap(([api, { front }]) => (front ? [api] : []));
        assert.deepEqual(
          plan.fronts.map(({ api }) => api),
          wanted.sort(),
        );
        for (const { api, network, addresses, clients } of plan.fronts) {
          const { cidr = "", publicSubnets = false } = topology.networks[network] ?? {};
          const subnets = planSubnets(cidr, 2, publicSubnets)?.isolated ?? [];
          assert.equal(addresses.length, subnets.length);
          addresses.forEach((address, index) => {
            assert.ok(containsCidr(subnets[index] ?? "", address));
          });
          const carried = topology.links.filter(({ to, through }) => to === api && through === network);
          assertSame(clients, sources(carried, topology));
        }
        for (const { network, addresses = [] } of plan.endpoints) {
          const before = frontsBefore(plan, network);
          assert.equal(addresses.length > 0, before.length > 0, "pinned for a front, and for nothing else");
          const taken = [addresses, ...before.map((front) => front.addresses)].flat();
          assert.equal(new Set(taken).size, taken.length);
        }
        fronts += plan.fronts.length;
      }),
    );
    assert.ok(fronts > 5, "the topologies have fronts");
  });

  it("has for every domain an association an endpoint, a zone a caller, and a share with every other account", () => {
    let domains = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        const plan = planOf(topology);
        const idOf = (network: string): string =>
          topology.accounts[topology.networks[network]?.account ?? ""]?.id ?? "";
        assert.deepEqual(
          plan.domains.map(({ api }) => api),
          Object.keys(topology.apis)
            .filter((api) => topology.apis[api]?.domain !== undefined)
            .sort(),
        );
        for (const { api, endpoints, callers, accounts } of plan.domains) {
          const links = topology.links.filter(({ to }) => to === api);
          assert.deepEqual(endpoints, plan.associations[api]);
          assert.deepEqual(
            callers,
            links
              .map(({ from, through }) => ({ network: from, through }))
              .sort((one, other) => (one.network < other.network ? -1 : 1)),
          );
          const own = topology.accounts[topology.apis[api]?.account ?? ""]?.id ?? "";
          const others = new Set(links.map(({ through }) => idOf(through)).filter((id) => id !== own));
          assert.deepEqual(accounts, [...others].sort());
        }
        domains += plan.domains.length;
      }),
    );
    assert.ok(domains > 20, "the topologies have domains");
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
        const { grants, fronts } = planOf(own);
        for (const ranges of [...grants, ...fronts].map((part) =>
          "ranges" in part ? part.ranges : part.clients,
        )) {
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

  it("has one key an account and region that has functions, whatever names the account has", () => {
    const [seoul, oregon] = ["ap-northeast-2", "us-west-2"];
    const raw = {
      accounts: { b: { id: "111111111111" }, a: { id: "111111111111" }, c: { id: "222222222222" } },
      networks: {
        calling: { account: "b", region: seoul, cidr: "10.0.0.0/16", canary: true },
        far: { account: "b", region: oregon, cidr: "10.1.0.0/16", canary: true },
        silent: { account: "c", region: seoul, cidr: "10.2.0.0/16" },
      },
      apis: {
        srv: { account: "a", region: seoul, backend: "inventory" },
        crm: { account: "c", region: seoul },
        abroad: { account: "c", region: oregon, backend: "inventory", collect: { accounts: [] } },
      },
      links: [
        { from: "calling", to: "srv" },
        { from: "far", to: "srv", through: "calling" },
        { from: "silent", to: "srv" },
      ],
    };
    assert.deepEqual(
      planOf(parseTopology(raw, "test")).encryptionKeys.map(({ account, region }) => [account, region]),
      [
        ["a", seoul],
        ["b", oregon],
        ["c", oregon],
      ],
    );
    const { networks, apis } = raw;
    const without = {
      ...raw,
      networks: { ...networks, calling: networks.silent, far: { ...networks.far, canary: false } },
      apis: { srv: apis.crm },
    };
    assert.deepEqual(planOf(parseTopology({ ...without, links: [] }, "test")).encryptionKeys, []);
  });

  it("has one where calls or traffic are logged, and none for logs that are off or another's", () => {
    const [seoul, oregon] = ["ap-northeast-2", "us-west-2"];
    const existing = {
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["subnet-0123456789abcdef0"],
      routeTableIds: ["rtb-0123456789abcdef0"],
    };
    const topology = parseTopology(
      {
        accounts: {
          made: { id: "111111111111", apiLogs: "create" },
          there: { id: "222222222222", apiLogs: "existing" },
          off: { id: "333333333333" },
          twin: { id: "111111111111" },
        },
        networks: {
          own: { account: "twin", region: seoul, cidr: "10.0.0.0/16" },
          far: { account: "off", region: oregon, cidr: "10.1.0.0/16" },
          adopted: { account: "off", region: seoul, cidr: "10.2.0.0/16", existing },
        },
        apis: {
          srv: { account: "made", region: seoul, access: "regional" },
          crm: { account: "there", region: oregon, access: "regional" },
          hr: { account: "off", region: "eu-west-1", access: "regional" },
        },
        links: [],
      },
      "test",
    );
    const placesOf = (flowLogs: boolean): unknown =>
      planOf(topology, { flowLogs }).encryptionKeys.map(({ account, region }) => [account, region]);
    const ofCalls = [
      ["made", seoul],
      ["there", oregon],
    ];
    assert.deepEqual(placesOf(false), ofCalls);
    assert.deepEqual(placesOf(true), [...ofCalls, ["off", oregon]]);
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
