import { groupBy } from "../../components/groupBy";
import { hasUnknown, type ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { everywhere, rangeOf } from "./addresses";
import type { AclRule, FirewallRule, NetworkAcl, Ports, SecurityGroup } from "./facts";
import {
  blocks,
  declared,
  isKnownList,
  isStray,
  isUnknown,
  labelOf,
  numberFrom,
  property,
  readBack,
  text,
  textOf,
  texts,
  type States,
} from "./reading";
import { types } from "./types";

type Direction = "ingress" | "egress";

/** The security groups by id, whichever of the three ways their rules are written in. */
export function securityGroupsIn(states: States): ReadonlyMap<string, SecurityGroup> {
  const single: Readonly<Record<Direction, ReadonlyMap<string, readonly ResourceState[]>>> = {
    ingress: byGroup(states.of(types.securityGroupIngressRule)),
    egress: byGroup(states.of(types.securityGroupEgressRule)),
  };
  const older = byGroup(states.of(types.securityGroupRule));
  const groups = states.of(types.securityGroup, types.defaultSecurityGroup).map((state): SecurityGroup => {
    const { id = "" } = state;
    const label = labelOf(state);
    const rules = (direction: Direction): readonly FirewallRule[] => {
      const known = [
        ...(isUnknown(declared(state, direction)) ? [doubtful(label)] : []),
        ...blocks(declared(state, direction)).flatMap((rule) => rulesOf(rule, label, id)),
        ...ofGroup(single[direction], id),
        ...ofGroup(older, id, (rule) => text(rule, "type") === direction || isStray(rule, "type")),
      ];
      const others = blocks(readBack(state, direction)).flatMap((rule) =>
        rulesOf(rule, `${label}, as read back,`, id),
      );
      return [...known, ...others.filter((other) => !known.some((rule) => isSame(rule, other)))];
    };
    return { id, label, ingress: rules("ingress"), egress: rules("egress") };
  });
  return new Map(groups.map((group) => [group.id, group]));
}

function isSame(one: FirewallRule, other: FirewallRule): boolean {
  return (
    one.range?.text === other.range?.text &&
    one.peerId === other.peerId &&
    one.ports.first === other.ports.first &&
    one.ports.last === other.ports.last
  );
}

function byGroup(rules: readonly ResourceState[]): ReadonlyMap<string, readonly ResourceState[]> {
  return groupBy(rules, (rule) => text(rule, "securityGroupId") ?? "");
}

/** A rule whose group or direction is not known may be any: it counts, and what it admits is not known either. */
function ofGroup(
  rules: ReadonlyMap<string, readonly ResourceState[]>,
  id: string,
  fits: (rule: ResourceState) => boolean = () => true,
): readonly FirewallRule[] {
  return [...(rules.get(id) ?? []), ...(rules.get("") ?? [])]
    .filter(fits)
    .flatMap((rule) =>
      isStray(rule, "securityGroupId", "type")
        ? [doubtful(labelOf(rule))]
        : rulesOf(asBlock(rule), labelOf(rule), id),
    );
}

function asBlock({ inputs, outputs }: ResourceState): Mapping {
  return { ...inputs, ...outputs };
}

const everyPort: Ports = { first: 0, last: 65535 };

/** Of a rule that may be about anything. */
function doubtful(label: string): FirewallRule {
  return { range: undefined, ports: everyPort, label };
}

/** Other security groups that a rule names; by `self` it names its own. */
const namedGroups = ["securityGroups", "sourceSecurityGroupId", "referencedSecurityGroupId"] as const;

/** Whom a rule can name besides, in lists that are not read. */
const namedLists = ["prefixListId", "prefixListIds"] as const;

/** One rule a range and one a group; whom a rule names otherwise, or does not tell, has a range that is not known. */
function rulesOf(rule: Mapping, label: string, own: string): readonly FirewallRule[] {
  const ports = portsOf(rule);
  if (ports === "none") return [];
  if (ports === "unknown") return [doubtful(label)];
  const written = [...texts(rule["cidrBlocks"]), ...[textOf(rule["cidrIpv4"]) ?? []].flat()];
  const groups = namedGroups.flatMap((key) => [...texts(rule[key]), ...[textOf(rule[key]) ?? []].flat()]);
  const peers = [...groups.filter(isGroupId).map(withoutAccount), ...(rule["self"] === true ? [own] : [])];
  const isPartlyNamed =
    namedLists.some((key) => isGiven(rule[key])) ||
    !groups.every(isGroupId) ||
    hasUnknown([...namedGroups, "self", "cidrBlocks", "cidrIpv4"].map((key) => rule[key]));
  const isIpv6 = isGiven(rule["cidrIpv6"]) || isGiven(rule["ipv6CidrBlocks"]);
  const isVague = isPartlyNamed || (written.length === 0 && peers.length === 0 && !isIpv6);
  return [
    ...[...written.map(rangeOf), ...(isVague ? [undefined] : [])].map((range) => ({ range, ports, label })),
    ...[...new Set(peers)].map((peerId) => ({ range: undefined, peerId, ports, label })),
  ];
}

/** A group is also named by its name, which is no group's id. */
function isGroupId(text: string): boolean {
  return withoutAccount(text).startsWith("sg-");
}

/** A group of a peered network is named with its account in front. */
function withoutAccount(text: string): string {
  return text.slice(text.indexOf("/") + 1);
}

function isGiven(value: unknown): boolean {
  return (
    value === true ||
    textOf(value) !== undefined ||
    isUnknown(value) ||
    (Array.isArray(value) && value.length > 0)
  );
}

/**
 * The TCP ports of a rule; "none" for a rule of another protocol, "unknown" where that or they are not known. `-1` stands for
 * every protocol, and 6 is TCP.
 */
function portsOf(rule: Mapping): Ports | "none" | "unknown" {
  const written = rule["ipProtocol"] ?? rule["protocol"] ?? "-1";
  const protocol = word(written);
  if (protocol === "-1" || protocol === "all") return everyPort;
  if (isUnknown(written)) return "unknown";
  if (protocol !== "tcp" && protocol !== "6") return "none";
  if (isUnknown(rule["fromPort"]) || isUnknown(rule["toPort"])) return "unknown";
  const [first, last] = [numberFrom(rule["fromPort"]) ?? 0, numberFrom(rule["toPort"]) ?? 65535];
  return first === -1 || last === -1 ? everyPort : { first, last };
}

/** A word of AWS's, however it was written; a protocol may be a number. */
function word(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).toLowerCase() : "";
}

