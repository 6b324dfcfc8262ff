import assert from "node:assert/strict";
import { unknown, type ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import { parseTopology } from "../../stacks/topology/parse";
import { check } from "../../verify/check";
import { callersOf } from "../../verify/check/callers";
import { modelOf } from "../../verify/model";
import { types } from "../../verify/model/types";
import { withoutResources } from "../../verify/sources/without";
import { tracerOf } from "../../verify/trace";
import { parseUrl } from "../../verify/trace/url";
import { runTopology } from "../support/stacks";
import { awsStates, labelOf, stateOf } from "../support/states";
import { isSpared, sparedIn } from "./spared";

const written = {
  accounts: { a: { id: "111111111111" } },
  networks: {
    seoul: {
      account: "a",
      region: "ap-northeast-2",
      cidr: "10.0.0.0/16",
      publicSubnets: true,
      gateways: [{ service: "s3", buckets: ["reports"] }, "dynamodb"],
      interfaces: ["cloudformation", { service: "sqs", privateDns: false }],
    },
  },
};
const topology = parseTopology(written, "test");

const urls: readonly string[] = [
  "https://reports.s3.ap-northeast-2.amazonaws.com/2026.csv",
  "https://others.s3.ap-northeast-2.amazonaws.com/2026.csv",
  "https://dynamodb.ap-northeast-2.amazonaws.com/",
  "https://cloudformation.ap-northeast-2.amazonaws.com/",
  "https://sqs.ap-northeast-2.amazonaws.com/",
];

/** Resources that no call of these needs, by type, with the reason. */
const spared = sparedIn("mutation.yaml");
/** Resources of the public subnets alone, by logical name, with the reason. */
const sparedOfPublic = sparedIn("mutation.public.yaml");

const deny = '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}';

/** Other values of the properties that wire an endpoint: each changes what somebody observes. */
const rewirings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "seoul.s3.endpoint": {
    policy: deny,
    routeTableIds: [],
    serviceName: "com.amazonaws.us-west-2.s3",
    state: "pending",
    vpcEndpointType: "Interface",
    vpcId: "vpc-0123456789abcdef0",
  },
  "seoul.dynamodb.endpoint": {
    policy: deny,
    routeTableIds: [],
    serviceName: "com.amazonaws.us-west-2.dynamodb",
  },
  "seoul.cloudformation.endpoint": {
    dnsEntries: [],
    policy: deny,
    privateDnsEnabled: false,
    securityGroupIds: [],
    serviceName: "com.amazonaws.ap-northeast-2.sns",
    state: "pending",
    subnetConfigurations: [{ subnetId: "subnet-0123456789abcdef0", ipv4: "10.9.0.4" }],
    vpcEndpointType: "Gateway",
    vpcId: "vpc-0123456789abcdef0",
  },
  "seoul.sqs.endpoint": { privateDnsEnabled: true, dnsEntries: [] },
};

/** Rewirings that leave an endpoint in place: what a policy lets pass depends on what is asked for, and there are more names. */
const leavesGreen: readonly string[] = [
  "seoul.dynamodb.endpoint.policy",
  "seoul.cloudformation.endpoint.dnsEntries",
  "seoul.cloudformation.endpoint.policy",
  "seoul.sqs.endpoint.privateDnsEnabled",
];

