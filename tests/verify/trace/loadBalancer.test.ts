import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import {
  add,
  allowAll,
  apiId,
  endpointAddress,
  endpointId,
  mock,
  region,
  remove,
  resource,
  route,
  set,
  testOutcomes,
  triggers,
  type Change,
} from "../../support/oneEndpoint";
import { front, frontAddress } from "../../support/richLandscape";

const ok = "backend ok 200";
const stopped = "firewall timeout";
const open = "firewall unknown";
const call = {
  url: "https://front.elb.amazonaws.com/v1",
  headers: { "x-apigw-api-id": apiId },
  insecure: true,
} as const;
const asCorporate = { ...call, from: "corporate" } as const;

/** Only the load balancer's own address gets through to the endpoint. */
const frontAlone = set("rule", { cidrIpv4: `${frontAddress}/32` });
const callerAlone = set("rule", { cidrIpv4: "10.0.0.0/24" });
const group = (rules: Properties): Change =>
  add(resource(types.securityGroup, "front.group", "sg-f", { ingress: [], egress: [], ...rules }));
const grouped = set("front", { securityGroups: ["sg-f"] });
const tcp = (range: string): Properties => ({
  protocol: "tcp",
  fromPort: 443,
  toPort: 443,
  cidrBlocks: [range],
});
const seen = (range: string): Change =>
  set(
    "deployment",
    triggers(
      { "/": [mock()] },
      {
        Statement: (allowAll()["Statement"] as readonly Properties[]).map((own) => ({
          ...own,
          Condition: { IpAddress: { "aws:VpcSourceIp": range } },
        })),
      },
    ),
  );
const certificate = add(
  resource(types.certificate, "cert", "cert", { arn: "arn:cert", domainName: "front.elb.amazonaws.com" }),
);
/** A name of both the endpoint and the load balancer. */
const both = add(
  resource(types.zone, "zone", "Z1", {
    zoneId: "Z1",
    name: "example.internal",
    vpcs: [{ vpcId: "vpc-home" }],
  }),
  resource(types.record, "r", "r", {
    zoneId: "Z1",
    type: "A",
    name: "both",
    records: [frontAddress, endpointAddress],
  }),
  resource(types.record, "f", "f", {
    zoneId: "Z1",
    type: "A",
    name: "front",
    records: [frontAddress],
  }),
);
/** A private domain with the listener's certificate, which itself is not among the resources. */
const domainOf = (domainName: string): Change =>
  add(
    resource(types.domainName, "domain", "domain", {
      domainName,
      arn: `arn:aws:apigateway:${region}:222222222222:/domainnames/${domainName}+abc123def4`,
      certificateArn: "arn:cert",
      endpointConfiguration: { types: "PRIVATE" },
      policy: JSON.stringify(allowAll()),
    }),
    resource(types.basePathMapping, "mapping", "mapping", { domainName, restApi: apiId, stageName: "v1" }),
    resource(types.domainAssociation, "association", "association", {
      domainNameArn: `arn:aws:apigateway:${region}:222222222222:/domainnames/${domainName}+abc123def4`,
      accessAssociationSource: endpointId,
      accessAssociationSourceType: "VPCE",
    }),
  );
const tls = (more: Properties = {}): Change =>
  set("listener", { protocol: "TLS", certificateArn: "arn:cert", ...more });

/** An instance of a peered network in the endpoint's place, which sees the load balancer's address. */
const withDistantTarget: readonly Change[] = [
  add(
    resource(types.instance, "distant", "i-d", {
      subnetId: "subnet-guest",
      privateIp: "10.1.0.80",
      vpcSecurityGroupIds: ["sg-0"],
      instanceState: "running",
    }),
    route("front.there", "front", "10.1.0.0/16", { vpcPeeringConnectionId: "pcx-0" }),
  ),
  set("front", { enableCrossZoneLoadBalancing: true }),
  set("targets", { preserveClientIp: "false" }),
  set("target", { targetId: "10.1.0.80" }),
];
const atFront = { url: `http://${frontAddress}:443/` } as const;

