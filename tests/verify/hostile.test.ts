import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { unknown, type ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import { UserError } from "../../stacks/userError";
import { check } from "../../verify/check";
import { callersOf } from "../../verify/check/callers";
import type { Report } from "../../verify/contract";
import { modelOf } from "../../verify/model";
import { readStateFile } from "../../verify/sources/stateFile";
import { topologyIn } from "../../verify/sources/stackTopology";
import { tracerOf } from "../../verify/trace";
import { hostileStates, hostileValues, pathsIn, put, type Path } from "../support/hostileStates";
import { runTopology } from "../support/stacks";
import { temporaryFolders } from "../support/temporary";

const allowedMs = 5000;

/**
 * Everything that a stack can hold today: peering, public subnets, corporate ranges, keys, CORS, an adopted VPC, an inventory and
 * a canary.
 */
const everything = {
  accounts: { a: { id: "111111111111" }, b: { id: "222222222222", apiLogs: "create" } },
  networks: {
    one: {
      account: "a",
      region: "us-west-2",
      cidr: "10.0.0.0/16",
      publicSubnets: true,
      privateDns: true,
      gateways: [{ service: "s3", buckets: ["reports"] }, "dynamodb"],
      interfaces: ["sqs", { service: "s3", privateDns: false }],
    },
    two: {
      account: "b",
      region: "eu-west-1",
      cidr: "10.1.0.0/16",
      canary: true,
      corporate: [{ cidr: "192.168.0.0/16", via: "tgw-0123456789abcdef0" }],
    },
    three: {
      account: "b",
      region: "us-west-2",
      cidr: "10.2.0.0/16",
      existing: {
        vpcId: "vpc-0123456789abcdef0",
        subnetIds: ["subnet-0123456789abcdef0"],
        routeTableIds: ["rtb-0123456789abcdef0"],
      },
    },
  },
  apis: {
    pay: {
      account: "b",
      region: "us-west-2",
      apiKey: true,
      cors: ["https://a.example", "https://b.example"],
    },
    log: { account: "b", region: "eu-west-1", backend: "inventory", cors: ["*"] },
    open: { account: "b", region: "eu-west-1", access: "regional" },
  },
  links: [
    { from: "one", to: "pay" },
    { from: "two", to: "pay", through: "one" },
    { from: "two", to: "log" },
    { from: "three", to: "pay" },
  ],
};

/** What check does not call: the services of AWS, from everywhere. */
function callServices(topology: Topology, states: readonly ResourceState[]): void {
  const model = modelOf(states, topology);
  const { trace } = tracerOf(model);
  const hosts = ["reports.s3.us-west-2.amazonaws.com", "dynamodb.us-west-2.amazonaws.com"];
  const names = [...model.otherEndpoints.values()].flatMap((endpoint) =>
    endpoint.names.map(({ name }) => name),
  );
  const sources = callersOf(model, topology).flatMap(({ parts }) => parts.map(({ source }) => source));
  for (const source of sources) {
    for (const host of [...hosts, "sqs.us-west-2.amazonaws.com", ...names]) {
      const url = { scheme: "https", host, port: 443, path: "/a" } as const;
      const asked = { method: "GET", headers: {}, client: "curl", insecure: false, demand: "any" } as const;
      trace({ source, url, ...asked });
    }
  }
}

describe("check of whatever a state holds", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  let resources: readonly ResourceState[] = [];
  let topology: Topology;
  before(async () => {
    resources = await runTopology(everything);
    topology = topologyIn(resources, "test");
  });

  /** Every other error than a user's is a defect, and so is one that comes late. */
  function inTime(work: () => Report): Report | UserError {
    const start = performance.now();
    try {
      return work();
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    } finally {
      assert.ok(performance.now() - start < allowedMs);
    }
  }

  it("is green where nothing is done to it", () => {
    assert.equal(check("test", topology, resources).ok, true);
  });

  it("ends in a report or a clear error, from the file on", () => {
    const file = join(folder(), "state.json");
    const seen = { reports: 0, errors: 0 };
    fc.assert(
      fc.property(hostileStates(resources), (text) => {
        writeFileSync(file, text);
        const result = inTime(() => {
          const state = readStateFile(file);
          return check(state.stack, topologyIn(state.resources, file), state.resources);
        });
        seen[result instanceof UserError ? "errors" : "reports"] += 1;
      }),
      { numRuns: 150 },
    );
    assert.ok(seen.reports > 5 && seen.errors > 5, JSON.stringify(seen));
  });

  it("fails nowhere, whatever resources are gone", () => {
    const some = fc.array(fc.nat(resources.length - 1), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(some, (picks) => {
        const gone = new Set(picks);
        const left = resources.filter(
          ({ type }, index) => type === "pulumi:pulumi:Stack" || !gone.has(index),
        );
        const result = inTime(() => check("test", topology, left));
        assert.ok(!(result instanceof UserError));
        assert.deepEqual(
          result.probes.filter(({ linked, outcome, to }) => !linked && outcome === "ok" && to !== "open"),
          [],
        );
      }),
      { numRuns: 200 },
    );
  });

  it("fails nowhere for whatever stands where a property was", () => {
    const places = resources.flatMap(({ type, inputs, outputs }, index) =>
      type === "pulumi:pulumi:Stack"
        ? []
        : pathsIn({ inputs, outputs })
            .filter((path) => path.length > 1)
            .map((path): Path => [index, ...path]),
    );
    // What is nested too deep is refused when the file is read.
    const values = hostileValues.filter((text) => !/^(\[\[|\{"a":\{)/.test(text));
    const value = fc.oneof(
      fc.constantFrom(...values).map((text): unknown => JSON.parse(text)),
      fc.constant(unknown),
      fc.json(),
    );
    const holes = fc.array(fc.tuple(fc.constantFrom(...places), value), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(holes, (damage) => {
        const copy = structuredClone(resources) as ResourceState[];
        for (const [path, instead] of damage) put(copy, path, instead);
        const result = inTime(() => {
          callServices(topology, copy);
          return check("test", topology, copy);
        });
        assert.ok(!(result instanceof UserError));
      }),
      { numRuns: 600 },
    );
  });
});
