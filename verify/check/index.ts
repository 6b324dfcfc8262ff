import { compare } from "../../components/compare";
import type { ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import type { Probe, Report, ReportedLink } from "../contract";
import { modelOf, type Contents } from "../model";
import { tracerOf } from "../trace";
import { callersOf } from "./callers";
import { findingsOf } from "./findings";
import { probeAll, type TracedProbe } from "./probes";
import { openDoorsIn, subscriptionsIn } from "./subscriptions";

/**
 * Traces every caller to every API and compares what happens with what was meant.
 *
 * @param resources As `pulumi stack export` lists them.
 * @param contents What no resource tells.
 */
export function check(
  stack: string,
  asWritten: Topology,
  resources: readonly ResourceState[],
  contents: Contents = {},
): Report {
  const topology = sorted(asWritten);
  const model = modelOf(resources, topology, contents);
  const probes: Probe[] = [];
  const wrong: TracedProbe[] = [];
  const recommended = new Map<string, Probe>();
  const callers = callersOf(model, topology);
  const tracer = tracerOf(model);
  probeAll(model, topology, callers, tracer, (probe, trace, isRecommended) => {
    probes.push(probe);
    if (!probe.ok) wrong.push({ probe, trace });
    if (isRecommended) recommended.set(`${pairIn(probe)} ${probe.vantage}`, probe);
  });
  const links = linksIn(topology, recommended, wrong);
  const subscriptions = subscriptionsIn(model, topology, callers, tracer);
  const openDoors = openDoorsIn(model, topology, callers, tracer);
  const findings = findingsOf({
    topology,
    model,
    callers,
    tracer,
    probes,
    wrong,
    links,
    subscriptions,
    openDoors,
  });
  return {
    schema: "apilink.check/1",
    stack,
    ok: wrong.length === 0 && findings.every(({ severity }) => severity !== "error"),
    resources: resources.filter(({ type }) => type.startsWith("aws:")).length,
    links,
    subscriptions: subscriptions.map(({ reported }) => reported),
    probes,
    findings,
  };
}

/** By name: a stack file and a state have one topology's entries in different orders. */
function sorted({ networks, apis, services, ...rest }: Topology): Topology {
  return { ...rest, networks: byName(networks), apis: byName(apis), services: byName(services) };
}

function byName<Entry>(entries: Readonly<Record<string, Entry>>): Record<string, Entry> {
  return Object.fromEntries(Object.entries(entries).sort(([one], [other]) => compare(one, other)));
}

function pairIn({ from, to }: Pick<Probe, "from" | "to">): string {
  return `${from} ${to}`;
}

/** @param recommended The calls that links rely on: a link without one is as good as broken. */
function linksIn(
  { networks, links }: Topology,
  recommended: ReadonlyMap<string, Probe>,
  wrong: readonly TracedProbe[],
): readonly ReportedLink[] {
  const broken = new Set(wrong.filter(({ probe }) => probe.linked).map(({ probe }) => pairIn(probe)));
  return links.map((link): ReportedLink => {
    const { from, to, through } = link;
    const own = recommended.get(`${pairIn(link)} workload`);
    const isCorporate = from === through && (networks[from]?.corporate.length ?? 0) > 0;
    return {
      from,
      to,
      through,
      ok: own !== undefined && !broken.has(pairIn(link)),
      url: own?.url ?? "",
      corporateUrl: isCorporate ? (recommended.get(`${pairIn(link)} corporate`)?.url ?? null) : null,
      headers: own?.headers ?? {},
    };
  });
}
