import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import {
  add,
  modelWith,
  outcomeWith,
  remove,
  resource,
  set,
  sources,
  testOutcomes,
  traceIn,
  type Change,
} from "../../support/oneEndpoint";

const ok = "backend ok 200";
const stopped = "firewall timeout";
const open = "firewall unknown";

/** One rule of a security group, in the words of each way of writing it, and what it makes of the caller 10.0.0.10. */
const rules: readonly (readonly [title: string, rule: Properties, expected: string])[] = [
  ["TCP 443", { protocol: "tcp", fromPort: 443, toPort: 443, range: "10.0.0.0/16" }, ok],
  ["in capitals", { protocol: "TCP", fromPort: 443, toPort: 443, range: "10.0.0.0/16" }, ok],
  ["protocol 6", { protocol: "6", fromPort: 443, toPort: 443, range: "10.0.0.0/16" }, ok],
  ["every protocol", { protocol: "-1", range: "10.0.0.0/16" }, ok],
  ["every protocol, by its other name", { protocol: "all", range: "10.0.0.0/16" }, ok],
  [
    "every protocol, with ports that do not count",
    { protocol: "-1", fromPort: 0, toPort: 0, range: "10.0.0.0/16" },
    ok,
  ],
  ["ports around it", { protocol: "tcp", fromPort: 400, toPort: 500, range: "10.0.0.0/16" }, ok],
  ["its first address", { protocol: "tcp", fromPort: 443, toPort: 443, range: "10.0.0.10/32" }, ok],
  ["UDP", { protocol: "udp", fromPort: 443, toPort: 443, range: "10.0.0.0/16" }, stopped],
  ["protocol 17", { protocol: "17", fromPort: 443, toPort: 443, range: "10.0.0.0/16" }, stopped],
  ["ICMP", { protocol: "icmp", fromPort: -1, toPort: -1, range: "10.0.0.0/16" }, stopped],
  ["ports below", { protocol: "tcp", fromPort: 80, toPort: 442, range: "10.0.0.0/16" }, stopped],
  ["ports above", { protocol: "tcp", fromPort: 444, toPort: 65535, range: "10.0.0.0/16" }, stopped],
  ["the range before it", { protocol: "tcp", fromPort: 443, toPort: 443, range: "10.0.0.8/31" }, stopped],
  ["the address after it", { protocol: "tcp", fromPort: 443, toPort: 443, range: "10.0.0.11/32" }, stopped],
  ["IPv6 alone", { protocol: "tcp", fromPort: 443, toPort: 443, ipv6: "::/0" }, stopped],
  ["another group", { protocol: "tcp", fromPort: 443, toPort: 443, group: "sg-1" }, open],
  ["another group on another port", { protocol: "tcp", fromPort: 80, toPort: 80, group: "sg-1" }, stopped],
  ["a prefix list", { protocol: "tcp", fromPort: 443, toPort: 443, list: "pl-1" }, open],
  [
    "another group beside a range",
    { protocol: "tcp", fromPort: 443, toPort: 443, range: "10.9.0.0/16", group: "sg-1" },
    open,
  ],
  [
    "another group beside IPv6",
    { protocol: "tcp", fromPort: 443, toPort: 443, ipv6: "::/0", group: "sg-1" },
    open,
  ],
  ["a range that is not known", { protocol: "tcp", fromPort: 443, toPort: 443, range: unknown }, open],
  [
    "a range that is not known beside IPv6",
    { protocol: "tcp", fromPort: 443, toPort: 443, range: unknown, ipv6: "::/0" },
    open,
  ],
  [
    "a protocol that is not known",
    { protocol: unknown, fromPort: 443, toPort: 443, range: "10.0.0.0/16" },
    open,
  ],
  [
    "a first port that is not known",
    { protocol: "tcp", fromPort: unknown, toPort: 443, range: "10.0.0.0/16" },
    open,
  ],
  [
    "a last port that is not known",
    { protocol: "tcp", fromPort: 443, toPort: unknown, range: "10.0.0.0/16" },
    open,
  ],
];

type Way = (rule: Properties) => readonly Change[];
const inline = ({ range, ipv6, group, list, ...rest }: Properties): Properties => ({
  ...rest,
  ...(range !== undefined && { cidrBlocks: [range] }),
  ...(ipv6 !== undefined && { ipv6CidrBlocks: [ipv6] }),
  ...(group !== undefined && { securityGroups: [group] }),
  ...(list !== undefined && { prefixListIds: [list] }),
});

