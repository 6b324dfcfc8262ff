import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import {
  add,
  modelWith,
  region,
  resource,
  route,
  set,
  sources,
  testOutcomes,
  traceIn,
  type Call,
  type Change,
} from "../../support/oneEndpoint";

const s3 = `https://reports.s3.${region}.amazonaws.com/2026.csv`;
const sqs = `https://sqs.${region}.amazonaws.com/`;
const call = { url: s3 } as const;
const inside = "backend ok";
const stopped = "route timeout";
const open = "route unknown";

const gatewayIn = (...routeTableIds: readonly string[]): Change =>
  add(
    resource(types.endpoint, "s3", "vpce-0s3", {
      vpcId: "vpc-home",
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds,
    }),
  );
const gateway = gatewayIn("rtb-caller");
const to = (range: string, target: Properties): Change => add(route("out", "caller", range, target));
const internetGateway: readonly Change[] = [
  add(resource(types.internetGateway, "igw", "igw-0", { vpcId: "vpc-home" })),
  to("0.0.0.0/0", { gatewayId: "igw-0" }),
];
const nat: readonly Change[] = [
  add(resource(types.internetGateway, "igw", "igw-0", { vpcId: "vpc-home" })),
  add(resource(types.natGateway, "nat", "nat-0", { subnetId: "subnet-carrier" })),
  add(route("carrier-out", "carrier", "0.0.0.0/0", { gatewayId: "igw-0" })),
  to("0.0.0.0/0", { natGatewayId: "nat-0" }),
];

