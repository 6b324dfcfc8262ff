import { addressOf, everywhere, within, type AddressRange } from "../model/addresses";
import type { AclRule, FirewallRule, NetworkAcl, Ports, SecurityGroup } from "../model/facts";
import type { Ended } from "./types";
import { ended, undecided } from "./verdicts";

/** The ports that callers connect from. Source: "Ephemeral ports" of the Amazon VPC User Guide. */
const ephemeral: Ports = { first: 1024, last: 65535 };

/** The other side of a connection, as a firewall sees it. */
export interface Peer {
  /** Its address, or all of its subnet's where AWS has not told it. */
  readonly range: AddressRange;
  /** Undefined where nobody knows its groups. */
  readonly groups: readonly SecurityGroup[] | undefined;
}

/** Somebody of whom the address alone is known. */
export function peerAt(address: number, groups?: readonly SecurityGroup[]): Peer {
  return { range: { first: address, last: address, text: addressOf(address) }, groups };
}

/** What a firewall says: how much of what was asked it lets pass. */
type Passage = "all" | "some" | "none" | "unknown";

/** A security group is stateful: what it lets in may answer, and nothing else is asked. Several groups allow together. */
export function groupVerdict(
  groups: readonly SecurityGroup[],
  direction: "ingress" | "egress",
  peer: Peer,
  port: number,
  what: string,
): Ended | { readonly by: string } {
  const rules = groups.flatMap((group) => group[direction]).filter(({ ports }) => covers(ports, port));
  const open = rules.find((rule) => admits(rule, peer) === true);
  if (open !== undefined) return { by: open.label };
  const doubtful = rules.find((rule) => admits(rule, peer) === undefined);
  const towards = direction === "ingress" ? "from" : "to";
  const { text } = peer.range;
  if (doubtful !== undefined)
    return undecided("firewall", `whether ${doubtful.label} admits ${text} is not known`);
  const names = groups.map(({ label }) => label).join(" and ");
  const [group] = peer.groups ?? [];
  const whom = group === undefined ? `the range of ${text}` : `the security group ${group.label}`;
  return ended(
    "firewall",
    "timeout",
    `the security group ${names} of ${what} admits no TCP ${port} ${towards} ${text}`,
    { mend: `allow TCP ${port} ${towards} ${whom} in ${names}` },
  );
}

/** Whether a rule is about the other side; undefined where that is not known. */
function admits({ range, peerId }: FirewallRule, peer: Peer): boolean | undefined {
  return peerId === undefined ? fitsRange(range, peer.range) : peer.groups?.some(({ id }) => id === peerId);
}

/** Whether a range holds all addresses of another, or none; undefined for a part of them. */
function fitsRange(range: AddressRange | undefined, of: AddressRange): boolean | undefined {
  if (range === undefined) return undefined;
  if (within(of, range)) return true;
  return of.last < range.first || of.first > range.last ? false : undefined;
}

/**
 * A network ACL is stateless: both directions have to pass, one of them on the port that the caller connected from, which
 * may be any ephemeral one.
 *
 * @param peer The other side's addresses; undefined for the internet as a whole.
 * @param port The port called; undefined for the answers.
 */
export function aclVerdict(
  acl: NetworkAcl | undefined,
  direction: "ingress" | "egress",
  peer: AddressRange | undefined,
  port: number | undefined,
  demand: "every" | "any",
): Ended | undefined {
  if (acl === undefined) return undecided("firewall", "the network ACL of a subnet on the way is not known");
  const ports = port === undefined ? ephemeral : { first: port, last: port };
  const passage = passageOf(acl[direction], peer, ports);
  if (passage === "all" || (passage === "some" && demand === "any")) return undefined;
  const other = peer?.text ?? "the internet";
  if (passage === "unknown")
    return undecided("firewall", `whether the network ACL ${acl.label} lets ${other} pass is not known`);
  const where = direction === "ingress" ? `from ${other}` : `to ${other}`;
  const asked = port === undefined ? `TCP ${ephemeral.first}-${ephemeral.last}` : `TCP ${port}`;
  return ended(
    "firewall",
    "timeout",
    `the network ACL ${acl.label} lets ${passage === "some" ? "only a part of " : "no "}${asked} pass ${where}`,
    {
      mend: `allow ${asked} ${where} in ${acl.label}`,
    },
  );
}

/** The first rule that fits decides, for each port on its own; what no rule fits is denied. */
function passageOf(rules: readonly AclRule[], peer: AddressRange | undefined, asked: Ports): Passage {
  const starts = rules.flatMap(({ ports }) => [ports.first, ports.last + 1]);
  const pieces = [...new Set([asked.first, ...starts])].filter((port) => covers(asked, port));
  const verdicts = new Set(pieces.map((port) => verdictAt(rules, peer, port)));
  if (verdicts.has("unknown")) return "unknown";
  if (!verdicts.has("deny")) return "all";
  return verdicts.has("allow") ? "some" : "none";
}

function verdictAt(
  rules: readonly AclRule[],
  peer: AddressRange | undefined,
  port: number,
): "allow" | "deny" | "unknown" {
  for (const rule of rules) {
    if (!covers(rule.ports, port)) continue;
    const isAbout = fits(rule, peer);
    if (isAbout === undefined) return "unknown";
    if (isAbout) return rule.allow ? "allow" : "deny";
  }
  return "deny";
}

/** A rule for a part of the internet may or may not be about the address of AWS that is called. */
function fits({ range }: FirewallRule, peer: AddressRange | undefined): boolean | undefined {
  if (range === undefined) return undefined;
  if (range.first === everywhere.first && range.last === everywhere.last) return true;
  return peer === undefined ? undefined : fitsRange(range, peer);
}

function covers({ first, last }: Ports, port: number): boolean {
  return port >= first && port <= last;
}
