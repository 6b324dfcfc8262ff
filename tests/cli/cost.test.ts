import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { cost, type CostOptions } from "../../cli/cost";
import { plain } from "../../cli/paint";
import { loadStack } from "../../cli/source";
import { sources } from "../../cost/prices";
import { types } from "../../lab/services/types";
import { UserError } from "../../stacks/userError";

const sum = { total: z.number() };
const text = z.string().min(1);
const place = { account: z.string().regex(/^\d{12}$/), region: text };

/** The estimate's contract, key by key: others script against it. */
const estimate = z.strictObject({
  schema: z.literal("apilink.cost/1"),
  stack: text,
  currency: z.literal("USD"),
  pricesOf: z.iso.date(),
  usage: z.strictObject({ trafficGb: z.number(), requests: z.int() }),
  hours: z.literal(730),
  total: z.number().min(0),
  complete: z.boolean(),
  items: z.array(
    z.strictObject({
      what: text,
      where: text,
      ...place,
      toRegion: text.optional(),
      network: text.nullable(),
      quantity: z.number().min(0),
      unit: text,
      price: z.number().min(0),
      amount: z.number().min(0),
      links: z.array(z.string().regex(/^\S+ -> \S+$/)),
      source: text,
    }),
  ),
  links: z.array(z.strictObject({ from: text, to: text, through: text, ...sum })),
  subscriptions: z.array(z.strictObject({ from: text, to: text, ...sum })),
  withoutLink: z.number(),
  networks: z.array(z.strictObject({ name: text, ...sum })),
  withoutNetwork: z.number(),
  accounts: z.array(z.strictObject({ id: text, names: z.array(text), ...sum })),
  unpriced: z.array(
    z.strictObject({
      what: text,
      where: text,
      ...place,
      network: text.nullable(),
      links: z.array(text),
      reason: text,
    }),
  ),
  assumptions: z.array(text),
  cheaper: z.array(
    z.strictObject({
      shape: z.enum(["shared-endpoint", "own-endpoint", "fewer-zones"]),
      change: text,
      now: z.number(),
      then: z.number(),
      saves: z.number().positive(),
      complete: z.boolean(),
      givesUp: z.array(text).min(1),
    }),
  ),
});
type Estimate = z.output<typeof estimate>;

const screen = { width: 100, paint: plain };

async function textOf(options: CostOptions): Promise<string> {
  const { status, stdout } = await cost(options, screen);
  assert.equal(status, 0);
  return [...stdout].join("");
}

async function jsonOf(options: CostOptions): Promise<Estimate> {
  return estimate.parse(JSON.parse(await textOf({ ...options, json: true })));
}

