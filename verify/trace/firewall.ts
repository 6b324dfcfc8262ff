import { addressOf, contains, everywhere } from "../model/addresses";
import type { AclRule, FirewallRule, NetworkAcl, Ports, SecurityGroup } from "../model/facts";
import type { Ended } from "./types";
import { ended, undecided } from "./verdicts";

/** The ports that callers connect from. Source: "Ephemeral ports" of the Amazon VPC User Guide. */
const ephemeral: Ports = { first: 1024, last: 65535 };

/** What a firewall says: how much of what was asked it lets pass. */
type Passage = "all" | "some" | "none" | "unknown";

/**
 * A security group is stateful: what it lets in may answer, and nothing else is asked. Several groups allow together.
 *
 * @param address The other side's.
 */
export function groupVerdict(
  groups: readonly SecurityGroup[],
  direction: "ingress" | "egress",
  address: number,
  port: number,
  what: string,
): Ended | { readonly by: string } {
  const rules = groups.flatMap((group) => group[direction]).filter(({ ports }) => covers(ports, port));
  const open = rules.find(({ range }) => range !== undefined && contains(range, address));
  if (open !== undefined) return { by: open.label };
  const doubtful = rules.find(({ range }) => range === undefined);
  const towards = direction === "ingress" ? "from" : "to";
  if (doubtful !== undefined)
    return undecided("firewall", `whether ${doubtful.label} admits ${addressOf(address)} is not known`);
  const names = groups.map(({ label }) => label).join(" and ");
  return ended(
    "firewall",
    "timeout",
    `the security group ${names} of ${what} admits no TCP ${port} ${towards} ${addressOf(address)}`,
    {
      mend: `allow TCP ${port} ${towards} the range of ${addressOf(address)} in ${names}`,
    },
  );
}

/**
 * A network ACL is stateless: both directions have to pass, one of them on the port that the caller connected from, which
 * may be any ephemeral one.
 *
 * @param address The other side's; undefined for the internet as a whole.
 * @param port The port called; undefined for the answers.
 */
export function aclVerdict(
  acl: NetworkAcl | undefined,
  direction: "ingress" | "egress",
  address: number | undefined,
  port: number | undefined,
  demand: "every" | "any",
): Ended | undefined {
  if (acl === undefined) return undecided("firewall", "the network ACL of a subnet on the way is not known");
  const ports = port === undefined ? ephemeral : { first: port, last: port };
  const passage = passageOf(acl[direction], address, ports);
  if (passage === "all" || (passage === "some" && demand === "any")) return undefined;
  const other = address === undefined ? "the internet" : addressOf(address);
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
function passageOf(rules: readonly AclRule[], address: number | undefined, asked: Ports): Passage {
  const starts = rules.flatMap(({ ports }) => [ports.first, ports.last + 1]);
  const pieces = [...new Set([asked.first, ...starts])].filter((port) => covers(asked, port));
  const verdicts = new Set(pieces.map((port) => verdictAt(rules, address, port)));
  if (verdicts.has("unknown")) return "unknown";
  if (!verdicts.has("deny")) return "all";
  return verdicts.has("allow") ? "some" : "none";
}

function verdictAt(
  rules: readonly AclRule[],
  address: number | undefined,
  port: number,
): "allow" | "deny" | "unknown" {
  for (const rule of rules) {
    if (!covers(rule.ports, port)) continue;
    const fits = fitsAddress(rule, address);
    if (fits === undefined) return "unknown";
    if (fits) return rule.allow ? "allow" : "deny";
  }
  return "deny";
}

/** A rule for a part of the internet may or may not be about the address of AWS that is called. */
function fitsAddress({ range }: FirewallRule, address: number | undefined): boolean | undefined {
  if (range === undefined) return undefined;
  if (range.first === everywhere.first && range.last === everywhere.last) return true;
  return address === undefined ? undefined : contains(range, address);
}

function covers({ first, last }: Ports, port: number): boolean {
  return port >= first && port <= last;
}