const ways: Readonly<Record<string, Way>> = {
  "in the group itself": (rule) => [remove("rule"), set("group", { ingress: [inline(rule)] })],
  "as aws.vpc.SecurityGroupIngressRule": ({ protocol, range, ipv6, group, list, ...rest }) => [
    remove("rule"),
    add(
      resource(types.securityGroupIngressRule, "new", "sgr-1", {
        ...rest,
        securityGroupId: "sg-0",
        ipProtocol: protocol,
        cidrIpv4: range,
        cidrIpv6: ipv6,
        referencedSecurityGroupId: group,
        prefixListId: list,
      }),
    ),
  ],
  "as aws.ec2.SecurityGroupRule": ({ group, ...rule }) => [
    remove("rule"),
    add(
      resource(types.securityGroupRule, "new", "sgr-1", {
        ...inline(rule),
        ...(group !== undefined && { sourceSecurityGroupId: group }),
        type: "ingress",
        securityGroupId: "sg-0",
      }),
    ),
  ],
};

describe("security groups", () => {
  for (const [way, changes] of Object.entries(ways)) {
    describe(way, () => {
      testOutcomes(rules.map(([title, rule, expected]) => [title, changes(rule), expected]));
    });
  }

  const older = (more: Properties): Change =>
    add(
      resource(types.securityGroupRule, "new", "sgr-1", {
        ...{ type: "ingress", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] },
        ...{ securityGroupId: "sg-0", ...more },
      }),
    );
  const second = (rule: Properties): Change =>
    add(resource(types.securityGroup, "second", "sg-1", { ingress: [rule], egress: [] }));
  const tcp443 = { protocol: "tcp", fromPort: 443, toPort: 443 };
  testOutcomes([
    ["no rule at all", [remove("rule")], stopped],
    ["a rule for the other direction", [remove("rule"), older({ type: "egress" })], stopped],
    ["a rule whose direction is not known", [remove("rule"), older({ type: unknown })], open],
    ["a rule whose group is not known", [remove("rule"), older({ securityGroupId: unknown })], open],
    ["a single rule whose group is not known", [set("rule", { securityGroupId: unknown })], open],
    ["a rule of another group", [set("rule", { securityGroupId: "sg-9" })], stopped],
    ["rules that are not known", [remove("rule"), set("group", { ingress: unknown })], open],
    ["what is sure counts beside what is not known", [set("group", { ingress: unknown })], ok],
    [
      "a range of several that is not known",
      [remove("rule"), set("group", { ingress: [{ ...tcp443, cidrBlocks: ["10.9.0.0/16", unknown] }] })],
      open,
    ],
    [
      "the second range of a rule",
      [
        remove("rule"),
        set("group", { ingress: [{ ...tcp443, cidrBlocks: ["10.9.0.0/16", "10.0.0.0/16"] }] }),
      ],
      ok,
    ],
    ["the group itself", [remove("rule"), set("group", { ingress: [{ ...tcp443, self: true }] })], open],
    [
      "lists that are empty",
      [
        remove("rule"),
        set("group", {
          ingress: [{ ...tcp443, cidrBlocks: ["10.9.0.0/16"], securityGroups: [], self: false }],
        }),
      ],
      stopped,
    ],
    [
      "the second of two groups",
      [
        remove("rule"),
        second({ ...tcp443, cidrBlocks: ["10.0.0.0/16"] }),
        set("endpoint", { securityGroupIds: ["sg-0", "sg-1"] }),
      ],
      ok,
    ],
    [
      "neither of two groups",
      [
        remove("rule"),
        second({ ...tcp443, cidrBlocks: ["10.9.0.0/16"] }),
        set("endpoint", { securityGroupIds: ["sg-0", "sg-1"] }),
      ],
      stopped,
    ],
    ["groups that are not known", [set("endpoint", { securityGroupIds: unknown })], open],
    ["one group that is not known", [set("endpoint", { securityGroupIds: ["sg-0", unknown] })], open],
    [
      "one of two groups that is not among the resources",
      [set("endpoint", { securityGroupIds: ["sg-0", "sg-9"] })],
      open,
    ],
    ["a group that is not among the resources", [set("endpoint", { securityGroupIds: ["sg-9"] })], open],
    ["none named, and the default group is not there", [set("endpoint", { securityGroupIds: [] })], open],
    [
      "none named, and the default group admits nobody",
      [
        set("endpoint", { securityGroupIds: [] }),
        add(resource(types.defaultSecurityGroup, "default", "sg-home-default", {})),
      ],
      stopped,
    ],
  ]);

  it("are told from what AWS gives back, too, whoever added it", () => {
    const asked =
      (inputs: Properties): Change =>
      (states) =>
        states.map((state) => (state.id === "sg-0" ? { ...state, inputs } : state));
    const refreshed = set("group", { ingress: [{ ...tcp443, cidrBlocks: ["10.0.0.0/16"] }] });
    assert.equal(outcomeWith([remove("rule"), asked({ vpcId: "vpc-home" })]), stopped);
    assert.equal(outcomeWith([remove("rule"), refreshed, asked({ vpcId: "vpc-home" })]), ok);
    assert.equal(outcomeWith([remove("rule"), refreshed]), ok);
  });
});

