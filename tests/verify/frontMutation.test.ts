import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import { unknown, type ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import { check } from "../../verify/check";
import { withoutResources } from "../../verify/sources/without";
import { isSpared, sparedIn } from "./spared";
import { runTopology } from "../support/stacks";
import { awsStates, labelOf } from "../support/states";

const region = "ap-northeast-2";
const certificateArn = `arn:aws:acm:${region}:111111111111:certificate/01234567-89ab-cdef-0123-456789abcdef`;
const front = { network: "seoul" };
const domain = { name: "srv.example.internal", certificateArn };
const written = {
  accounts: { a: { id: "111111111111" }, b: { id: "222222222222" } },
  networks: {
    seoul: { account: "a", region, cidr: "10.0.0.0/16" },
    busan: { account: "b", region, cidr: "10.2.0.0/16" },
  },
  apis: {
    srv: { account: "a", region, domain },
    crm: { account: "a", region, front },
  },
  links: [
    { from: "seoul", to: "srv" },
    { from: "busan", to: "srv" },
    { from: "busan", to: "crm", through: "seoul" },
  ],
};
const topology = parseTopology(written, "test");

/** Resources that decide no call, by type, with the reason: those of the other stacks suffice. */
const spared = sparedIn("mutation.yaml");

function findingsIn(states: readonly ResourceState[]): readonly string[] {
  return check("test", topology, states)
    .findings.filter(({ severity }) => severity === "error")
    .map(({ rule, where }) => `${rule} ${where}`);
}

describe("every resource of a front and of a private domain", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runTopology(written);
  });
  const below = (component: string) => awsStates(states).filter(({ urn }) => urn.includes(component));

  it("together make check green", () => {
    assert.equal(check("test", topology, states).ok, true);
  });

  it("is missed, or decides no call", () => {
    const own = states.filter(({ type }) => !type.startsWith("pulumi:"));
    for (const what of new Set(own.flatMap(({ urn, type }) => [urn, type]))) {
      const left = withoutResources(states, [what]);
      const taken = awsStates(states).filter(({ urn }) => !left.some((state) => state.urn === urn));
      const isIdle = taken.every((state) => isSpared(spared, state));
      assert.equal(check("test", topology, left).ok, isIdle, `${what} (${taken.map(labelOf).join(", ")})`);
    }
  });

  it("is missed by the front that it is part of", () => {
    const own = below("NlbFront");
    assert.ok(own.length >= 9);
    for (const state of own)
      assert.ok(
        findingsIn(withoutResources(states, [state.urn])).includes("link-broken apis.crm.front"),
        labelOf(state),
      );
  });

  it("is missed by the domain that is shared through it", () => {
    const shares: readonly string[] = [
      types.resourceShare,
      types.resourceAssociation,
      types.principalAssociation,
    ];
    const own = below("PrivateDomain").filter(({ type }) => shares.includes(type));
    assert.equal(own.length, 3);
    for (const state of own)
      assert.deepEqual(
        findingsIn(withoutResources(states, [state.urn])),
        ["link-broken apis.srv.domain"],
        labelOf(state),
      );
  });

  it("lets nobody in whose property is not known", () => {
    const open: string[] = [];
    for (const state of [...below("PrivateDomain"), ...below("NlbFront")]) {
      for (const property of Object.keys(state.inputs)) {
        const vague = states.map((other): ResourceState =>
          other === state
            ? {
                ...state,
                inputs: { ...state.inputs, [property]: unknown },
                outputs: { ...state.outputs, [property]: unknown },
              }
            : other,
        );
        const { findings } = check("test", topology, vague);
        if (findings.some(({ rule }) => rule === "isolation-broken"))
          open.push(`${labelOf(state)}.${property}`);
      }
    }
    // Where its addresses are not known, they count as addresses that a machine may take.
    assert.deepEqual(open, ["LoadBalancer crm.front.subnetMappings"]);
  });
});
