import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseTopology } from "../../../stacks/topology/parse";
import { TopologyError, type TopologyProblem } from "../../../stacks/topology/problem";

const shape = z.object({
  sound: z.unknown(),
  cases: z.array(
    z.object({
      name: z.string(),
      set: z.record(z.string(), z.unknown()),
      path: z.string(),
      message: z.string(),
      hint: z.string().default(""),
    }),
  ),
});

const { sound, cases } = shape.parse(parse(readFileSync(join(__dirname, "problems.yaml"), "utf8")));

function problemsOf(raw: unknown): readonly TopologyProblem[] {
  try {
    parseTopology(raw, "topology.yaml");
    return [];
  } catch (error) {
    assert.ok(error instanceof TopologyError);
    return error.problems;
  }
}

/** A copy with the value at `path` replaced, or, for null, taken away. */
function put(target: unknown, path: string, value: unknown): void {
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  const owner = steps.reduce<unknown>((at, step) => Reflect.get(Object(at), step), target);
  assert.ok(typeof owner === "object" && owner !== null, path);
  if (value !== null) Reflect.set(owner, last, value);
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else Reflect.deleteProperty(owner, last);
}

describe("a topology", () => {
  it("is accepted when it is sound, with every default filled in", () => {
    const topology = parseTopology(sound, "topology.yaml");
    assert.equal(topology.accounts["api"]?.apiLogs, "off");
    assert.deepEqual(topology.networks["seoul"], {
      account: "endpoint",
      region: "ap-northeast-2",
      cidr: "10.0.0.0/16",
      zones: 2,
      publicSubnets: false,
      privateDns: false,
      callsPublicApis: false,
      corporate: [],
      gateways: [],
      interfaces: [],
    });
    assert.deepEqual(topology.apis["srv"], {
      account: "api",
      region: "ap-northeast-2",
      stage: "v1",
      access: "private",
      backend: "mock",
      apiKey: false,
      cors: [],
    });
    assert.deepEqual(topology.links[0], { from: "seoul", to: "srv", through: "seoul" });
  });

  it("is accepted with services: open ones, of an API's name, of the consumer's range, of its own network and region", () => {
    const raw = structuredClone(sound);
    put(raw, "networks.busan.cidr", "10.0.0.0/16");
    put(raw, "services", {
      srv: { network: "seoul", regions: ["ap-northeast-2", "us-west-2"], instances: 14 },
    });
    const subscriptions = [
      ...["seoul", "busan", "oregon"].map((from) => ({ from, to: "srv" })),
      { from: "busan", to: "open" },
    ];
    put(raw, "subscriptions", subscriptions);
    put(raw, "services.open", { network: "seoul", acceptance: false });
    const topology = parseTopology(raw, "topology.yaml");
    assert.deepEqual(topology.services["srv"], {
      network: "seoul",
      port: 80,
      instances: 14,
      acceptance: true,
      regions: ["ap-northeast-2", "us-west-2"],
    });
    assert.deepEqual(
      topology.subscriptions,
      subscriptions.map((each) => ({ ...each, accept: true })),
    );
  });

  it("fills in what an inventory is collected from, and how often; a mock API has none", () => {
    const raw = structuredClone(sound);
    put(raw, "apis.srv.backend", "inventory");
    put(raw, "apis.crm", { account: "endpoint", region: "eu-west-1" });
    const { apis, ...rest } = parseTopology(raw, "topology.yaml");
    assert.deepEqual(apis["srv"]?.collect, {
      schedule: "rate(1 day)",
      accounts: ["api", "endpoint"],
      regions: ["ap-northeast-2", "eu-west-1", "us-west-2"],
    });
    assert.ok(!("collect" in (apis["crm"] ?? {})));
    assert.deepEqual(
      parseTopology(structuredClone({ apis, ...rest }), "state").apis,
      apis,
      "as a state holds it",
    );
    const chosen = { schedule: "cron(0 3 ? * MON-FRI *)", accounts: [], regions: ["eu-west-1"] };
    put(raw, "apis.srv.collect", chosen);
    assert.deepEqual(parseTopology(raw, "topology.yaml").apis["srv"]?.collect, chosen);
  });

  it("takes schedules as EventBridge does, and no others", () => {
    const problems = (schedule: string) => {
      const raw = structuredClone(sound);
      put(raw, "apis.srv.backend", "inventory");
      put(raw, "apis.srv.collect", { schedule });
      return problemsOf(raw).map(({ path }) => path);
    };
    const taken = [
      "rate(1 minute)",
      "rate(365 days)",
      "cron(0/15 8-17 ? JAN,MAR-JUL 2#1 2026-2030)",
      "cron(5,35 0 L * ? *)",
      "cron(0 10 15W 12 ? *)",
      "cron(0 10 LW */2 ? *)",
      "cron(0 23 ? * 6L *)",
      "cron(0 23 ? * mon-fri/2 *)",
    ];
    const unsound = [
      "rate(1.5 hours)",
      "rate(5  minutes)",
      "rate(05 minutes)",
      "Rate(5 minutes)",
      "rate(5 minutes) ",
      "cron(60 0 * * ? *)",
      "cron(0 0 32 * ? *)",
      "cron(0 0 0 * ? *)",
      "cron(0 0 * 13 ? *)",
      "cron(0 0 * MON ? *)",
      "cron(0 0 ? * 8 *)",
      "cron(0 0 ? * 2#6 *)",
      "cron(0 0 * * ? 1969)",
      "cron(0 0 ? * ? *)",
      "cron(0 0-1-2 * * ? *)",
      "cron(0/15/2 0 * * ? *)",
      "cron(0/0 0 * * ? *)",
      "cron(0, 0 * * ? *)",
      "cron(0 -5 * * ? *)",
      "cron(L 0 * * ? *)",
      "cron()",
    ];
    for (const schedule of taken) assert.deepEqual(problems(schedule), [], schedule);
    for (const schedule of unsound)
      assert.deepEqual(problems(schedule), ["apis.srv.collect.schedule"], schedule);
  });

  it("takes 80 accounts to collect from, those of one id once, and tells how to collect from more", () => {
    const collecting = (count: number) => {
      const ids = Array.from({ length: count }, (_, index) => String(100_000_000_000 + index));
      const raw = structuredClone(sound);
      put(raw, "accounts", {
        endpoint: { id: ids[0] },
        api: { id: ids[0] },
        ...Object.fromEntries(ids.map((id) => [`a${id}`, { id }])),
      });
      put(raw, "apis.srv.backend", "inventory");
      return problemsOf(raw);
    };
    assert.deepEqual(collecting(80), []);
    const [problem, ...others] = collecting(81);
    assert.deepEqual(others, []);
    assert.equal(problem?.path, "apis.srv.collect.accounts");
    assert.match(problem.message, /^has 81 accounts, .* of 80$/);
    assert.match(problem.hint, /another inventory API/);
  });

  it("takes a canary as a switch or with settings", () => {
    const canaryOf = (canary: unknown) => {
      const raw = structuredClone(sound);
      put(raw, "networks.seoul.canary", canary);
      const topology = parseTopology(raw, "topology.yaml");
      assert.deepEqual(parseTopology(structuredClone(topology), "state"), topology, "as a state holds it");
      return topology.networks["seoul"]?.canary;
    };
    assert.equal(canaryOf(false), undefined);
    assert.deepEqual(canaryOf(true), { schedule: "rate(5 minutes)", alarmTopicArns: [] });
    assert.deepEqual(canaryOf({}), canaryOf(true));
    const alarmTopicArns = ["arn:aws:sns:ap-northeast-2:999999999999:alarms"];
    assert.deepEqual(canaryOf({ alarmTopicArns }), { schedule: "rate(5 minutes)", alarmTopicArns });
    for (const schedule of [
      "rate(1 minute)",
      "rate(12 hours)",
      "rate(24 hours)",
      "cron(0/15 8-17 ? * * *)",
      "cron(5,35 0 * * ? *)",
    ])
      assert.deepEqual(canaryOf({ schedule }), { schedule, alarmTopicArns: [] });
  });

  it("takes as many APIs with keys to call as Lambda takes keys of in an environment, with the count of bytes", () => {
    const calling = (
      keyed: number,
      name = (index: number) => `p${100 + index}`,
    ): readonly TopologyProblem[] => {
      const raw = structuredClone(sound);
      const names = Array.from({ length: keyed }, (_, index) => name(index));
      const api = { account: "api", region: "ap-northeast-2" };
      const keyless = Array.from({ length: 5 }, (_, index) => `open${index}`);
      put(raw, "apis", {
        ...Object.fromEntries(names.map((one) => [one, { ...api, apiKey: true }])),
        ...Object.fromEntries(keyless.map((one) => [one, api])),
      });
      put(raw, "links", [
        ...[...names, ...keyless].map((to) => ({ from: "seoul", to })),
        // Another's calls are another's keys.
        ...names.map((to) => ({ from: "oregon", to, through: "seoul" })),
      ]);
      put(raw, "networks.seoul.canary", true);
      return problemsOf(raw).filter(({ path }) => path === "networks.seoul.canary");
    };
    const none = '{"NODE_OPTIONS":"--enable-source-maps","API_KEYS":"{}"}'.length;
    const one = String.raw`\"p100\":\"${"k".repeat(40)}\"`.length;
    const bytes = (keyed: number): number => none + keyed * one + (keyed - 1);
    assert.ok(bytes(74) <= 4096 && bytes(75) > 4096);
    assert.deepEqual(calling(74), []);
    assert.deepEqual(calling(75), [
      {
        path: "networks.seoul.canary",
        message: `would take ${bytes(75)} bytes of environment for the keys of 75 APIs, and Lambda takes 4096`,
        hint: "link the network to fewer APIs with apiKey: true, or leave the canary out",
      },
    ]);
  });

  it("counts the canary's address in each subnet", () => {
    const raw = structuredClone(sound);
    put(raw, "networks.busan.zones", 1);
    put(raw, "networks.busan.cidr", "10.2.0.0/27");
    put(raw, "networks.busan.interfaces", ["ssm", "sqs"]);
    put(raw, "links.2", { from: "busan", to: "srv" });
    put(raw, "services.web", { network: "busan", instances: 7 });
    assert.deepEqual(problemsOf(raw), []);
    put(raw, "networks.busan.canary", true);
    const [problem] = problemsOf(raw);
    assert.equal(problem?.path, "networks.busan.cidr");
    assert.match(problem.message, /12 are needed in it, .* 7 instances, 1 canary$/);
  });

  it("reads an endpoint by its service's name alone like one that is spelled out, and reads what it made of it", () => {
    const raw = structuredClone(sound);
    put(raw, "networks.seoul.gateways", ["s3", { service: "dynamodb", tables: ["orders"] }]);
    put(raw, "networks.seoul.interfaces", ["ssm", { service: "dynamodb", privateDns: false }, "ecr.api"]);
    const topology = parseTopology(raw, "topology.yaml");
    assert.deepEqual(topology.networks["seoul"]?.gateways, [
      { service: "s3" },
      { service: "dynamodb", tables: ["orders"] },
    ]);
    assert.deepEqual(topology.networks["seoul"].interfaces, [
      { service: "ssm", privateDns: true },
      { service: "dynamodb", privateDns: false },
      { service: "ecr.api", privateDns: true },
    ]);
    assert.deepEqual(parseTopology(structuredClone(topology), "state").networks, topology.networks);
  });

  it("is refused where more buckets are named than a gateway endpoint's policy can hold, with the count", () => {
    const buckets = (count: number) =>
      Array.from({ length: count }, (_, index) => `acme-${String(index).padStart(4, "0")}`);
    const withBuckets = (count: number): readonly TopologyProblem[] => {
      const raw = structuredClone(sound);
      put(raw, "networks.seoul.gateways", [{ service: "s3", buckets: buckets(count) }]);
      return problemsOf(raw);
    };
    assert.deepEqual(withBuckets(350), []);
    const [problem, ...others] = withBuckets(400);
    assert.deepEqual(others, []);
    assert.equal(problem?.path, "networks.seoul.gateways[0].buckets");
    assert.match(problem.message, /^take \d{5} characters of the endpoint policy, and AWS takes 20480$/);
  });

  for (const { name, set, path, message, hint } of cases) {
    it(`is refused for ${name}`, () => {
      const raw = structuredClone(sound);
      for (const [at, value] of Object.entries(set)) put(raw, at, value);
      const problems = problemsOf(raw);
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [path],
      );
      const [told] = problems;
      assert.ok(told?.message.includes(message) === true, told?.message);
      assert.ok(told.hint.includes(hint) && told.hint.length > 0, told.hint);
    });
  }

  it("is refused with all of its errors together, those of one entry and those between entries", () => {
    const raw = structuredClone(sound);
    put(raw, "accounts.api.id", 1);
    put(raw, "networks.oregon.cidr", "10.0.0.0/16");
    put(raw, "networks.oregon.speed", "fast");
    put(raw, "links.0.to", "nobody");
    assert.deepEqual(
      problemsOf(raw)
        .map(({ path }) => path)
        .sort(),
      ["accounts.api.id", "links[0].to", "networks.oregon.speed", "networks.seoul.cidr"],
    );
  });

  for (const [name, raw, message] of [
    ["nothing", undefined, "is empty"],
    ["null", null, "is empty"],
    ["an empty mapping", {}, "is empty"],
    ["a text", "accounts", "is no mapping"],
    ["a list", [], "is no mapping"],
  ] as const) {
    it(`is refused where there is ${name}`, () => {
      assert.ok(problemsOf(raw)[0]?.message.startsWith(message));
    });
  }

  it("is refused for each network that overlaps a wider one, not just its neighbour", () => {
    const network = (cidr: string) => ({ account: "a", region: "us-west-2", cidr, zones: 1 });
    const problems = problemsOf({
      accounts: { a: { id: "111111111111" } },
      networks: {
        hub: network("10.9.0.0/16"),
        wide: network("10.0.0.0/16"),
        first: network("10.0.0.0/24"),
        second: network("10.0.5.0/24"),
      },
      apis: { srv: { account: "a", region: "us-west-2" } },
      links: ["wide", "first", "second"].map((from) => ({ from, to: "srv", through: "hub" })),
    });
    assert.deepEqual(problems.map(({ path }) => path).sort(), ["networks.wide.cidr", "networks.wide.cidr"]);
  });

  it("shows control characters of the file as text", () => {
    const raw = structuredClone(sound);
    put(raw, "networks.seoul.cidr", "\u001b[31m10.0.0.0/16\nhint: none");
    const error = new TopologyError("topology.yaml", problemsOf(raw));
    assert.match(
      error.message,
      /networks\.seoul\.cidr: "\\u001b\[31m10\.0\.0\.0\/16\\nhint: none" is no IPv4 range/,
    );
    put(raw, "networks.seoul.cidr", "10.0.0.0/16");
    put(raw, "networks.\u001b[2J", {});
    assert.equal(new TopologyError("topology.yaml", problemsOf(raw)).message.includes("\u001b"), false);
  });

  it("takes 500 networks and tells how to split more", () => {
    const networks = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `n${index}`,
          { account: "a", region: "us-west-2", cidr: `10.${index >> 8}.${index & 255}.0/24` },
        ]),
      );
    const raw = (count: number) => ({ accounts: { a: { id: "111111111111" } }, networks: networks(count) });
    assert.deepEqual(problemsOf(raw(500)), []);
    const [problem] = problemsOf(raw(501));
    assert.equal(problem?.path, "networks");
    assert.match(problem.message, /501 networks/);
    assert.match(problem.hint, /split it into 2 stack files/);
  });

  it("takes a domain without a link, which denies everybody until one is written", () => {
    const raw = structuredClone(sound);
    const certificateArn = "arn:aws:acm:ap-northeast-2:222222222222:certificate/1";
    put(raw, "apis.srv.domain", { name: "srv.example.internal", certificateArn });
    put(raw, "links", []);
    assert.deepEqual(problemsOf(raw), []);
  });

  it("takes a peered network in the range of a subscribed one that is let in itself, or where only it is subscribed", () => {
    const raw = structuredClone(sound);
    put(raw, "networks.oregon.cidr", "10.2.0.0/16");
    put(raw, "services.web", { network: "seoul", regions: ["us-west-2"] });
    for (const subscriptions of [
      [
        { from: "busan", to: "web" },
        { from: "oregon", to: "web" },
      ],
      [{ from: "oregon", to: "web" }],
      [{ from: "busan", to: "web", accept: false }],
    ]) {
      put(raw, "subscriptions", subscriptions);
      assert.deepEqual(problemsOf(raw), []);
    }
  });

  it("is refused where the fronts need more addresses than a subnet has, once for their network", () => {
    const fronted = (count: number): readonly TopologyProblem[] => {
      const names = Array.from({ length: count }, (_, index) => `p${index}`);
      const front = { network: "tiny" };
      return problemsOf({
        accounts: { a: { id: "111111111111" } },
        networks: { tiny: { account: "a", region: "us-west-2", cidr: "10.0.0.0/27", zones: 1 } },
        apis: Object.fromEntries(names.map((name) => [name, { account: "a", region: "us-west-2", front }])),
        links: names.map((to) => ({ from: "tiny", to })),
      });
    };
    assert.deepEqual(fronted(10), []);
    const [problem, ...others] = fronted(11);
    assert.deepEqual(others, []);
    assert.equal(problem?.path, "networks.tiny.cidr");
    assert.equal(
      problem.message,
      "is too small: a subnet (10.0.0.0/28) has 11 addresses, and 12 are needed in it, for 1 endpoint, 11 fronts",
    );
  });

  it("is refused where endpoints, balancers and instances need more addresses than a subnet has", () => {
    const withTenants = (instances: number, subscriptions: readonly object[]): readonly TopologyProblem[] => {
      const raw = structuredClone(sound);
      put(raw, "networks.seoul", {
        account: "endpoint",
        region: "ap-northeast-2",
        cidr: "10.0.0.0/27",
        zones: 1,
        interfaces: ["ssm", "sqs"],
      });
      put(raw, "services", {
        web: { network: "seoul", instances },
        idle: { network: "seoul", instances: 1 },
      });
      put(raw, "subscriptions", subscriptions);
      return problemsOf(raw);
    };
    assert.deepEqual(withTenants(4, [{ from: "seoul", to: "web" }]), []);
    assert.deepEqual(withTenants(5, []), []);
    for (const [instances, subscriptions, all] of [
      [6, [], "3 endpoints, 2 balancers, 7 instances"],
      [5, [{ from: "seoul", to: "web" }], "4 endpoints, 2 balancers, 6 instances"],
    ] as const) {
      const [problem, ...others] = withTenants(instances, subscriptions);
      assert.deepEqual(others, []);
      assert.equal(problem?.path, "networks.seoul.cidr");
      assert.ok(
        problem.message.endsWith(`has 11 addresses, and 12 are needed in it, for ${all}`),
        problem.message,
      );
    }
  });

  it("divides a service's instances among the subnets before it counts their addresses", () => {
    const withInstances = (instances: number): readonly TopologyProblem[] => {
      const raw = structuredClone(sound);
      put(raw, "networks.busan", { account: "endpoint", region: "ap-northeast-2", cidr: "10.2.0.0/26" });
      const service = { network: "busan", instances };
      put(raw, "services", { one: service, two: { ...service, instances: 10 } });
      return problemsOf(raw);
    };
    assert.deepEqual(withInstances(8), []);
    const [problem, ...others] = withInstances(9);
    assert.deepEqual(others, []);
    assert.match(problem?.message ?? "", /\(10\.2\.0\.0\/28\) .* for 2 balancers, 10 instances$/);
  });

  it("names the nearest few services, where there are hundreds", () => {
    const raw = structuredClone(sound);
    put(raw, "networks.seoul.interfaces", ["cloud-watchdog"]);
    assert.match(problemsOf(raw)[0]?.hint ?? "", /^the nearest of \d{3} services are: [^,]+(, [^,]+){4}$/);
  });

  it("is refused where the other fronts' addresses make a policy too long, all of them counted", () => {
    const problems = problemsOf({
      accounts: { a: { id: "111111111111" } },
      networks: { hub: { account: "a", region: "us-west-2", cidr: "10.0.0.0/16", zones: 8 } },
      apis: Object.fromEntries(
        Array.from({ length: 90 }, (_, index) => [
          `p${index}`,
          { account: "a", region: "us-west-2", front: { network: "hub" } },
        ]),
      ),
      links: Array.from({ length: 90 }, (_, index) => ({ from: "hub", to: `p${index}` })),
    });
    assert.equal(problems[0]?.path, "apis.p0");
    assert.match(problems[0].message, /^its resource policy takes \d+ characters for 1 endpoints/);
  });

  it("counts a domain's name in the policies on both sides", () => {
    const names = Array.from({ length: 96 }, (_, index) => `p${index}`);
    const withDomains = (domain: (name: string) => object) =>
      problemsOf({
        accounts: { a: { id: "111111111111" } },
        networks: { hub: { account: "a", region: "us-west-2", cidr: "10.0.0.0/16" } },
        apis: Object.fromEntries(
          names.map((name) => [name, { account: "a", region: "us-west-2", ...domain(name) }]),
        ),
        links: names.map((to) => ({ from: "hub", to })),
      });
    const certificateArn = "arn:aws:acm:us-west-2:111111111111:certificate/1";
    const long = `${"x".repeat(60)}.${"y".repeat(60)}.example`;
    assert.deepEqual(
      withDomains(() => ({})),
      [],
    );
    const [problem] = withDomains((name) => ({ domain: { name: `${name}.${long}`, certificateArn } }));
    assert.equal(problem?.path, "networks.hub");
    assert.match(
      problem.message,
      /^its endpoint policy takes \d+ characters for 96 APIs, and AWS takes 20480$/,
    );
  });

  it("is refused where a policy cannot fit, with the count", () => {
    const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
    const [problem] = problemsOf({
      accounts: { a: { id: "111111111111" } },
      networks: Object.fromEntries(
        names.map((name, index) => [
          name,
          { account: "a", region: "us-west-2", cidr: `10.${2 * index}.0.0/16` },
        ]),
      ),
      apis: { srv: { account: "a", region: "us-west-2" } },
      links: names.map((from) => ({ from, to: "srv" })),
    });
    assert.equal(problem?.path, "apis.srv");
    assert.match(
      problem.message,
      /^its resource policy takes \d+ characters for 40 endpoints, and AWS takes 8192$/,
    );
  });
});
