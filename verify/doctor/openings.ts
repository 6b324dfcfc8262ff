import type { ResourceState } from "../../lab/state";
import { groupBy } from "../../components/groupBy";
import type { Topology } from "../../stacks/topology/types";
import { check } from "../check";
import type { Report } from "../contract";
import { addressOf, rangeOf } from "../model/addresses";
import { modelOf } from "../model";
import type { Model, PolicyFact } from "../model/facts";
import type { Found } from "./differences";
import { fewestTogether } from "./fewest";
import { mended } from "./mended";
import type { Opening } from "./report";

/** An opening is tried with so many differences mended, one at a time. */
const mostTried = 40;

/** Who gets in without a link, as far as it is told before it is known what decides it. */
type Open = Omit<Opening, "settings">;

export interface OpeningParts {
  readonly topology: Topology;
  readonly states: readonly ResourceState[];
  readonly found: readonly Found[];
  /** With AWS's ids. */
  readonly program: readonly ResourceState[];
  readonly report: Report;
}

/** Whoever gets in without a link, each with the differences that decide it. */
export function openingsOf({ topology, states, found, program, report }: OpeningParts): readonly Opening[] {
  const byUrn = new Map(program.map((state) => [state.urn, state]));
  const all = [...opensIn(report), ...strangersIn(states, topology)];
  return [...groupBy(all, ({ to }) => to)].flatMap(([to, opens]) => {
    const own = around(to, opens, topology);
    const stillOpen = (mend: readonly Found[]): ReadonlySet<string> => {
      const then = mended(states, mend, (urn) => byUrn.get(urn));
      return new Set([...opensIn(check("doctor", own, then)), ...strangersIn(then, own)].map(keyOf));
    };
    const likely = byLikelihood(found, to).slice(0, mostTried);
    const alone = likely.map((each) => ({ each, open: stillOpen([each]) }));
    return opens.map((open): Opening => {
      const closing = alone.flatMap(({ each, open: then }) => (then.has(keyOf(open)) ? [] : [each]));
      const deciding =
        closing.length > 0 ? closing : fewestTogether(likely, (mend) => !stillOpen(mend).has(keyOf(open)));
      return { ...open, settings: deciding.map(({ difference }) => difference) };
    });
  });
}

function keyOf({ from, to }: Pick<Opening, "from" | "to">): string {
  return `${from} ${to}`;
}

/** Callers of the topology, and the internet, that are answered without a link: one of each caller and API. */
export function opensIn({ probes }: Pick<Report, "probes">): readonly Open[] {
  const wrong = probes.filter(({ ok, linked }) => !ok && !linked);
  return [...groupBy(wrong, keyOf).values()].flatMap((own): readonly Open[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { from, to, explanation } = first;
    const forms = own.map(({ form, through }) => (through === null ? form : `${form} of ${through}`));
    return [
      {
        from,
        to,
        who: first.vantage === "internet" ? "internet" : "network",
        forms: [...new Set(forms)],
        sources: [...new Set(own.map(({ source }) => source))],
        explanation,
      },
    ];
  });
}

/** Endpoints and VPCs of which the topology knows nothing, and which an API's published policy admits all the same. */
function strangersIn(states: readonly ResourceState[], topology: Topology): readonly Open[] {
  const model = modelOf(states, topology);
  return Object.entries(topology.apis).flatMap(([to, { access, stage }]) => {
    const api = model.apis.get(model.names.apis.get(to) ?? "");
    const policy = api?.stages.get(stage)?.published?.policy;
    if (access !== "private" || api === undefined || policy === undefined) return [];
    const named = [...new Set(policy.text.match(/\bvpce?-[0-9a-z]+/g))];
    return named
      .filter((id) => !isKnown(id, model) && admits(policy, id, `${api.executionArn}/${stage}/GET/`))
      .map((from): Open => ({
        from,
        to,
        who: "stranger",
        forms: [],
        sources: [],
        explanation: `${from}, in no network of the topology, is admitted to ${to} by ${policy.label}`,
      }));
  });
}

function isKnown(id: string, { endpoints, vpcs, names }: Model): boolean {
  return endpoints.has(id) || vpcs.has(id) || [...names.endpoints.values()].includes(id);
}

/** Whether a policy lets in whoever comes by an endpoint, or from a VPC, from some address of their choice. */
function admits({ policy }: PolicyFact, id: string, resource: string): boolean {
  const key = id.startsWith("vpce-") ? "aws:sourcevpce" : "aws:sourcevpc";
  const ranges = policy.sourceRanges.flatMap((range) => rangeOf(range) ?? []);
  const addresses = [anyAddress, ...ranges.map(({ first }) => addressOf(first))];
  return addresses.some((address) => {
    const values: Readonly<Record<string, readonly string[]>> = { [key]: [id], "aws:vpcsourceip": [address] };
    const { effect } = policy.decide({
      principal: { kind: "anonymous" },
      action: "execute-api:Invoke",
      resource,
      context: (asked) => values[asked],
    });
    return effect === "allow";
  });
}

/** For policies that say nothing of addresses. Source: RFC 5737, TEST-NET-1. */
const anyAddress = "192.0.2.1";

/** The part of a topology that an API's openings are about. */
function around(to: string, opens: readonly Open[], { networks, apis, links, ...rest }: Topology): Topology {
  const own = links.filter((link) => link.to === to);
  const names = new Set([
    ...own.flatMap(({ from, through }) => [from, through]),
    ...opens.flatMap(({ from, forms }) => [from, ...forms.flatMap((form) => form.split(" of ")[1] ?? [])]),
    ...(apis[to]?.front === undefined ? [] : [apis[to].front.network]),
  ]);
  return {
    ...rest,
    networks: Object.fromEntries(Object.entries(networks).filter(([name]) => names.has(name))),
    apis: Object.fromEntries(Object.entries(apis).filter(([name]) => name === to)),
    links: own,
    services: {},
    subscriptions: [],
  };
}

/** Those of the API itself first: mostly it is its policy that lets somebody in. */
function byLikelihood(found: readonly Found[], to: string): readonly Found[] {
  const isOwn = ({ difference: { resource } }: Found): boolean => resource.split(".")[0] === to;
  return [...found.filter(isOwn), ...found.filter((each) => !isOwn(each))];
}