describe("every resource of a network with gateway and interface endpoints", () => {
  let resources: readonly ResourceState[] = [];
  let endpointNames: readonly string[] = [];
  before(async () => {
    resources = await runTopology(written);
    endpointNames = [...modelOf(resources, topology).otherEndpoints.values()].flatMap(({ names }) =>
      names.map(({ name }) => `https://${name}/`),
    );
  });

  function tracesOf(states: readonly ResourceState[]) {
    const model = modelOf(states, topology);
    const { trace } = tracerOf(model);
    const asked = { method: "GET", headers: {}, client: "curl", insecure: false, demand: "any" } as const;
    return callersOf(model, topology).flatMap(({ from, vantage, parts }) =>
      parts.flatMap(({ range, source }) =>
        [...urls, ...endpointNames].map((url) => {
          const { outcome, explanation } = trace({ source, url: parseUrl(url), ...asked });
          return { call: `${from} ${vantage} ${url}`, range, outcome, explanation };
        }),
      ),
    );
  }

  /** With another value of one property of an endpoint. */
  function rewire(name: string, key: string, value: unknown): readonly ResourceState[] {
    const endpoint = stateOf(resources, types.endpoint, name);
    const { inputs, outputs } = endpoint;
    const other = { ...endpoint, inputs: { ...inputs, [key]: value }, outputs: { ...outputs, [key]: value } };
    return resources.map((state) => (state === endpoint ? other : state));
  }

  /** What every caller observes of every call, with the reason, and what check says of it. */
  function observed(states: readonly ResourceState[]): string {
    return JSON.stringify([tracesOf(states), check("test", topology, states).findings]);
  }

  it("is missed when it is gone, or decides no call", () => {
    const whole = observed(resources);
    const own = resources.filter(({ type }) => !type.startsWith("pulumi:"));
    for (const what of new Set(own.flatMap(({ urn, type }) => [urn, type]))) {
      const left = withoutResources(resources, [what]);
      const taken = awsStates(resources).filter(({ urn }) => !left.some((resource) => resource.urn === urn));
      const isIdle = taken.every((state) => isSpared(spared, state));
      assert.equal(observed(left) === whole, isIdle, `without ${what} (${taken.map(labelOf).join(", ")})`);
    }
  });

  it("makes check red when it is gone, or decides no call", () => {
    assert.equal(check("test", topology, resources).ok, true);
    const unmissed = awsStates(resources).filter(
      ({ urn }) => check("test", topology, withoutResources(resources, [urn])).ok,
    );
    const names = unmissed.filter((state) => !isSpared(spared, state)).map(({ urn }) => nameOf(urn));
    assert.deepEqual([...new Set(names)], Object.keys(sparedOfPublic));
    assert.ok(unmissed.some((state) => isSpared(spared, state)));
  });

  it("is missed by the endpoint that it is part of", () => {
    const places: Readonly<Record<string, string>> = {
      "seoul.s3": "gateways[0]",
      "seoul.dynamodb": "gateways[1]",
      "seoul.cloudformation": "interfaces[0]",
      "seoul.sqs": "interfaces[1]",
    };
    for (const [component, place] of Object.entries(places)) {
      const own = awsStates(resources).filter(({ urn }) => nameOf(urn).startsWith(`${component}.`));
      assert.ok(own.length > 0, component);
      for (const { urn } of own) {
        const { findings } = check("test", topology, withoutResources(resources, [urn]));
        const missed = findings.filter(({ rule }) => rule === "link-broken").map(({ where }) => where);
        assert.deepEqual(missed, [`networks.seoul.${place}`], urn);
      }
    }
  });

  it("makes check red where an endpoint does not carry what it is for", () => {
    const green = Object.entries(rewirings).flatMap(([name, rewired]) =>
      Object.entries(rewired)
        .filter(([key, value]) => check("test", topology, rewire(name, key, value)).ok)
        .map(([key]) => `${name}.${key}`),
    );
    assert.deepEqual(green, leavesGreen);
  });

  it("is missed in each property that wires it", () => {
    const whole = observed(resources);
    for (const [name, rewired] of Object.entries(rewirings)) {
      for (const [key, value] of Object.entries(rewired))
        assert.notEqual(observed(rewire(name, key, value)), whole, `${name}.${key}`);
    }
  });

  /** The outcomes of each call, several where parts of the caller's range fare differently. */
  function outcomesOf(states: readonly ResourceState[]): ReadonlyMap<string, ReadonlySet<string>> {
    const outcomes = new Map<string, Set<string>>();
    for (const { call, outcome } of tracesOf(states))
      outcomes.set(call, (outcomes.get(call) ?? new Set<string>()).add(outcome));
    return outcomes;
  }

  it("leaves each call as it was, or not known, where one of its properties is not known", () => {
    const whole = outcomesOf(resources);
    const surprises: string[] = [];
    for (const [index, state] of resources.entries()) {
      if (!state.type.startsWith("aws:")) continue;
      for (const key of new Set([...Object.keys(state.inputs), ...Object.keys(state.outputs)])) {
        const blank = (values: ResourceState["inputs"]) =>
          key in values ? { ...values, [key]: unknown } : values;
        const blanked = { ...state, inputs: blank(state.inputs), outputs: blank(state.outputs) };
        const states = resources.map((each, at) => (at === index ? blanked : each));
        for (const [call, outcomes] of outcomesOf(states)) {
          const told = [...outcomes].filter(
            (outcome) => outcome !== "unknown" && !whole.get(call)?.has(outcome),
          );
          if (told.length > 0) surprises.push(`${labelOf(state)}.${key}: ${call}: ${told.join(", ")}`);
        }
      }
    }
    assert.deepEqual(surprises, []);
  });
});
