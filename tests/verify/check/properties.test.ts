import assert from "node:assert/strict";
import fc from "fast-check";
import type { Topology } from "../../../stacks/topology/types";
import { check } from "../../../verify/check";
import type { Probe, Report } from "../../../verify/contract";
import { resourcesOfProgram } from "../../../verify/sources/program";
import type { ResourceState } from "../../../lab/state";
import { topologies } from "../../support/topologies";

/** A topology as a stack file would hold it. */
function stackOf(topology: Topology) {
  return { stack: "drawn", config: { "apilink:topology": topology }, topology };
}

/** What nothing is linked to any more would be refused: a front before an endpoint, a canary. */
function withoutIdle(topology: Topology): Topology {
  const isUsed = (name: string, network: string): boolean =>
    topology.links.some(({ to, through }) => to === name && through === network);
  const apis = Object.entries(topology.apis).map(([name, { front, ...api }]) => [
    name,
    front !== undefined && isUsed(name, front.network) ? { ...api, front } : api,
  ]);
  const networks = Object.entries(topology.networks).map(([name, { canary, ...network }]) => [
    name,
    canary !== undefined && topology.links.some(({ from }) => from === name)
      ? { ...network, canary }
      : network,
  ]);
  return {
    ...topology,
    apis: Object.fromEntries(apis) as Topology["apis"],
    networks: Object.fromEntries(networks) as Topology["networks"],
  };
}

async function reportOn(topology: Topology): Promise<Report> {
  return check("drawn", topology, await resourcesOfProgram(stackOf(topology)));
}

function labelOf({ from, vantage, source, to, form, through, outcome, explanation }: Probe): string {
  return `${from} ${vantage} ${source} -> ${to} by ${form} of ${through ?? "nobody"}: ${outcome}, ${explanation}`;
}

/** Every way of calling an API from a network that keeps to the network itself, or to its corporate ranges. */
function callsBetween(
  { probes }: Report,
  { from, to }: Pick<Topology["links"][number], "from" | "to">,
): readonly Probe[] {
  return probes.filter((probe) => probe.from === from && probe.to === to && probe.client === "curl");
}

describe("check of any topology", function () {
  this.timeout(120_000);

  it("finds every link answered by its recommended URL, and nobody else by any", async () => {
    const drawn = { links: 0, inventories: 0, canaries: 0 };
    await fc.assert(
      fc.asyncProperty(topologies, async (topology) => {
        const { ok, links, probes } = await reportOn(topology);
        assert.deepEqual(probes.filter((probe) => !probe.ok).map(labelOf), []);
        for (const { from, to, url, ok: answered } of links) {
          const workloads = probes.filter(
            (probe) =>
              probe.from === from && probe.to === to && probe.url === url && probe.vantage === "workload",
          );
          assert.ok(answered && workloads.length > 0);
          assert.deepEqual(
            workloads.filter(({ outcome, linked: meant }) => outcome !== "ok" || !meant).map(labelOf),
            [],
          );
        }
        assert.deepEqual(probes.filter((probe) => !probe.linked && probe.outcome === "ok").map(labelOf), []);
        assert.equal(links.length, topology.links.length);
        assert.ok(ok);
        const { apis, networks } = topology;
        drawn.links += links.length;
        drawn.inventories += Object.values(apis).filter(({ backend }) => backend === "inventory").length;
        drawn.canaries += Object.values(networks).filter(({ canary }) => canary !== undefined).length;
      }),
      { numRuns: 24 },
    );
    assert.ok(drawn.links > 4, "the topologies have links");
    assert.ok(drawn.inventories > 3 && drawn.canaries > 0, JSON.stringify(drawn));
  });

  it("finds exactly the pair kept out whose link is taken away", async () => {
    const cut = topologies
      .filter(({ links }) => links.length > 0)
      .chain((topology) => fc.nat(topology.links.length - 1).map((index) => ({ topology, index })));
    await fc.assert(
      fc.asyncProperty(cut, async ({ topology, index }) => {
        const [gone] = topology.links.slice(index);
        const links = topology.links.filter((_, position) => position !== index);
        const report = await reportOn(withoutIdle({ ...topology, links }));
        assert.ok(gone !== undefined && report.ok, JSON.stringify(report.findings));
        const before = callsBetween(await reportOn(topology), gone);
        assert.ok(before.some(({ outcome, vantage }) => outcome === "ok" && vantage === "workload"));
        const after = callsBetween(report, gone);
        const inside = after.filter(({ vantage }) => vantage === "workload");
        assert.ok(inside.length > 0);
        assert.deepEqual(inside.filter(({ outcome }) => outcome === "ok").map(labelOf), []);
        assert.deepEqual(
          report.links.filter(({ ok }) => !ok),
          [],
        );
      }),
      { numRuns: 12 },
    );
  });

  it("never throws, whatever is taken away", async () => {
    const some = fc.tuple(topologies, fc.array(fc.nat(), { minLength: 1, maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(some, async ([topology, picks]) => {
        const resources = await resourcesOfProgram(stackOf(topology));
        const gone = new Set(picks.map((pick) => pick % resources.length));
        const left = resources.filter(
          ({ type }: ResourceState, index) => type === "pulumi:pulumi:Stack" || !gone.has(index),
        );
        const { probes, links } = check("drawn", topology, left);
        // Less there is, and never more that answers.
        assert.deepEqual(probes.filter((probe) => !probe.linked && probe.outcome === "ok").map(labelOf), []);
        assert.equal(links.length, topology.links.length);
      }),
      { numRuns: 24 },
    );
  });
});
