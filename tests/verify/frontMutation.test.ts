import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import { unknown, type ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import { check } from "../../verify/check";
import { withoutResources } from "../../verify/sources/without";
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

/** Resources that decide no call, by type, with the reason. */
const spared: Readonly<Record<string, string>> = {
  [types.resourceShare]: "lets another account associate its endpoint, which it has done",
  [types.resourceAssociation]: "is part of the share",
  [types.principalAssociation]: "is part of the share",
};

/** Whether all links are answered, and, where a front is asked about, whether its caller is. */
function fares(states: readonly ResourceState[]): Readonly<Record<"ok" | "front", boolean>> {
  const { ok, probes } = check("test", topology, states);
  const byFront = probes.filter(
    ({ from, to, form }) => from === "busan" && to === "crm" && form === "nlb-header-insecure",
  );
  return { ok, front: byFront.length > 0 && byFront.every(({ outcome }) => outcome === "ok") };
}

describe("every resource of a front and of a private domain", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runTopology(written);
  });
  const below = (component: string) => awsStates(states).filter(({ urn }) => urn.includes(component));

  it("together let every linked caller in", () => {
    assert.deepEqual(fares(states), { ok: true, front: true });
  });

  it("is missed by the links that are called by the domain, or decides no call", () => {
    const own = [
      ...below("PrivateDomain"),
      ...awsStates(states).filter(({ type }) => type === types.basePathMapping),
    ];
    assert.ok(own.length > 10);
    for (const state of own) {
      const { ok } = fares(withoutResources(states, [state.urn]));
      assert.equal(ok, state.type in spared, labelOf(state));
    }
  });

  it("is missed by who calls the front", () => {
    const own = below("NlbFront");
    assert.ok(own.length >= 9);
    for (const state of own) {
      const left = fares(withoutResources(states, [state.urn]));
      // One of two targets is enough for a balancer that passes calls on across zones.
      assert.equal(left.front, state.type === types.targetGroupAttachment, labelOf(state));
    }
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