const entry = (number: number, action: string, more: Properties = {}): Properties => ({
  ruleNo: number,
  action,
  protocol: "tcp",
  cidrBlock: "0.0.0.0/0",
  fromPort: 0,
  toPort: 65535,
  ...more,
});
const all = entry(100, "allow");

/** A network ACL of its own for the endpoint's subnet, or for the caller's. */
const acl = (ingress: unknown, egress: unknown, where = "carrier", more: Properties = {}): Change =>
  add(
    resource(types.networkAcl, "acl", "acl-0", {
      vpcId: "vpc-home",
      subnetIds: [`subnet-${where}`],
      ingress,
      egress,
      ...more,
    }),
  );
const aclRule = (more: Properties): Change =>
  add(
    resource(types.networkAclRule, "acl-rule", "nacl-1", {
      ...{ networkAclId: "acl-0", egress: false, ruleNumber: 50, ruleAction: "deny", protocol: "-1" },
      ...{ cidrBlock: "0.0.0.0/0", ...more },
    }),
  );

describe("network ACLs", () => {
  const any = { demand: "any" } as const;
  testOutcomes([
    ["one that allows everything", [acl([all], [all])], ok],
    ["one without rules", [acl([], [])], stopped],
    ["nothing in", [acl([], [all])], stopped],
    ["nothing out: the answers are lost", [acl([all], [])], stopped],
    ["a deny before an allow", [acl([entry(90, "deny"), all], [all])], stopped],
    ["a deny before an allow, listed after it", [acl([all, entry(90, "deny")], [all])], stopped],
    ["a deny after an allow", [acl([all, entry(110, "deny")], [all])], ok],
    ["a deny of another range", [acl([entry(90, "deny", { cidrBlock: "10.9.0.0/16" }), all], [all])], ok],
    ["a deny of another port", [acl([entry(90, "deny", { fromPort: 80, toPort: 442 }), all], [all])], ok],
    ["a deny of UDP", [acl([entry(90, "deny", { protocol: "udp" }), all], [all])], ok],
    [
      "a deny of every protocol",
      [acl([entry(90, "deny", { protocol: "-1", fromPort: 0, toPort: 0 }), all], [all])],
      stopped,
    ],
    ["a deny of IPv6", [acl([entry(90, "deny", { cidrBlock: "", ipv6CidrBlock: "::/0" }), all], [all])], ok],
    ["443 alone in", [acl([entry(100, "allow", { fromPort: 443, toPort: 443 })], [all])], ok],
    ["ephemeral ports alone out", [acl([all], [entry(100, "allow", { fromPort: 1024 })])], ok],
    [
      "all but the first ephemeral port out",
      [acl([all], [entry(100, "allow", { fromPort: 1025 })])],
      stopped,
    ],
    ["all but the last ephemeral port out", [acl([all], [entry(100, "allow", { toPort: 65534 })])], stopped],
    [
      "443 alone out: no answer gets through",
      [acl([all], [entry(100, "allow", { fromPort: 443, toPort: 443 })])],
      stopped,
    ],
    [
      "443 alone out, for whom any way is enough",
      [acl([all], [entry(100, "allow", { fromPort: 443, toPort: 443 })])],
      stopped,
      any,
    ],
    [
      "a part of the ephemeral ports, for whom any is enough",
      [acl([all], [entry(100, "allow", { fromPort: 32768, toPort: 60999 })])],
      ok,
      any,
    ],
    [
      "a part of the ephemeral ports, where every one has to pass",
      [acl([all], [entry(100, "allow", { fromPort: 32768, toPort: 60999 })])],
      stopped,
    ],
    [
      "the caller's: 443 out and ephemeral ports in",
      [
        acl(
          [entry(100, "allow", { fromPort: 1024 })],
          [entry(100, "allow", { fromPort: 443, toPort: 443 })],
          "caller",
        ),
      ],
      ok,
    ],
    ["the caller's: nothing out", [acl([all], [], "caller")], stopped],
    [
      "the caller's: no answers in",
      [acl([entry(100, "allow", { fromPort: 443, toPort: 443 })], [all], "caller")],
      stopped,
    ],
    ["none is asked within a subnet", [acl([], [])], ok, { from: "neighbour" }],
    ["it stops the corporate network", [acl([], [])], stopped, { from: "corporate" }],
    ["a rule of its own", [acl([all], [all]), aclRule({})], stopped],
    ["a rule of its own, for the other direction", [acl([all], [all]), aclRule({ egress: true })], stopped],
    [
      "a rule of its own for 443, inwards",
      [acl([all], [all]), aclRule({ protocol: "tcp", fromPort: 443, toPort: 443 })],
      stopped,
    ],
    [
      "a rule of its own for 443, outwards",
      [acl([all], [all]), aclRule({ protocol: "tcp", fromPort: 443, toPort: 443, egress: true })],
      ok,
    ],
    [
      "a rule of its own for answers, outwards",
      [acl([all], [all]), aclRule({ protocol: "tcp", fromPort: 1024, toPort: 65535, egress: true })],
      stopped,
    ],
    [
      "a rule of its own for answers, inwards",
      [acl([all], [all]), aclRule({ protocol: "tcp", fromPort: 1024, toPort: 65535 })],
      ok,
    ],
    ["a rule of its own that comes too late", [acl([all], [all]), aclRule({ ruleNumber: 200 })], ok],
    ["a rule of another ACL", [acl([all], [all]), aclRule({ networkAclId: "acl-9" })], ok],
    ["a rule whose ACL is not known", [acl([all], [all]), aclRule({ networkAclId: unknown })], open],
    ["a rule whose direction is not known", [acl([all], [all]), aclRule({ egress: unknown })], open],
    [
      "a rule whose number is not known",
      [acl([all], [all]), aclRule({ ruleNumber: unknown, ruleAction: "allow" })],
      open,
    ],
    ["a rule that may allow or deny", [acl([all], [all]), aclRule({ ruleAction: unknown })], open],
    ["a rule whose range is not known", [acl([all], [all]), aclRule({ cidrBlock: unknown })], open],
    ["a rule whose protocol is not known", [acl([all], [all]), aclRule({ protocol: unknown })], open],
    [
      "a rule whose ports are not known",
      [acl([all], [all]), aclRule({ protocol: "tcp", fromPort: unknown, toPort: 443 })],
      open,
    ],
    [
      "a rule whose range is not known, after one that decides",
      [acl([all], [all]), aclRule({ ruleNumber: 200, cidrBlock: unknown })],
      ok,
    ],
    ["rules that are not known, in", [acl(unknown, [all])], open],
    ["rules that are not known, out", [acl([all], unknown)], open],
    [
      "one that is associated",
      [
        acl([], [], "none"),
        add(
          resource(types.networkAclAssociation, "at", "aclassoc-0", {
            networkAclId: "acl-0",
            subnetId: "subnet-carrier",
          }),
        ),
      ],
      stopped,
    ],
    [
      "one that is not known is associated",
      [
        add(
          resource(types.networkAclAssociation, "at", "aclassoc-0", {
            networkAclId: unknown,
            subnetId: "subnet-carrier",
          }),
        ),
      ],
      open,
    ],
    [
      "one that is associated with a subnet that is not known",
      [
        acl([], [], "none"),
        add(
          resource(types.networkAclAssociation, "at", "aclassoc-0", {
            networkAclId: "acl-0",
            subnetId: unknown,
          }),
        ),
      ],
      open,
    ],
    ["one whose subnets are not known", [acl([all], [all], "none", { subnetIds: unknown })], open],
    ["one of another subnet", [acl([], [], "none")], ok],
    [
      "the VPC's default one, with its rules taken away",
      [add(resource(types.defaultNetworkAcl, "default", "acl-d", { vpcId: "vpc-home" }))],
      stopped,
    ],
    [
      "another VPC's default one",
      [add(resource(types.defaultNetworkAcl, "default", "acl-d", { vpcId: "vpc-away" }))],
      ok,
    ],
    [
      "the default one of a VPC that is not known",
      [add(resource(types.defaultNetworkAcl, "default", "acl-d", { vpcId: unknown }))],
      open,
    ],
    [
      "one of its own instead of the default one, which denies",
      [
        acl([all], [all]),
        add(
          resource(types.defaultNetworkAcl, "default", "acl-d", {
            vpcId: "vpc-away",
            subnetIds: ["subnet-carrier"],
          }),
        ),
      ],
      ok,
    ],
  ]);

  it("name the direction, the ports and the range that are missing", () => {
    const trace = traceIn(modelWith(acl([all], [entry(100, "allow", { toPort: 65534 })])), {
      from: sources.caller,
    });
    assert.equal(
      trace.explanation,
      "the network ACL acl (acl-0) lets only a part of TCP 1024-65535 pass to 10.0.0.10",
    );
    assert.equal(trace.mend, "allow TCP 1024-65535 to 10.0.0.10 in acl (acl-0)");
  });
});
