import { nameOf } from "../../lab/urns";
import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { blocks, property } from "../model/reading";
import { types } from "../model/types";
import type { Found } from "./differences";
import type { Live } from "./live";
import type { StateParts } from "./state";
import { shown } from "./wording";

/**
 * What the default network ACLs of the program's VPCs refuse. No program makes them: AWS does, with every VPC, and has them admit
 * everything.
 */
export function networkAclDifferences({
  expected,
  pairing,
}: Pick<StateParts, "expected" | "pairing">): readonly Found[] {
  const vpcs = expected.filter(({ type }) => type === types.vpc);
  return pairing.unexpected
    .filter(({ type }) => type === types.defaultNetworkAcl)
    .flatMap((acl) => {
      const vpc = vpcs.find(({ urn }) => pairing.liveOf.get(urn)?.id === acl.outputs["vpcId"]);
      return vpc === undefined
        ? []
        : directions.flatMap((direction) => refusalsOf(acl, nameOf(vpc.urn), direction));
    });
}

const directions = ["ingress", "egress"] as const;
type Direction = (typeof directions)[number];

const words: Readonly<Record<Direction, readonly [way: string, peer: string]>> = {
  ingress: ["in", "from"],
  egress: ["out", "to"],
};

/** By the numbers that AWS keeps them by. */
const protocols: Readonly<Record<string, string>> = { "1": "ICMP", "6": "TCP", "17": "UDP" };

/** As AWS makes it, at a place after all others. */
const admitAll: Mapping = {
  ruleNo: 32766,
  action: "allow",
  protocol: "-1",
  cidrBlock: "0.0.0.0/0",
  fromPort: 0,
  toPort: 0,
};

function refusalsOf(acl: Live, vpc: string, direction: Direction): readonly Found[] {
  const entries = blocks(acl.outputs[direction]);
  const [way, peer] = words[direction];
  const denials = entries
    .filter(({ action }) => action === "deny")
    .map((entry) => {
      const from = shown(entry["cidrBlock"] ?? entry["ipv6CidrBlock"]);
      return foundOf(acl, vpc, direction, {
        says: `rule ${shown(entry["ruleNo"])} denies ${trafficOf(entry)} ${way} ${peer} ${from}`,
        found: entry,
        mend: (listed) => listed.filter((each) => JSON.stringify(each) !== JSON.stringify(entry)),
      });
    });
  if (entries.some(admitsAll)) return denials;
  const lacking = foundOf(acl, vpc, direction, {
    says: `has no rule that allows everything ${way} ${peer} 0.0.0.0/0`,
    found: entries,
    mend: (listed) => [...listed, admitAll],
  });
  return [...denials, lacking];
}

function admitsAll({ action, protocol, cidrBlock }: Mapping): boolean {
  return action === "allow" && String(protocol) === "-1" && cidrBlock === "0.0.0.0/0";
}

function trafficOf({ protocol, fromPort, toPort }: Mapping): string {
  const name = protocols[String(protocol)];
  if (name === undefined) return String(protocol) === "-1" ? "everything" : `protocol ${shown(protocol)}`;
  if (name === "ICMP") return name;
  return fromPort === toPort ? `${name} ${shown(fromPort)}` : `${name} ${shown(fromPort)}-${shown(toPort)}`;
}

interface Refusal {
  readonly says: string;
  readonly found: unknown;
  readonly mend: (entries: readonly Mapping[]) => readonly Mapping[];
}

function foundOf(acl: Live, vpc: string, direction: Direction, { says, found, mend }: Refusal): Found {
  const { account, region, type, id } = acl;
  const name = vpc.replace(/\.vpc$/, "");
  return {
    difference: {
      kind: "unexpected",
      account,
      region,
      type,
      resource: id,
      id,
      setting: direction,
      expected: null,
      found,
      text: `${name} default network ACL ${says} (${account} ${region})`,
    },
    urn: undefined,
    live: acl,
    mend: (state: ResourceState) => ({
      ...state,
      outputs: { ...state.outputs, [direction]: mend(blocks(property(state, direction))) },
    }),
  };
}
