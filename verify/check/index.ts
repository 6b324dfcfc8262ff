import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import type { Probe, Report, ReportedLink } from "../contract";
import { modelOf } from "../model";
import type { Model } from "../model/facts";
import { tracerOf } from "../trace";
import { findingsOf } from "./findings";
import { callsOf } from "./calls";
import { linksOf } from "./links";
import { probeAll, type TracedProbe } from "./probes";

/**
 * Traces every caller to every API and compares what happens with what was meant.
 *
 * @param resources As `pulumi stack export` lists them.
 */
export function check(stack: string, asWritten: Topology, resources: readonly ResourceState[]): Report {
  const topology = sorted(asWritten);
  const model = modelOf(resources, topology);
  const probes: Probe[] = [];
  const wrong: TracedProbe[] = [];
  const relied = new Set<string>();
  probeAll(model, topology, tracerOf(model), (probe, trace, isRecommended) => {
    probes.push(probe);
    if (!probe.ok) wrong.push({ probe, trace });
    if (isRecommended && probe.vantage === "workload") relied.add(pairIn(probe));
  });
  const links = linksIn(model, topology, relied, wrong);
  const findings = findingsOf({ topology, model, probes, wrong, links });
  return {
    schema: "apilink.check/1",
    stack,
    ok: wrong.length === 0 && findings.every(({ severity }) => severity !== "error"),
    resources: resources.filter(({ type }) => type.startsWith("aws:")).length,
    links,
    subscriptions: [],
    probes,
    findings,
  };
}

/** By name: a stack file and a state have one topology's entries in different orders. */
function sorted({ networks, apis, ...rest }: Topology): Topology {
  return { ...rest, networks: byName(networks), apis: byName(apis) };
}

function byName<Entry>(entries: Readonly<Record<string, Entry>>): Record<string, Entry> {
  return Object.fromEntries(Object.entries(entries).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function pairIn({ from, to }: Pick<Probe, "from" | "to">): string {
  return `${from} ${to}`;
}

/** @param relied The pairs whose recommended call was followed: a link without one is as good as broken. */
function linksIn(
  model: Model,
  topology: Topology,
  relied: ReadonlySet<string>,
  wrong: readonly TracedProbe[],
): readonly ReportedLink[] {
  const { recommended } = linksOf(model, topology);
  const broken = new Set(wrong.filter(({ probe }) => probe.linked).map(({ probe }) => pairIn(probe)));
  const calls = new Map(
    Object.keys(topology.apis).map((api) => [
      api,
      groupBy(
        callsOf(model, topology, api).filter(({ named }) => named),
        ({ form, through }) => `${form} ${through ?? ""}`,
      ),
    ]),
  );
  return topology.links.map((link): ReportedLink => {
    const { from, to, through } = link;
    const callFrom = (vantage: "workload" | "corporate") => {
      const { form, through: by } = recommended(vantage, link);
      return calls.get(to)?.get(`${form} ${by ?? ""}`)?.[0];
    };
    const [own, corporate] = [callFrom("workload"), callFrom("corporate")];
    const isCorporate = from === through && (topology.networks[from]?.corporate.length ?? 0) > 0;
    return {
      from,
      to,
      through,
      ok: relied.has(pairIn(link)) && !broken.has(pairIn(link)),
      url: own?.url ?? "",
      corporateUrl: isCorporate ? (corporate?.url ?? null) : null,
      headers: own?.headers ?? {},
    };
  });
}
