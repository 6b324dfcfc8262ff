import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { runEmbedded } from "../../lab/embedded/run";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import * as schema from "../../stacks/topology/schema";
import { readStackFile, stackFileOf } from "../../stacks/stackFile";
import { resourcesOfProgram } from "../../verify/sources/program";
import { runTopology } from "../support/stacks";

const root = join(__dirname, "../..");

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The code blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  return [...read(page).matchAll(new RegExp("```" + language + "\\n(.*?)```", "gs"))].map(
    ([, code]) => code ?? "",
  );
}

const named = z.record(z.string(), z.unknown());
const sections = z.object({
  accounts: named,
  networks: named,
  apis: named.default({}),
  links: z.array(z.unknown()),
});
const devTopology = z.object({ config: z.object({ "apilink:topology": sections }) });

describe("the README", () => {
  it("shows a whole topology that is sound", () => {
    const whole: unknown = parse(blocks("README.md", "yaml")[0] ?? "");
    const topology = z.object({ config: z.object({ "apilink:topology": z.unknown() }) }).parse(whole).config[
      "apilink:topology"
    ];
    assert.equal(parseTopology(topology, "README").links.length, 1);
  });

  it("tells how to add an account, and that edit works", async () => {
    const [, edit = ""] = blocks("README.md", "yaml");
    const addition = sections.parse(parse(edit));
    const before = devTopology.parse(parse(read("Pulumi.dev.yaml"))).config["apilink:topology"];
    const { accounts, networks, apis, links } = before;
    const merged = {
      accounts: { ...accounts, ...addition.accounts },
      networks: { ...networks, ...addition.networks },
      apis,
      links: [...links, ...addition.links],
    };
    const topology = parseTopology(merged, "README");
    const resources = await resourcesOfProgram({
      stack: "dev",
      config: { "apilink:topology": merged },
      topology,
    });
    const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
    assert.deepEqual([providers.length, topology.links.length], [3, 2]);
  });

  it("shows an adopted VPC that is sound", () => {
    const [, , adopted = ""] = blocks("README.md", "yaml");
    const { networks } = z.object({ networks: z.unknown() }).parse(parse(adopted));
    parseTopology({ accounts: { endpoint: { id: "111111111111" } }, networks }, "README");
  });

  it("shows a backend and a canary that are sound", () => {
    const [, , , text = ""] = blocks("README.md", "yaml");
    const added = z
      .object({ networks: z.object({ seoul: named }), apis: z.object({ srv: named }) })
      .parse(parse(text));
    const { networks, apis, ...rest } = devTopology.parse(parse(read("Pulumi.dev.yaml"))).config[
      "apilink:topology"
    ];
    const topology = parseTopology(
      {
        ...rest,
        networks: { seoul: { ...named.parse(networks["seoul"]), ...added.networks.seoul } },
        apis: { srv: { ...named.parse(apis["srv"]), ...added.apis.srv } },
      },
      "README",
    );
    assert.equal(topology.apis["srv"]?.backend, "inventory");
  });

  it("shows the doctor's policy as it is", () => {
    const [policy = ""] = blocks("README.md", "json");
    assert.deepEqual(JSON.parse(policy), JSON.parse(read("docs/doctor-policy.json")));
  });

  it("names folders that exist, and every folder of code", () => {
    const told = [...read("README.md").matchAll(/^\| `(\w+)\/` \|/gm)].map(([, folder]) => folder);
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .filter((name) => !["node_modules", "dist", "docs", "bench"].includes(name));
    assert.deepEqual([...told].sort(), folders.sort());
  });
});

describe("docs/topology.md", () => {
  it("names every key of the schema", () => {
    const page = read("docs/topology.md");
    const keys = (prefix: string, shape: object) => Object.keys(shape).map((key) => `${prefix}.${key}`);
    const all = [
      ...keys("accounts.NAME", schema.account.shape),
      ...keys("networks.NAME", schema.network.shape),
      ...keys("apis.NAME", schema.api.shape),
      ...keys("links[]", schema.link.shape),
      ...keys("services.NAME", schema.service.shape),
      ...keys("subscriptions[]", schema.subscription.shape),
    ];
    for (const key of all) assert.ok(page.includes(`\`${key}\``), key);
  });
});

describe("docs/components.md", () => {
  const programs = blocks("docs/components.md", "ts").filter((program) => program.startsWith("import "));

  for (const [index, kind] of [types.stage, types.endpointAccepter].entries()) {
    it(`shows a program that makes a ${kind.split(":").pop() ?? ""}`, async () => {
      const file = join(__dirname, `example${index}.tmp.ts`);
      writeFileSync(file, (programs[index] ?? "").replace('"apilink"', '"../../components"'));
      try {
        const load = (): unknown => createRequire(__filename)(file);
        const resources = await runEmbedded(load, { project: "apilink", stack: "docs" });
        assert.equal(resources.filter(({ type }) => type === kind).length, 1);
      } finally {
        rmSync(file);
      }
    });
  }
});