describe("the way to a service of AWS", () => {
  const ways: readonly (readonly [title: string, changes: readonly Change[], asked: Call, way: RegExp])[] = [
    ["a gateway endpoint", [gateway], call, /s3 in .* is reached through s3 \(vpce-0s3\), no public hop/],
    ["a gateway endpoint, wherever else the table leads", [gateway, ...internetGateway], call, /vpce-0s3/],
    ["an internet gateway", internetGateway, call, /by the internet gateway igw-0: a public hop/],
    ["a NAT gateway", nat, call, /by the NAT gateway nat-0: a public hop/],
    ["a gateway endpoint before a NAT gateway", [gateway, ...nat], call, /vpce-0s3/],
    [
      "another service goes past the endpoint",
      [gateway, ...nat],
      { url: sqs },
      /sqs in .* by the NAT gateway/,
    ],
    ["a corporate network", [gateway], { ...call, from: "corporate" }, /by the corporate network's own/],
    ["the internet", [gateway], { ...call, from: "internet" }, /by the internet: a public hop/],
  ];
  for (const [title, changes, asked, way] of ways) {
    it(`is told: ${title}`, () => {
      const { outcome, explanation } = traceIn(modelWith(...changes), asked);
      assert.equal(outcome, "ok");
      assert.match(explanation, way);
    });
  }

  it("is mended by an endpoint in the caller's region, and by none in another", () => {
    const mend = (url: string) => traceIn(modelWith(), { url }).mend;
    assert.equal(mend(s3), "add a gateway endpoint of s3 to the caller's network");
    assert.equal(mend(sqs), "add an interface endpoint of sqs to the caller's network");
    const nameless = add(
      resource(types.endpoint, "sqs", "vpce-0sqs", {
        vpcId: "vpc-home",
        region,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.sqs`,
        privateDnsEnabled: false,
      }),
    );
    assert.equal(
      traceIn(modelWith(nameless), { url: sqs }).mend,
      "turn on private DNS of sqs (vpce-0sqs), or call it by its own name",
    );
    assert.equal(
      mend("https://reports.s3.us-west-2.amazonaws.com/"),
      "call it from a network in us-west-2: no endpoint leads to another region",
    );
  });

  testOutcomes([
    ["no way at all", [], stopped, call],
    [
      "an internet gateway of another VPC",
      [...internetGateway, set("igw", { vpcId: "vpc-away" })],
      stopped,
      call,
    ],
    ["a NAT gateway that nobody knows", [to("0.0.0.0/0", { natGatewayId: "nat-9" })], open, call],
    ["a NAT gateway beside the endpoint", [...nat, gatewayIn("rtb-carrier")], open, call],
    ["a peering", [to("0.0.0.0/0", { vpcPeeringConnectionId: "pcx-0" })], stopped, call],
    ["a transit gateway", [to("0.0.0.0/0", { transitGatewayId: "tgw-0" })], open, call],
    [
      "a longer route to public addresses",
      [gateway, to("52.0.0.0/8", { natGatewayId: "nat-0" })],
      open,
      call,
    ],
    [
      "a longer route to private addresses",
      [gateway, to("10.9.0.0/16", { natGatewayId: "nat-0" })],
      inside,
      call,
    ],
    [
      "a range of the VPC's own that is no private one",
      [
        gateway,
        add(resource(types.vpcRange, "block", "b-0", { vpcId: "vpc-home", cidrBlock: "11.0.0.0/16" })),
      ],
      inside,
      call,
    ],
    ["a route whose range is not known", [gateway, to(unknown, { natGatewayId: "nat-0" })], open, call],
    ["routes that are not known", [gateway, set("caller.table", { routes: unknown })], open, call],
    [
      "an association that is not known",
      [gateway, set("caller.association", { routeTableId: unknown })],
      open,
      call,
    ],
    [
      "a subnet that is not there",
      [gateway],
      open,
      { url: s3, from: { ...sources.caller, subnetId: "subnet-9" } as Call["from"] & object },
    ],
  ]);
});

/** Whoever has an endpoint of it in the region knows that it is there. */
const mail = add(
  resource(types.endpoint, "mail", "vpce-0mail", {
    vpcId: "vpc-away",
    vpcEndpointType: "Interface",
    serviceName: `com.amazonaws.${region}.email-smtp`,
    privateDnsEnabled: false,
  }),
);

describe("the ports of a service", () => {
  testOutcomes([
    ["HTTP of S3", [gateway], inside, { url: `http://reports.s3.${region}.amazonaws.com/` }],
    [
      "HTTP of another service",
      internetGateway,
      "firewall unknown",
      { url: `http://sqs.${region}.amazonaws.com/` },
    ],
    ["another port", [gateway], "firewall timeout", { url: `https://s3.${region}.amazonaws.com:8443/` }],
    [
      "another port of another service",
      internetGateway,
      "firewall unknown",
      { url: `${sqs.slice(0, -1)}:8443/` },
    ],
    ["HTTP where TLS is spoken", [gateway], "tls unknown", { url: `http://s3.${region}.amazonaws.com:443/` }],
    ["TLS where HTTP is spoken", [gateway], "tls unknown", { url: `https://s3.${region}.amazonaws.com:80/` }],
    [
      "a port of mail, where TLS begins and HTTP does not",
      [...internetGateway, mail],
      "tls unknown",
      { url: `https://email-smtp.${region}.amazonaws.com:465/` },
    ],
  ]);
});

describe("a call for an API that comes to a service", () => {
  testOutcomes([
    ["by a header", [gateway], "gateway bad-request", { url: s3, headers: { "x-apigw-api-id": "abc" } }],
    [
      "by its host",
      [gateway],
      "gateway bad-request",
      { url: s3, headers: { host: `abc.execute-api.${region}.amazonaws.com` } },
    ],
    ["by neither", [gateway], inside, { url: s3, headers: { accept: "*/*" } }],
  ]);
});

describe("a network ACL on the way to a service", () => {
  const acl = (egress: Properties, ingress: Properties): readonly Change[] => [
    gateway,
    add(
      resource(types.networkAcl, "acl", "acl-0", {
        vpcId: "vpc-home",
        subnetIds: ["subnet-caller"],
        egress: [{ ruleNo: 1, action: "allow", protocol: "tcp", cidrBlock: "0.0.0.0/0", ...egress }],
        ingress: [{ ruleNo: 1, action: "allow", protocol: "tcp", cidrBlock: "0.0.0.0/0", ...ingress }],
      }),
    ),
  ];
  const calls = { fromPort: 443, toPort: 443 };
  const answers = { fromPort: 1024, toPort: 65535 };
  testOutcomes([
    ["lets calls out and answers in", acl(calls, answers), inside, call],
    ["lets no calls out", acl({ fromPort: 80, toPort: 80 }, answers), "firewall timeout", call],
    [
      "lets no calls out to a port, whoever listens there",
      [...internetGateway, ...acl({ fromPort: 80, toPort: 80 }, answers)],
      "firewall timeout",
      { url: `${sqs.slice(0, -1)}:8443/` },
    ],
    ["lets no answers in", acl(calls, { fromPort: 443, toPort: 443 }), "firewall timeout", call],
    [
      "lets out to some addresses, which may be the service's",
      acl({ ...calls, cidrBlock: "52.0.0.0/8" }, answers),
      "firewall unknown",
      call,
    ],
  ]);
});