describe("apilink cost", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "apilink-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const pair = { account: "a", region: "ap-northeast-2" };
  const stackFile = (links: readonly object[]): string => {
    const topology = {
      accounts: { a: { id: "111111111111" } },
      networks: { one: { ...pair, cidr: "10.0.0.0/16" }, two: { ...pair, cidr: "10.1.0.0/16" } },
      apis: { srv: pair },
      links,
    };
    const file = join(folder, "Pulumi.pair.yaml");
    writeFileSync(file, stringify({ config: { "apilink:topology": topology } }));
    return file;
  };
  const apart = [
    { from: "one", to: "srv" },
    { from: "two", to: "srv" },
  ];
  const together = [
    { from: "one", to: "srv" },
    { from: "two", to: "srv", through: "one" },
  ];

  it("shows a month of dev by link, network and account, in 80 columns", async () => {
    const shown = await textOf({});
    const lines = shown.split("\n");
    assert.equal(lines[0], "dev: at least 37.63 USD a month, at prices of 2026-11-22");
    for (const line of [
      "       37.63  seoul -> srv (at least)",
      "       20.04  seoul",
      "       21.25  111111111111 endpoint",
      "       16.38  222222222222 api (at least)",
      "       18.98  endpoint hours: 1,460 zone-hours",
      "  - table backup of srv.servers: no price of ap-northeast-2 is in the table",
      "    at least 28.14 instead of at least 37.63 USD a month: saves 9.49 of what has",
    ])
      assert.ok(lines.includes(line), line);
    assert.ok(
      lines.every((line) => line.length <= 80),
      shown,
    );
    assert.match(shown, /carries 10 GB and 1,000,000\n {4}requests a month/);
  });

  it("shows what docs/cost.md shows", async () => {
    const page = readFileSync(join(__dirname, "../../docs/cost.md"), "utf8");
    const [, shown] = /```console\n\$ npm run -s apilink -- cost\n([^]*?)```/.exec(page) ?? [];
    assert.equal(shown, await textOf({}));
    for (const source of Object.values(sources)) assert.ok(page.includes(source), source);
  });

  it("calls nothing free of a region that has no prices: each sum of it is at least that", async () => {
    const topology = {
      accounts: { a: { id: "111111111111" } },
      networks: { frank: { account: "a", region: "eu-central-1", cidr: "10.0.0.0/16" } },
      apis: { de: { account: "a", region: "eu-central-1" } },
      links: [{ from: "frank", to: "de" }],
    };
    const file = join(folder, "Pulumi.de.yaml");
    writeFileSync(file, stringify({ config: { "apilink:topology": topology } }));
    const lines = (await textOf({ file })).split("\n");
    for (const line of ["        0.00  frank -> de (at least)", "        0.00  frank (at least)"])
      assert.ok(lines.includes(line), lines.join("\n"));
    assert.ok(lines.some((line) => /^ +\d+\.\d\d {2}111111111111 a \(at least\)$/.test(line)));
  });

  it("tells programs the same, and takes how much is called", async () => {
    const { usage, total, links } = await jsonOf({ trafficGb: "20.5", requests: "3000000" });
    assert.deepEqual(usage, { trafficGb: 20.5, requests: 3_000_000 });
    assert.ok(total > 45 && links.length === 1);
  });

  it("shares an endpoint where that is cheaper, with the figures of both", async () => {
    const { total, cheaper } = await jsonOf({ file: stackFile(apart) });
    const shared = cheaper.find(({ shape }) => shape === "shared-endpoint") ?? assert.fail();
    assert.equal(shared.change, "the links through two: through: one");
    const really = await jsonOf({ file: stackFile(together) });
    assert.deepEqual([shared.now, shared.then], [total, really.total]);
    // An endpoint in two zones, less 5 GB each way over peering between zones.
    assert.equal(shared.saves.toFixed(2), (18.98 - 0.1).toFixed(2));
    assert.ok(really.cheaper.every(({ shape }) => shape !== "own-endpoint"));
  });

  it("gives each network its own endpoint where traffic makes that cheaper", async () => {
    const file = stackFile(together);
    // Half of the traffic crosses zones at 0.02 USD a GB; an endpoint in two zones is 18.98 USD.
    assert.deepEqual(
      (await jsonOf({ file, trafficGb: "1897" })).cheaper.map(({ shape }) => shape),
      ["fewer-zones"],
    );
    const { cheaper } = await jsonOf({ file, trafficGb: "2900" });
    const own = cheaper.find(({ shape }) => shape === "own-endpoint") ?? assert.fail();
    assert.equal(own.change, "the links from two in its own region: through: two");
    assert.equal(own.saves.toFixed(2), (29 - 18.98).toFixed(2));
    const apartThen = await jsonOf({ file: stackFile(apart), trafficGb: "2900" });
    assert.equal(own.then, apartThen.total);
    assert.ok(apartThen.cheaper.every(({ shape }) => shape !== "shared-endpoint"));
  });

  it("estimates a state as the program that made it, its cheaper shapes as well", async () => {
    const { resources } = await loadStack({ stack: "prod" });
    const state = join(folder, "prod.json");
    writeFileSync(state, JSON.stringify({ version: 3, deployment: { resources } }));
    assert.deepEqual(await jsonOf({ state }), await jsonOf({ stack: "prod" }));
  });

  it("leaves out what is taken away, and looks for no other shape then", async () => {
    const { items, cheaper, assumptions } = await jsonOf({ stack: "prod", without: [types.endpoint] });
    assert.ok(items.every(({ what }) => !what.startsWith("endpoint")));
    assert.deepEqual(cheaper, []);
    assert.match(assumptions.at(-1) ?? "", /Cheaper shapes are not looked for/);
  });

  for (const wrong of [{ trafficGb: "-1" }, { requests: "NaN" }, { trafficGb: "1e99" }, { requests: "" }])
    it(`refuses ${JSON.stringify(wrong)}`, async () => {
      await assert.rejects(cost(wrong, screen), UserError);
    });
});