const admitAll: readonly AclRule[] = [
  { allow: true, range: everywhere, ports: everyPort, label: "the default network ACL" },
];

/** What a VPC is born with: every subnet without another one has it. */
export const defaultAcl: NetworkAcl = {
  id: "",
  label: "the default network ACL",
  ingress: admitAll,
  egress: admitAll,
};

/** Which network ACL each subnet has. */
export interface NetworkAcls {
  /** Of each subnet that has one of its own. */
  readonly bySubnet: ReadonlyMap<string, NetworkAcl | undefined>;
  /** Of each VPC whose default one is a resource. */
  readonly byVpc: ReadonlyMap<string, NetworkAcl>;
  /** Whether every other subnet has its VPC's default one. */
  readonly areKnown: boolean;
}

export function networkAclsIn(states: States): NetworkAcls {
  const rules = groupBy(states.of(types.networkAclRule), (rule) => text(rule, "networkAclId") ?? "");
  const associations = states.of(types.networkAclAssociation);
  const made = new Map(
    // A subnet has another than the default one where another says so.
    states.of(types.defaultNetworkAcl, types.networkAcl).map((state) => {
      const { id = "" } = state;
      const own = [...(rules.get(id) ?? []), ...(rules.get("") ?? [])];
      const listed = (direction: Direction): readonly AclRule[] =>
        [
          ...(isUnknown(declared(state, direction)) ? [doubtfulEntry(labelOf(state))] : []),
          ...blocks(declared(state, direction)).flatMap((rule) => entriesOf(rule, labelOf(state))),
          ...own
            .filter((rule) => isStray(rule, "egress") || isEgress(rule) === (direction === "egress"))
            .flatMap((rule) =>
              isStray(rule, "egress", "networkAclId")
                ? [doubtfulEntry(labelOf(rule))]
                : entriesOf(asBlock(rule), labelOf(rule)),
            ),
        ]
          .sort((one, other) => one.number - other.number)
          .map(({ rule }) => rule);
      const acl = { id, label: labelOf(state), ingress: listed("ingress"), egress: listed("egress") };
      return [id, { state, acl }] as const;
    }),
  );
  const entries = [...made.values()];
  const defaults = entries.filter(({ state }) => state.type === types.defaultNetworkAcl);
  return {
    bySubnet: new Map([
      ...entries.flatMap(({ state, acl }) =>
        texts(declared(state, "subnetIds")).map((id) => [id, acl] as const),
      ),
      ...associations.map(
        (state) => [text(state, "subnetId") ?? "", made.get(text(state, "networkAclId") ?? "")?.acl] as const,
      ),
    ]),
    byVpc: new Map(defaults.map(({ state, acl }) => [text(state, "vpcId") ?? "", acl])),
    areKnown:
      entries.every(({ state }) => isKnownList(declared(state, "subnetIds"))) &&
      !associations.some((state) => isStray(state, "subnetId")) &&
      !defaults.some(({ state }) => isStray(state, "vpcId")),
  };
}

function isEgress(rule: ResourceState): boolean {
  return property(rule, "egress") === true;
}

/** A rule of a network ACL at its place. */
interface Entry {
  readonly number: number;
  readonly rule: AclRule;
}

/** What may be any rule at any place: it comes first, so that nothing is taken for decided. */
function doubtfulEntry(label: string): Entry {
  return { number: -1, rule: { ...doubtful(label), allow: false } };
}

function entriesOf(rule: Mapping, label: string): readonly Entry[] {
  const ports = portsOf(rule);
  const written = rule["cidrBlock"];
  const action = rule["ruleAction"] ?? rule["action"];
  const number = rule["ruleNumber"] ?? rule["ruleNo"];
  if (ports === "none") return [];
  if (isUnknown(number)) return [doubtfulEntry(label)];
  if (!isGiven(written) && isGiven(rule["ipv6CidrBlock"])) return [];
  const isVague = ports === "unknown" || isUnknown(action);
  return [
    {
      number: numberFrom(number) ?? Number.MAX_SAFE_INTEGER,
      rule: {
        label,
        allow: word(action) === "allow",
        range: isVague ? undefined : rangeOf(textOf(written) ?? ""),
        ports: ports === "unknown" ? everyPort : ports,
      },
    },
  ];
}
