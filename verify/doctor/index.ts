import type { ResourceState } from "../../lab/state";
import type { Link, Topology } from "../../stacks/topology/types";
import { check } from "../check";
import type { Finding, Probe, Report } from "../contract";
import { documentsOf } from "../model/documents";
import { withPublications, type ReadDeployment } from "../sources/live/gateway/publications";
import { stackOutputsIn } from "../stackOutputs";
import { adoptedNetworks, withAdopted } from "./adopted";
import { adoptedFaultsIn } from "./adoptedFaults";
import { deciding } from "./deciding";
import { differencesOf, type Found } from "./differences";
import type { Live } from "./live";
import { openingsOf, opensIn } from "./openings";
import { withMissingNames } from "./missingNames";
import { namedByOthers, paired, type Pairing } from "./pairing";
import { placeFinder } from "./place";
import { published, publishedDifferences } from "./published";
import type { DeploymentNote, DoctorLink, DoctorReport, Unread } from "./report";
import { inAws, isUnreadState, stateOf, type StateParts } from "./state";
import { withUnknownLinks } from "./unknownLinks";
import { unreadIn, type IsUnread } from "./unread";
import { types } from "../model/types";

export interface Diagnosis {
  readonly stack: string;
  readonly topology: Topology;
  /** What the program makes on the embedded cloud. */
  readonly expected: readonly ResourceState[];
  /** What is there. */
  readonly live: readonly Live[];
  readonly unread: readonly Unread[];
  /** The types that are read at all. */
  readonly readTypes: ReadonlySet<string>;
  /** The value of the tag `apilink:topology`. */
  readonly tag: string;
}

/** Compares what there is with what the program makes, and says which links work and what decides the others. */
export function diagnosed(input: Diagnosis): DoctorReport {
  const { stack, topology, expected, unread, readTypes } = input;
  const placeOf = placeFinder(expected);
  const isUnread = unreadIn(unread);
  const pairing = pairedKnowing(input, placeOf, isUnread);
  const parts: StateParts = {
    expected,
    pairing,
    placeOf,
    isUnread,
    isRead: (type) => readTypes.has(type),
  };

  const program = expected.map((state) => inAws(state, pairing));
  const programOf = documentsOf(program);
  const nameOf = apiNamesIn(program);
  const { states, deployments } = withPublications(withAdopted(stateOf(parts), topology, parts), programOf);
  const found = [
    ...differencesOf({
      ...parts,
      adoptedVpcIds: new Set(adoptedNetworks(topology).map(({ existing }) => existing.vpcId)),
      hasUnread: unread.length > 0,
    }),
    ...publishedDifferences(parts, programOf, nameOf),
  ];
  const whole = check(stack, topology, states);
  const report = withAssumed(whole, deployments, nameOf);
  const links = linksOf({ topology, states, found, program, report, parts, unread });
  const differences = [
    ...new Set([...found.map(({ difference }) => difference), ...links.flatMap(({ settings }) => settings)]),
  ];
  return {
    schema: "apilink.doctor/1",
    stack,
    ok: report.ok && links.every(({ state }) => state === "ok") && found.length === 0 && unread.length === 0,
    openings: openingsOf({ topology, states, found, program, report }),
    links,
    differences,
    unread,
    deployments: notesOf({ stack, topology, states, deployments, report, nameOf }),
    report: withUnknownLinks(report, links),
  };
}

/** What lies in something unread is found once it is known from others what that is called. */
function pairedKnowing(
  { expected, live, tag }: Diagnosis,
  placeOf: StateParts["placeOf"],
  isUnread: IsUnread,
): Pairing {
  const context = { placeOf, topology: tag };
  let pairing = paired(expected, live, context);
  let known: ReadonlyMap<string, string> = new Map();
  // Each round but the last finds something more, so this many are never needed.
  for (let round = 0; round < expected.length; round += 1) {
    const unread = unreadIds(expected, pairing, placeOf, isUnread);
    const more = new Map([...namedByOthers(expected, pairing, unread), ...known]);
    const nameless = new Set([...unread].filter((id) => !more.has(id)));
    const next = paired(expected, live, { ...context, nameless }, more);
    if (more.size === known.size && next.liveOf.size === pairing.liveOf.size) return next;
    [known, pairing] = [more, next];
  }
  return pairing;
}

function unreadIds(
  expected: readonly ResourceState[],
  { liveOf }: Pairing,
  placeOf: StateParts["placeOf"],
  isUnread: IsUnread,
): ReadonlySet<string> {
  return new Set(
    expected.flatMap((state) => {
      const place = placeOf(state);
      const isKnown = place === undefined || liveOf.has(state.urn);
      return isKnown || state.id === undefined || !isUnreadState(state, place, { isUnread })
        ? []
        : [state.id];
    }),
  );
}

function apiNamesIn(program: readonly ResourceState[]): (restApiId: string) => string {
  const names = new Map(Object.entries(stackOutputsIn(program).apis).map(([name, id]) => [id, name]));
  return (restApiId) => names.get(restApiId) ?? restApiId;
}

interface LinkParts {
  readonly topology: Topology;
  readonly states: readonly ResourceState[];
  readonly found: readonly Found[];
  /** With AWS's ids. */
  readonly program: readonly ResourceState[];
  readonly report: Report;
  readonly parts: StateParts;
  readonly unread: readonly Unread[];
}

