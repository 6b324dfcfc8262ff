import type { ResourceState } from "../../lab/state";
import type { Link, Topology } from "../../stacks/topology/types";
import { check } from "../check";
import type { Found } from "./differences";
import { fewestTogether } from "./fewest";
import { mended } from "./mended";

/** A link that is not answered is tried with so many differences mended, one at a time. */
const mostTried = 60;

/**
 * The differences that decide whether a link works: each that alone makes it work once it is mended; else the fewest that do so
 * together; none where even all of them do not.
 */
export function deciding(
  link: Link,
  topology: Topology,
  states: readonly ResourceState[],
  differences: readonly Found[],
  programOf: (urn: string) => ResourceState | undefined,
): readonly Found[] {
  const own = around(link, topology);
  const works = (mend: readonly Found[]): boolean =>
    check("doctor", own, mended(states, mend, programOf)).links.every(({ ok }) => ok);
  const likely = byLikelihood(differences, link).slice(0, mostTried);
  const alone = likely.filter((each) => works([each]));
  return alone.length > 0 ? alone : fewestTogether(likely, works);
}

/** The part of a topology that a link is about: a small one is checked in no time. */
function around(link: Link, { networks, apis, ...rest }: Topology): Topology {
  const front = apis[link.to]?.front?.network;
  const names = [link.from, link.through, ...(front === undefined ? [] : [front])];
  return {
    ...rest,
    networks: Object.fromEntries(Object.entries(networks).filter(([name]) => names.includes(name))),
    apis: Object.fromEntries(Object.entries(apis).filter(([name]) => name === link.to)),
    links: [link],
    services: {},
    subscriptions: [],
  };
}

/** Those of the link's own networks and API first; logical names begin with them. */
function byLikelihood(differences: readonly Found[], { from, to, through }: Link): readonly Found[] {
  const names = new Set([from, to, through]);
  const isOwn = ({ difference: { resource, text } }: Found): boolean =>
    resource.split(/[. ]/).some((part) => names.has(part)) ||
    text.split(/[. ]/).some((part) => names.has(part));
  return [...differences.filter(isOwn), ...differences.filter((each) => !isOwn(each))];
}
