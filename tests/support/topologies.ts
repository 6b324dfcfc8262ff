import fc from "fast-check";
import { parseTopology } from "../../stacks/topology/parse";
import type { Topology } from "../../stacks/topology/types";

const regions = ["ap-northeast-2", "us-west-2", "eu-west-1"] as const;

interface Draw {
  readonly networks: readonly {
    region: number;
    account: number;
    privateDns: boolean;
    corporate: boolean;
    publicSubnets: boolean;
    canary: "none" | "quiet" | "told";
  }[];
  readonly apis: readonly {
    region: number;
    account: number;
    apiKey: boolean;
    cors: boolean;
    stage: string;
    front: boolean;
    domain: boolean;
    backend: "mock" | "inventory";
    collected: "nothing" | "one account" | "everything";
  }[];
  readonly links: readonly { from: number; to: number; through: number }[];
  readonly services: readonly { network: number; port: number; acceptance: boolean; abroad: boolean }[];
  readonly subscriptions: readonly { from: number; to: number; accept: boolean }[];
}

const draw: fc.Arbitrary<Draw> = fc.record({
  networks: fc.array(
    fc.record({
      region: fc.nat(2),
      account: fc.nat(2),
      privateDns: fc.boolean(),
      corporate: fc.boolean(),
      publicSubnets: fc.boolean(),
      canary: fc.constantFrom("none", "none", "quiet", "told"),
    }),
    { minLength: 1, maxLength: 7 },
  ),
  apis: fc.array(
    fc.record({
      region: fc.nat(2),
      account: fc.nat(2),
      apiKey: fc.boolean(),
      cors: fc.boolean(),
      stage: fc.constantFrom("v1", "prod"),
      front: fc.boolean(),
      domain: fc.boolean(),
      backend: fc.constantFrom("mock", "mock", "inventory"),
      collected: fc.constantFrom("nothing", "one account", "everything"),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  links: fc.array(fc.record({ from: fc.nat(6), to: fc.nat(4), through: fc.nat(6) }), { maxLength: 16 }),
  services: fc.array(
    fc.record({
      network: fc.nat(6),
      port: fc.constantFrom(80, 8080),
      acceptance: fc.boolean(),
      abroad: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  subscriptions: fc.array(fc.record({ from: fc.nat(6), to: fc.nat(1), accept: fc.boolean() }), {
    maxLength: 4,
  }),
});

/**
 * Sound topologies of every kind: several accounts and regions, shared endpoints, corporate ranges, private DNS, load
 * balancers before endpoints, private custom domains, inventories and canaries, services of one region and of all.
 */
export const topologies: fc.Arbitrary<Topology> = draw.map((drawn) => parseTopology(written(drawn), "drawn"));

function written({ networks, apis, links, ...drawn }: Draw): unknown {
  const regionOf = (index: number): string => regions[index % regions.length] ?? regions[0];
  const taken = new Set<string>();
  const sound = links.flatMap((link) => {
    const [from, to, through] = [
      link.from % networks.length,
      link.to % apis.length,
      link.through % networks.length,
    ];
    const [caller, api, carrier] = [networks[from], apis[to], networks[through]];
    if (caller === undefined || api === undefined || carrier === undefined) return [];
    const captured = caller.privateDns && from !== through && caller.region === carrier.region;
    if (carrier.region !== api.region || captured || taken.has(`${from} ${to}`)) return [];
    taken.add(`${from} ${to}`);
    return [{ from: `n${from}`, to: `p${to}`, through: `n${through}` }];
  });
  // Before the endpoint of the first link; with a domain only where the certificate is that account's.
  const waysOf = (index: number): object => {
    const { front = false, domain = false, region = 0, account = 0 } = apis[index] ?? {};
    const carrier = sound.find(({ to }) => to === `p${index}`)?.through;
    const isShown = !domain || networks[Number(carrier?.slice(1))]?.account === account;
    const place = `${regionOf(region)}:${String(account + 1).repeat(12)}`;
    return {
      ...(front && carrier !== undefined && isShown && { front: { network: carrier } }),
      ...(domain && {
        domain: { name: `p${index}.example`, certificateArn: `arn:aws:acm:${place}:certificate/p${index}` },
      }),
    };
  };
  return {
    accounts: Object.fromEntries(
      [0, 1, 2].map((index) => [`a${index}`, { id: String(index + 1).repeat(12) }]),
    ),
    networks: Object.fromEntries(
      networks.map(({ region, account, privateDns, corporate, publicSubnets, canary }, index) => [
        `n${index}`,
        {
          account: `a${account}`,
          region: regionOf(region),
          // Neighbours in pairs, so that some ranges merge and others do not.
          cidr: `10.${index + (index >> 1)}.0.0/16`,
          privateDns,
          publicSubnets,
          corporate: corporate
            ? [{ cidr: `192.168.${index}.0/24`, via: `tgw-0123456789abcdef${region}` }]
            : [],
          // It has nothing to do where its network is not linked.
          canary: sound.some(({ from }) => from === `n${index}`) && canaryOf(canary, regionOf(region)),
        },
      ]),
    ),
    apis: Object.fromEntries(
      apis.map(({ region, account, apiKey, cors, stage, backend, collected }, index) => [
        `p${index}`,
        {
          account: `a${account}`,
          region: regionOf(region),
          apiKey,
          stage,
          cors: cors ? ["https://a.example", "https://b.example"].slice(index % 2) : [],
          backend,
          ...(backend === "inventory" && { collect: collections[collected] }),
          ...waysOf(index),
        },
      ]),
    ),
    links: sound,
    services: Object.fromEntries(
      drawn.services.map(({ network, port, acceptance, abroad }, index) => [
        `s${index}`,
        { network: `n${network % networks.length}`, port, acceptance, regions: abroad ? regions : [] },
      ]),
    ),
    subscriptions: subscriptionsOf(networks, drawn),
  };
}

const collections = {
  nothing: { accounts: [] },
  "one account": { accounts: ["a1"], regions: [regions[1]], schedule: "cron(0 3 * * ? *)" },
  everything: {},
} as const;

function canaryOf(canary: Draw["networks"][number]["canary"], region: string): unknown {
  if (canary !== "told") return canary === "quiet";
  return { schedule: "rate(1 hour)", alarmTopicArns: [`arn:aws:sns:${region}:111111111111:on-call`] };
}

/** Those that are sound, each pair once. */
function subscriptionsOf(
  networks: Draw["networks"],
  { services, subscriptions }: Pick<Draw, "services" | "subscriptions">,
): unknown[] {
  const taken = new Set<string>();
  return subscriptions.flatMap(({ from, to, accept }) => {
    const [near, target] = [from % networks.length, to % Math.max(services.length, 1)];
    const service = services[target];
    if (service === undefined || taken.has(`${near} ${target}`)) return [];
    const inOneRegion = networks[near]?.region === networks[service.network % networks.length]?.region;
    if (!inOneRegion && !service.abroad) return [];
    taken.add(`${near} ${target}`);
    return [{ from: `n${near}`, to: `s${target}`, accept: accept || !service.acceptance }];
  });
}

/** The same topology with its names and links in another order. */
export function shuffled(topology: Topology): fc.Arbitrary<Topology> {
  const entries = <Entry>(record: Readonly<Record<string, Entry>>) =>
    fc
      .shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length })
      .map((pairs): Record<string, Entry> => Object.fromEntries(pairs));
  return fc.record({
    accounts: entries(topology.accounts),
    networks: entries(topology.networks),
    apis: entries(topology.apis),
    links: fc.shuffledSubarray([...topology.links], { minLength: topology.links.length }),
    services: entries(topology.services),
    subscriptions: fc.shuffledSubarray([...topology.subscriptions], {
      minLength: topology.subscriptions.length,
    }),
  });
}