describe("the deployer policies", () => {
  const statement = z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() });
  const actionsOf = (page: string): string[] =>
    z
      .object({ Statement: z.array(statement) })
      .parse(JSON.parse(read(page)))
      .Statement.flatMap(({ Action }) => Action);
  const needs = z
    .record(z.string(), z.array(z.string()))
    .parse(parse(readFileSync(join(__dirname, "actions.yaml"), "utf8")));

  function assertAllowed(
    resources: readonly ResourceState[],
    pagesOf: (account: string) => readonly string[] = (account) => [account],
  ): void {
    for (const { type, provider = "", urn } of resources.filter((resource) =>
      resource.type.startsWith("aws:"),
    )) {
      const account = provider.split("::")[3] ?? "";
      const allowed = pagesOf(account).flatMap((page) =>
        actionsOf(`docs/deployer-policies/${page}-account.json`),
      );
      const needed = needs[type];
      assert.ok(needed, `tests/docs/actions.yaml does not know ${type}`);
      for (const action of needed)
        assert.ok(allowed.includes(action), `${urn} needs ${action} in ${account}`);
    }
  }

  for (const stack of ["dev", "prod"]) {
    it(`allow each account of ${stack} what its resources need`, async () => {
      assertAllowed(await resourcesOfProgram(readStackFile(stackFileOf(stack, root))), (account) => [
        account,
        "functions",
        "collected",
      ]);
    });
  }

  it("allow an account that is only collected from what its reader needs", async () => {
    const region = "ap-northeast-2";
    const resources = await runTopology({
      accounts: { api: { id: "111111111111" }, collected: { id: "222222222222" } },
      apis: { srv: { account: "api", region, backend: "inventory" } },
      networks: { own: { account: "api", region, cidr: "10.0.0.0/16" } },
      links: [{ from: "own", to: "srv" }],
    });
    assertAllowed(resources, (account) =>
      account === "collected" ? [account] : ["api", "endpoint", "functions", "collected"],
    );
  });

  it("allow accounts without functions what their logs and the keys of these need", async () => {
    const region = "ap-northeast-2";
    const resources = await runTopology(
      {
        accounts: { api: { id: "111111111111", apiLogs: "create" }, endpoint: { id: "222222222222" } },
        apis: { srv: { account: "api", region } },
        networks: { own: { account: "endpoint", region, cidr: "10.0.0.0/16" } },
        links: [{ from: "own", to: "srv" }],
      },
      { "apilink:flowLogs": "true" },
    );
    assert.equal(resources.filter(({ type }) => type === types.key).length, 2);
    assertAllowed(resources);
  });

  it("allow the account of a service and that of its consumer what theirs need", async () => {
    const network = { region: "ap-northeast-2", cidr: "10.0.0.0/16" };
    const resources = await runTopology({
      accounts: { service: { id: "111111111111" }, endpoint: { id: "222222222222" } },
      networks: {
        own: { ...network, account: "service" },
        custom: { ...network, account: "endpoint", region: "us-west-2" },
      },
      services: { web: { network: "own", regions: ["us-west-2"] } },
      subscriptions: [{ from: "custom", to: "web" }],
    });
    // The service's policy comes on top of that of every account with networks.
    assertAllowed(resources, (account) => (account === "service" ? ["endpoint", "service"] : [account]));
    assert.ok(actionsOf("docs/deployer-policies/endpoint-account.json").includes("vpce:AllowMultiRegion"));
  });

  it("allow the accounts of an API with a domain and a front, and that of its callers, what theirs need", async () => {
    const region = "ap-northeast-2";
    const certificateArn = `arn:aws:acm:${region}:111111111111:certificate/01234567-89ab-cdef-0123-456789abcdef`;
    const domain = { name: "srv.example.internal", certificateArn };
    const resources = await runTopology({
      accounts: { api: { id: "111111111111" }, endpoint: { id: "222222222222" } },
      networks: {
        own: { account: "api", region, cidr: "10.0.0.0/16" },
        custom: { account: "endpoint", region, cidr: "10.2.0.0/16" },
      },
      apis: { srv: { account: "api", region, domain, front: { network: "own" } } },
      links: [
        { from: "own", to: "srv" },
        { from: "custom", to: "srv" },
      ],
    });
    const pages = {
      api: ["api", "endpoint", "front", "domain", "domain-caller"],
      endpoint: ["endpoint", "domain-caller"],
    };
    assertAllowed(resources, (account) => (account === "api" ? pages.api : pages.endpoint));
  });

  it("hold no wildcard in an action", () => {
    for (const account of [
      "endpoint",
      "api",
      "service",
      "front",
      "domain",
      "domain-caller",
      "functions",
      "collected",
    ]) {
      for (const action of actionsOf(`docs/deployer-policies/${account}-account.json`))
        assert.equal(action.includes("*"), false, action);
    }
  });
});