function linksOf({
  topology,
  states,
  found,
  program,
  report,
  parts,
  unread,
}: LinkParts): readonly DoctorLink[] {
  const faults = adoptedFaultsIn(topology, states);
  const byUrn = new Map([...faults.taken, ...program.map((state) => [state.urn, state] as const)]);
  const candidates = [...found, ...faults.found];
  const named = withMissingNames(parts);
  return report.links.map(({ ok, ...link }): DoctorLink => {
    const { from, to, through } = link;
    const probe = probeOf(report, link);
    const told = { from, to, through, outcome: probe?.outcome ?? "unknown" };
    const explanation = named(probe?.explanation ?? `nothing is known of a URL of ${to} by ${through}`);
    if (ok) return { ...told, state: "ok", explanation, settings: [] };
    const hidden = hiddenFrom(link, topology, parts, unread);
    if (told.outcome === "unknown" || hidden !== undefined) {
      const why = hidden === undefined ? "" : `; ${hidden}`;
      return {
        ...told,
        outcome: "unknown",
        state: "unknown",
        explanation: `${explanation}${why}`,
        settings: [],
      };
    }
    const settings = deciding({ from, to, through }, topology, states, candidates, (urn) => byUrn.get(urn));
    return { ...told, state: "broken", explanation, settings: settings.map(({ difference }) => difference) };
  });
}

/** The first of a link's calls that should be answered and is not; else its recommended one. */
function probeOf({ probes }: Report, { from, to }: Link): Probe | undefined {
  const own = probes.filter((probe) => probe.from === from && probe.to === to && probe.linked);
  const wrong = own.filter(({ ok }) => !ok);
  return (
    wrong.find(({ outcome }) => outcome !== "unknown") ??
    wrong[0] ??
    own.find(({ outcome }) => outcome === "ok")
  );
}

/** What no call goes through. Of everything else holds: where its id is not known, a refusal may be no refusal. */
const besideTheWay: ReadonlySet<string> = new Set([
  types.metricAlarm,
  types.eventRule,
  types.eventTarget,
  types.eventInvokeConfig,
  types.flowLog,
  types.logGroup,
  types.queue,
]);

/** What could not be read of the places of a link, so that nothing can be said of why it is not answered. */
function hiddenFrom(
  { from, to, through }: Link,
  { accounts, networks, apis }: Topology,
  { expected, placeOf, pairing }: StateParts,
  unread: readonly Unread[],
): string | undefined {
  const places = [networks[from], networks[through], apis[to]].map(
    (each) => `${accounts[each?.account ?? ""]?.id ?? ""} ${each?.region ?? ""}`,
  );
  const unknownIds = expected.filter(
    ({ id, urn, type }) =>
      !besideTheWay.has(type) && !pairing.liveOf.has(urn) && id !== undefined && !pairing.translation.has(id),
  );
  const relevant = unread.find(
    ({ account, region, types: unreadTypes }) =>
      places.includes(`${account} ${region}`) &&
      unknownIds.some((state) => {
        const place = placeOf(state);
        return place?.account === account && place.region === region && unreadTypes.includes(state.type);
      }),
  );
  if (relevant === undefined) return undefined;
  const { account, region, permission, message } = relevant;
  return `${account} ${region} could not be read: ${permission === null ? message : `${permission} is missing`}`;
}

/** A deployment that somebody made by hand carries no mark of what it published. */
function withAssumed(
  report: Report,
  deployments: readonly ReadDeployment[],
  nameOf: (restApiId: string) => string,
): Report {
  const assumed = deployments
    .filter(({ published: as }) => as === "assumed")
    .map(({ restApiId }): Finding => ({
      severity: "warning",
      rule: "assumed",
      where: `apis.${nameOf(restApiId)}`,
      message:
        "its deployment carries no mark of what it published: it is judged by the present methods and policy",
      hint: "deploy the stack again, which marks it",
    }));
  return { ...report, findings: [...report.findings, ...assumed] };
}

interface NoteParts {
  readonly stack: string;
  readonly topology: Topology;
  readonly states: readonly ResourceState[];
  readonly deployments: readonly ReadDeployment[];
  readonly report: Report;
  readonly nameOf: (restApiId: string) => string;
}

/** What the next deployment would do to each link, and to whoever has none, where that is not nothing. */
function notesOf({
  stack,
  topology,
  states,
  deployments,
  report,
  nameOf,
}: NoteParts): readonly DeploymentNote[] {
  const stages = states.filter(({ type }) => type === types.stage);
  return deployments.flatMap(({ restApiId, deploymentId, published: as }): readonly DeploymentNote[] => {
    const stage = stages.find(
      ({ outputs }) => outputs["deployment"] === deploymentId && outputs["restApi"] === restApiId,
    );
    if (stage === undefined || as === "current" || as === "assumed") return [];
    const later = check(stack, topology, published(states, new Set([restApiId])));
    const next = later.links.flatMap(({ from, to, ok }, index) =>
      report.links[index]?.ok === ok ? [] : [{ from, to, ok }],
    );
    const [open, openThen] = [opensIn(report), opensIn(later)];
    const nextOpen = [
      ...beside(openThen, open).map((pair) => ({ ...pair, open: true })),
      ...beside(open, openThen).map((pair) => ({ ...pair, open: false })),
    ];
    const stageName = String(stage.outputs["stageName"]);
    return [{ api: nameOf(restApiId), stage: stageName, published: as, next, nextOpen }];
  });
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

/** The pairs of one list that are not in another. */
function beside(pairs: readonly Pair[], others: readonly Pair[]): readonly Pair[] {
  return pairs
    .filter(({ from, to }) => !others.some((other) => other.from === from && other.to === to))
    .map(({ from, to }) => ({ from, to }));
}
