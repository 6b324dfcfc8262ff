import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { everywhere, rangeOf, type AddressRange } from "./addresses";
import type { AclRule, FirewallRule, NetworkAcl, Ports, SecurityGroup } from "./facts";
import { blocks, declared, labelOf, numberFrom, property, text, textOf, texts, type States } from "./reading";
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
    const rules = (direction: Direction): readonly FirewallRule[] => [
      ...blocks(declared(state, direction)).flatMap((rule) => rulesOf(rule, label)),
      ...ofGroup(single[direction], id).flatMap((rule) => rulesOf(asBlock(rule), labelOf(rule))),
      ...ofGroup(older, id)
        .filter((rule) => text(rule, "type") === direction)
        .flatMap((rule) => rulesOf(asBlock(rule), labelOf(rule))),
    ];
    return { id, label, ingress: rules("ingress"), egress: rules("egress") };
  });
  return new Map(groups.map((group) => [group.id, group]));
}

function byGroup(rules: readonly ResourceState[]): ReadonlyMap<string, readonly ResourceState[]> {
  return groupBy(rules, (rule) => text(rule, "securityGroupId") ?? "");
}

/** A rule whose group is not known may be of any group: it counts, and what it admits is not known either. */
function ofGroup(rules: ReadonlyMap<string, readonly ResourceState[]>, id: string): readonly ResourceState[] {
  const stray = (rules.get("") ?? []).map((rule) => ({ ...rule, inputs: {}, outputs: {} }));
  return [...(rules.get(id) ?? []), ...stray];
}

function asBlock({ inputs, outputs }: ResourceState): Mapping {
  return { ...inputs, ...outputs };
}

/** One rule a range; a rule that names another group or a prefix list has a range that is not known. */
function rulesOf(rule: Mapping, label: string): readonly FirewallRule[] {
  const ports = portsOf(rule);
  if (ports === undefined) return [];
  const written = [...texts(rule["cidrBlocks"]), ...[textOf(rule["cidrIpv4"]) ?? []].flat()];
  const ranges: readonly (AddressRange | undefined)[] = written.map(rangeOf);
  const isIpv6Alone =
    written.length === 0 &&
    (textOf(rule["cidrIpv6"]) !== undefined || texts(rule["ipv6CidrBlocks"]).length > 0);
  if (isIpv6Alone) return [];
  return (ranges.length === 0 ? [undefined] : ranges).map((range) => ({ range, ports, label }));
}

const everyPort: Ports = { first: 0, last: 65535 };

/** The TCP ports of a rule; undefined for a rule of another protocol. `-1` stands for every protocol, and 6 is TCP. */
function portsOf(rule: Mapping): Ports | undefined {
  const protocol = word(rule["ipProtocol"] ?? rule["protocol"] ?? "-1");
  if (protocol === "-1" || protocol === "all") return everyPort;
  if (protocol !== "tcp" && protocol !== "6") return undefined;
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

/** The network ACL of each subnet that has one of its own, and of each VPC whose default one is a resource. */
export function networkAclsIn(states: States): {
  readonly bySubnet: ReadonlyMap<string, NetworkAcl | undefined>;
  readonly byVpc: ReadonlyMap<string, NetworkAcl>;
} {
  const rules = groupBy(states.of(types.networkAclRule), (rule) => text(rule, "networkAclId") ?? "");
  const made = new Map(
    states.of(types.networkAcl, types.defaultNetworkAcl).map((state) => {
      const { id = "" } = state;
      const own = rules.get(id) ?? [];
      const listed = (direction: Direction): readonly AclRule[] =>
        [
          ...blocks(declared(state, direction)).map((rule) => ({ rule, label: labelOf(state) })),
          ...own
            .filter((rule) => (property(rule, "egress") === true) === (direction === "egress"))
            .map((rule) => ({ rule: asBlock(rule), label: labelOf(rule) })),
        ]
          .sort((one, other) => ruleNumber(one.rule) - ruleNumber(other.rule))
          .flatMap(({ rule, label }) => aclRuleOf(rule, label));
      const acl = { id, label: labelOf(state), ingress: listed("ingress"), egress: listed("egress") };
      return [id, { state, acl }] as const;
    }),
  );
  const entries = [...made.values()];
  return {
    bySubnet: new Map([
      ...entries.flatMap(({ state, acl }) =>
        texts(declared(state, "subnetIds")).map((id) => [id, acl] as const),
      ),
      ...states
        .of(types.networkAclAssociation)
        .map(
          (state) =>
            [text(state, "subnetId") ?? "", made.get(text(state, "networkAclId") ?? "")?.acl] as const,
        ),
    ]),
    byVpc: new Map(
      entries
        .filter(({ state }) => state.type === types.defaultNetworkAcl)
        .map(({ state, acl }) => [text(state, "vpcId") ?? "", acl]),
    ),
  };
}

function ruleNumber(rule: Mapping): number {
  return numberFrom(rule["ruleNumber"] ?? rule["ruleNo"]) ?? Number.MAX_SAFE_INTEGER;
}

function aclRuleOf(rule: Mapping, label: string): readonly AclRule[] {
  const ports = portsOf(rule);
  const written = textOf(rule["cidrBlock"]);
  if (ports === undefined || (written === undefined && textOf(rule["ipv6CidrBlock"]) !== undefined))
    return [];
  const allow = word(rule["ruleAction"] ?? rule["action"]) === "allow";
  return [{ allow, range: written === undefined ? undefined : rangeOf(written), ports, label }];
}
