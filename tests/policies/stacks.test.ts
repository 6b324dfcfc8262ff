import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { unknown, type ResourceState } from "../../lab/state";
import { policies, topologyWorks } from "../../policies/policies";
import { types } from "../../policies/types";
import { readStackFile } from "../../stacks/stackFile";
import { resourcesOfProgram } from "../../verify/sources/program";
import { examples } from "../examples/examples";
import { askedOf, askedOfStates } from "./asking";

const root = resolve(__dirname, "../..");
const stackFiles = [
  "Pulumi.dev.yaml",
  "Pulumi.prod.yaml",
  ...examples.flatMap((example) => example.stackFiles),
];

/**
 * What the pack stops in a stack, as the start of each violation. The topology has no way yet to give an endpoint among a
 * network's `interfaces` a policy.
 */
const stopped: Readonly<Partial<Record<string, readonly string[]>>> = {
  "examples/interface-endpoint/Pulumi.interface-endpoint.yaml": [
    "endpoint-policy-missing: seoul.cloudformation.endpoint has no policy",
    "endpoint-policy-missing: busan.cloudformation.endpoint has no policy",
  ],
};

/** What the whole pack says of a stack that is there, advice left out. */
async function violationsOf(states: readonly ResourceState[]): Promise<readonly string[]> {
  const said: string[] = [];
  for (const policy of policies()) {
    if (policy.enforcementLevel === "advisory") continue;
    const tell = (violations: readonly string[]): void => {
      said.push(...violations.map((violation) => `${policy.name}: ${violation}`));
    };
    if (isOfResources(policy)) {
      for (const { type, inputs } of states) tell((await askedOf(policy, type, inputs)).violations);
    }
    if (isOfStacks(policy)) tell((await askedOfStates(policy, states)).violations);
  }
  return said;
}

function isOfResources(policy: object): policy is ResourceValidationPolicy {
  return "validateResource" in policy;
}

function isOfStacks(policy: object): policy is StackValidationPolicy {
  return "validateStack" in policy;
}

describe("the whole pack", function () {
  this.timeout(60_000);

  it("has every rule once, each with what it demands", () => {
    const names = policies().map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(policies().every(({ description }) => description.endsWith(".") || description.endsWith(").")));
  });

  it("is documented, rule by rule", () => {
    const page = readFileSync(join(root, "docs/policies.md"), "utf8");
    for (const { name } of policies()) assert.match(page, new RegExp(`\`${name}\``));
  });

  for (const file of stackFiles) {
    const expected = stopped[file] ?? [];
    it(`${expected.length === 0 ? "passes" : "stops the known faults of"} ${file}`, async () => {
      const states = await resourcesOfProgram(readStackFile(join(root, file)));
      pulumi.runtime.setAllConfig({});
      const beginnings = (await violationsOf(states)).map((violation) => violation.split(", ", 1)[0]);
      assert.deepEqual(beginnings, expected);
    });
  }
});

describe("topology-works", function () {
  this.timeout(60_000);
  const file = readStackFile(join(root, "examples/cross-account/Pulumi.cross-account.yaml"));
  const config = Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [key, JSON.stringify(value)]),
  );
  let states: readonly ResourceState[];

  before(async () => {
    states = await resourcesOfProgram(file);
  });

  beforeEach(async () => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "apilink",
      file.stack,
    );
    pulumi.runtime.setAllConfig({});
  });

  const red = (given: readonly ResourceState[]): readonly ResourceState[] =>
    given.map((state) => {
      if (state.type !== types.securityGroupIngressRule) return state;
      const range = { cidrIpv4: "10.9.0.0/24" };
      return { ...state, inputs: { ...state.inputs, ...range }, outputs: { ...state.outputs, ...range } };
    });

  /** As a first preview shows them: inputs that hold ids are not known, nor is anything that AWS answers. */
  const previewed = (given: readonly ResourceState[]): readonly ResourceState[] => {
    const ids = given.flatMap(({ id, type }) => (id === undefined || !type.startsWith("aws:") ? [] : [id]));
    const hide = (value: unknown): unknown => {
      if (typeof value === "string") return ids.some((id) => value.includes(id)) ? unknown : value;
      if (Array.isArray(value)) return value.map(hide);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(inner)]));
    };
    return given.map(({ id, ...state }) => {
      if (!state.custom || !state.type.startsWith("aws:")) {
        return {
          ...state,
          ...(id !== undefined && { id }),
          outputs: hide(state.outputs) as typeof state.outputs,
        };
      }
      return { ...state, outputs: hide(state.inputs) as typeof state.outputs };
    });
  };

  it("passes what works, by the topology of the outputs or of the configuration", async () => {
    const policy = topologyWorks(() => false);
    assert.deepEqual(await askedOfStates(policy, states), { violations: [], open: undefined });
    pulumi.runtime.setAllConfig(config);
    assert.deepEqual(await askedOfStates(policy, states), { violations: [], open: undefined });
  });

  it("stops a red matrix, with what is broken and how to mend it", async () => {
    const { violations } = await askedOfStates(
      topologyWorks(() => false),
      red(states),
    );
    assert.match(violations.join("\n"), /^links\[0\]: .+/);
  });

  it("judges a first preview as the embedded cloud would answer it", async () => {
    pulumi.runtime.setAllConfig(config);
    assert.deepEqual(
      await askedOfStates(
        topologyWorks(() => true),
        previewed(states),
      ),
      {
        violations: [],
        open: undefined,
      },
    );
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "apilink",
      file.stack,
    );
    pulumi.runtime.setAllConfig(config);
    const { violations } = await askedOfStates(
      topologyWorks(() => true),
      previewed(red(states)),
    );
    assert.match(violations.join("\n"), /^links\[0\]: .+/);
  });

  it("does not judge the preview of a program that makes other resources, and says so", async () => {
    pulumi.runtime.setAllConfig(config);
    const stranger = {
      ...states[0],
      urn: "urn:pulumi:s::p::aws:sqs/queue:Queue::q",
      type: "aws:sqs/queue:Queue",
    };
    const given = [
      ...previewed(states),
      { ...stranger, custom: true, inputs: {}, outputs: {} } as ResourceState,
    ];
    const { violations, open } = await askedOfStates(
      topologyWorks(() => true),
      given,
    );
    assert.deepEqual(violations, []);
    assert.match(open ?? "", /^not known before the update/);
  });

  it("has no business with a program without a topology", async () => {
    const without = states.filter(({ type }) => type !== types.stack);
    const { violations, open } = await askedOfStates(
      topologyWorks(() => false),
      without,
    );
    assert.deepEqual(violations, []);
    assert.match(open ?? "", /^not applicable: the stack has no topology/);
  });

  it("goes by what was asked for, where AWS answers with what others added", async () => {
    const policy = topologyWorks(() => false);
    const { validateResource } = policy;
    assert.equal(typeof validateResource, "function");
    const open = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}';
    const given = states
      .filter(({ type }) => type !== types.endpointPolicy)
      .map((state) =>
        state.type === types.endpoint ? { ...state, outputs: { ...state.outputs, policy: open } } : state,
      );
    assert.deepEqual((await askedOfStates(policy, given)).violations, []);
    for (const { urn, inputs } of given) {
      if (typeof validateResource === "function")
        await validateResource({ urn, props: inputs } as never, () => undefined);
    }
    assert.notDeepEqual((await askedOfStates(policy, given)).violations, []);
  });
});