describe("a load balancer in front of the endpoint", () => {
  testOutcomes([
    ["shows the endpoint's certificate", [front], "tls tls-mismatch", { ...call, insecure: false }],
    ["passes calls on", [front], ok, call],
    ["passes the corporate network's calls on", [front], ok, asCorporate],
    [
      "answers a peered network, where there is a way back",
      [
        front,
        set("front.table", { routes: [{ cidrBlock: "10.1.0.0/16", vpcPeeringConnectionId: "pcx-0" }] }),
      ],
      ok,
      { ...call, from: "guest" },
    ],
    [
      "passes calls on to an instance",
      [front, set("target", { targetId: "i-0123456789abcdef0" })],
      open,
      call,
    ],
    ["passes calls on to what is not known", [front, set("target", { targetId: unknown })], open, call],
    ["has no way back to a peered network", [front], "route timeout", { ...call, from: "guest" }],
    ["is seen by the endpoint in the caller's place", [front, frontAlone], ok, call],
    ["is not let in where the caller is", [front, callerAlone], stopped, call],
    ["is seen by policies in the caller's place", [front, seen(`${frontAddress}/32`)], ok, call],
    [
      "is not the caller to a policy",
      [front, seen("10.0.0.0/24")],
      "resource-policy access-denied 403",
      call,
    ],
    [
      "keeps the caller's address",
      [front, callerAlone, set("targets", { preserveClientIp: "true" })],
      ok,
      call,
    ],
    [
      "keeps the caller's address, which is let in alone",
      [front, frontAlone, set("targets", { preserveClientIp: true })],
      stopped,
      call,
    ],
    [
      "keeps the caller's address for policies",
      [front, seen("10.0.0.0/24"), set("targets", { preserveClientIp: "true" })],
      ok,
      call,
    ],
    [
      "does not keep it where that is switched off",
      [front, frontAlone, set("targets", { preserveClientIp: "false" })],
      ok,
      call,
    ],
    ["may keep it where its target group is not there", [front, frontAlone, remove("targets")], open, call],
    ["has no listener on the port", [front, set("listener", { port: 80 })], stopped, call],
    ["is another's listener", [front, set("listener", { loadBalancerArn: "arn:x" })], stopped, call],
    ["has no target", [front, remove("target")], stopped, call],
    ["has another group's target", [front, set("target", { targetGroupArn: "arn:x" })], stopped, call],
    [
      "has a target group in a block of its action",
      [
        front,
        set("listener", {
          defaultActions: [
            { type: "forward", forward: { targetGroups: [{ arn: "arn:targets", weight: 1 }] } },
          ],
        }),
      ],
      ok,
      call,
    ],
    ["has a target that nobody knows", [front, set("target", { targetId: "10.0.1.99" })], open, call],
    [
      "has a target beyond its routes",
      [front, set("target", { targetId: "10.9.0.1" })],
      "route timeout",
      call,
    ],
    ["has a target in a peered network", [front, ...withDistantTarget], "backend ok", atFront],
    [
      "has a target in a peered network that has no way back",
      [front, ...withDistantTarget, remove("there")],
      "route timeout",
      atFront,
    ],
    ["has a target on another port", [front, set("target", { port: 8443 })], stopped, call],
    ["has a target on its listener's port", [front, set("target", { port: undefined })], ok, call],
    [
      "has a second target that nobody knows",
      [
        front,
        add(
          resource(types.targetGroupAttachment, "second", "second", {
            targetGroupArn: "arn:targets",
            targetId: "10.0.1.99",
          }),
        ),
      ],
      open,
      call,
    ],
    [
      "has a second target that nobody knows, and one is enough",
      [
        front,
        add(
          resource(types.targetGroupAttachment, "second", "second", {
            targetGroupArn: "arn:targets",
            targetId: "10.0.1.99",
          }),
        ),
      ],
      ok,
      { ...call, demand: "any" },
    ],
    [
      "is in another zone than its target",
      [front, set("front.subnet", { availabilityZone: `${region}a` })],
      stopped,
      call,
    ],
    [
      "is in another zone than its target, and crosses zones",
      [
        front,
        set("front.subnet", { availabilityZone: `${region}a` }),
        set("front", { enableCrossZoneLoadBalancing: true }),
      ],
      ok,
      call,
    ],
    [
      "has a group that admits the caller and reaches the endpoint",
      [front, grouped, group({ ingress: [tcp("10.0.0.0/24")], egress: [tcp("10.0.1.5/32")] })],
      ok,
      call,
    ],
    [
      "has a group that does not admit the caller",
      [front, grouped, group({ ingress: [tcp("10.9.0.0/24")], egress: [tcp("0.0.0.0/0")] })],
      stopped,
      call,
    ],
    [
      "has a group that does not reach the endpoint",
      [front, grouped, group({ ingress: [tcp("0.0.0.0/0")], egress: [tcp("10.0.2.0/24")] })],
      stopped,
      call,
    ],
    ["has groups that are not known", [front, set("front", { securityGroups: unknown })], open, call],
    ["has a group that is not there", [front, grouped], open, call],
    [
      "has one of two groups that is not there",
      [front, set("front", { securityGroups: ["sg-0", "sg-f"] })],
      open,
      call,
    ],
    [
      "has a group that is not known beside one that is",
      [front, set("front", { securityGroups: ["sg-0", unknown] })],
      open,
      call,
    ],
    ["is in a VPC that its subnet alone tells", [front, set("front", { vpcId: unknown })], ok, call],
    [
      "has a network ACL that lets nothing in",
      [
        front,
        add(
          resource(types.networkAcl, "acl", "acl-0", {
            subnetIds: ["subnet-front"],
            ingress: [],
            egress: [],
          }),
        ),
      ],
      stopped,
      call,
    ],
    [
      "passes on what the endpoint's network ACL stops",
      [
        front,
        add(
          resource(types.networkAcl, "acl", "acl-0", {
            subnetIds: ["subnet-carrier"],
            ingress: [],
            egress: [],
          }),
        ),
      ],
      stopped,
      call,
    ],
    ["ends TLS with a certificate of its own", [front, certificate, tls()], ok, { ...call, insecure: false }],
    [
      "ends TLS with a certificate for another name",
      [front, certificate, tls(), set("cert", { domainName: "other.internal" })],
      "tls tls-mismatch",
      { ...call, insecure: false },
    ],
    ["ends TLS with a certificate that is not there, and the caller accepts any", [front, tls()], ok, call],
    [
      "ends TLS with a certificate that is not there",
      [front, tls()],
      "tls unknown",
      { ...call, insecure: false },
    ],
    [
      "ends TLS with a certificate that is a domain's as well, and is called by the domain",
      [front, tls(), both, domainOf("both.example.internal")],
      ok,
      { ...call, url: "https://both.example.internal/", insecure: false, headers: {} },
    ],
    [
      "ends TLS with a domain's certificate, which may be for more names",
      [front, tls(), both, domainOf("srv.example.internal")],
      "tls unknown",
      { ...call, url: "https://front.example.internal/v1", insecure: false },
    ],
    [
      "ends TLS with a domain's certificate, which is for no name of AWS",
      [front, tls(), domainOf("srv.example.internal")],
      "tls tls-mismatch",
      { ...call, insecure: false },
    ],
    [
      "ends TLS with another certificate than the domain's",
      [front, tls({ certificateArn: "arn:other" }), domainOf("srv.example.internal")],
      "tls unknown",
      { ...call, insecure: false },
    ],
    [
      "has a certificate that it does not show",
      [front, certificate, tls({ protocol: "TCP" })],
      "tls tls-mismatch",
      { ...call, insecure: false },
    ],
    [
      "is one of two ways, and its own is denied",
      [front, both, seen("10.0.0.0/24")],
      "resource-policy access-denied 403",
      { ...call, url: "https://both.example.internal/v1" },
    ],
    [
      "is one of two ways, its own is denied, and any is enough",
      [front, both, seen("10.0.0.0/24")],
      ok,
      { ...call, url: "https://both.example.internal/v1", demand: "any" },
    ],
    ["has a listener whose port is not known", [front, set("listener", { port: unknown })], open, call],
    [
      "has a listener that may be another's",
      [front, set("listener", { loadBalancerArn: unknown })],
      open,
      call,
    ],
    ["has targets that are not known", [front, set("listener", { defaultActions: unknown })], open, call],
    ["has a target whose address is not known", [front, set("target", { targetId: unknown })], open, call],
    [
      "has a target whose group is not known",
      [front, set("target", { targetGroupArn: unknown })],
      open,
      call,
    ],
    ["may keep the caller's address", [front, set("targets", { preserveClientIp: unknown })], open, call],
    [
      "is in a zone that is not known",
      [front, set("front.subnet", { availabilityZone: unknown })],
      open,
      call,
    ],
    [
      "may cross zones",
      [
        front,
        set("front.subnet", { availabilityZone: `${region}a` }),
        set("front", { enableCrossZoneLoadBalancing: unknown }),
      ],
      open,
      call,
    ],
  ]);
});
