import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import { isMapping } from "../../../stacks/mapping";
import { certificate, landscape, oregon, owner, seoul, type Landscape } from "./landscape";
import { inputsLike, refuses, refusesToDelete, type Refused } from "./refusing";

const badNames: readonly (readonly [name: string, message: RegExp])[] = [
  ["a".repeat(33), /cannot be longer than '32' characters/],
  ["srv.front", /alphanumeric characters or hyphens/],
  ["-srv", /cannot begin or end with a hyphen/],
  ["srv-", /cannot begin or end with a hyphen/],
  ["internal-srv", /cannot begin with 'internal-'/],
];

/** The same for whatever has such a name. */
function nameRefusals(type: string, like: string, duplicate: string): readonly Refused[] {
  return [
    ...badNames.map(([name, message]) => ({
      name: `the ${like} name ${name}`,
      type,
      like,
      inputs: () => ({ name }),
      code: "ValidationError",
      message,
    })),
    {
      name: `a prefix of seven characters for ${like}`,
      type,
      like,
      inputs: () => ({ namePrefix: "service" }),
      code: "ValidationError",
      message: /cannot be longer/,
    },
    {
      name: `the name of another ${like}`,
      type,
      like,
      inputs: (made) => ({ name: made.output(like, "name") }),
      code: duplicate,
    },
  ];
}

/** A subnet in a VPC of its own. */
function elsewhere(made: Landscape): string {
  const vpcId = made.make(types.vpc, "second", { cidrBlock: "10.2.0.0/16" });
  const zone = { availabilityZone: "ap-northeast-2b" };
  return made.make(types.subnet, "second.b", { vpcId, cidrBlock: "10.2.0.0/20", ...zone });
}

const mapped = (made: Landscape, privateIpv4Address: unknown): Properties => ({
  subnetMappings: [{ subnetId: made.id("a"), privateIpv4Address }],
});

describe("load balancers of the embedded cloud", () => {
  refuses([
    ...nameRefusals(types.loadBalancer, "balancer", "DuplicateLoadBalancerName"),
    {
      name: "a load balancer that it does not know",
      type: types.loadBalancer,
      like: "balancer",
      inputs: () => ({ loadBalancerType: null }),
      code: "UnknownType",
      message: /not application/,
    },
    {
      name: "a load balancer without a subnet",
      type: types.loadBalancer,
      like: "balancer",
      inputs: () => ({ subnetMappings: null }),
      code: "ValidationError",
      message: /At least one subnet/,
    },
    {
      name: "an unknown subnet",
      type: types.loadBalancer,
      like: "balancer",
      inputs: () => ({ subnetMappings: null, subnets: ["subnet-0123456789abcdef0"] }),
      code: "SubnetNotFound",
    },
    {
      name: "another account's subnet",
      type: types.loadBalancer,
      place: owner,
      like: "balancer",
      inputs: () => ({}),
      code: "SubnetNotFound",
    },
    {
      name: "subnets of two VPCs",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => ({ subnetMappings: null, subnets: [made.id("a"), elsewhere(made)] }),
      code: "InvalidConfigurationRequest",
      message: /same VPC/,
    },
    {
      name: "two subnets of one zone",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => {
        const range = { cidrBlock: "10.0.32.0/20", availabilityZone: "ap-northeast-2a" };
        const twin = made.make(types.subnet, "twin", { vpcId: made.id("vpc"), ...range });
        return { subnetMappings: null, subnets: [made.id("a"), twin] };
      },
      code: "InvalidConfigurationRequest",
      message: /same Availability Zone/,
    },
    {
      name: "a public load balancer without an internet gateway",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => ({
        internal: false,
        subnetMappings: null,
        subnets: [elsewhere(made)],
        securityGroups: [],
      }),
      code: "InvalidSubnet",
      message: /has no internet gateway/,
    },
    {
      name: "an address outside the subnet",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => mapped(made, "10.0.16.9"),
      code: "InvalidConfigurationRequest",
      message: /not in the range/,
    },
    {
      name: "an address of AWS's own",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => mapped(made, "10.0.0.2"),
      code: "InvalidConfigurationRequest",
      message: /reserved/,
    },
    {
      name: "another load balancer's address",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => mapped(made, "10.0.0.200"),
      code: "InvalidConfigurationRequest",
      message: /in use/,
    },
    {
      name: "a security group of another VPC",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => ({ subnetMappings: null, subnets: [elsewhere(made)] }),
      code: "InvalidConfigurationRequest",
      message: /security groups are invalid/,
    },
    {
      name: "a security group that is not there",
      type: types.loadBalancer,
      like: "balancer",
      inputs: (made) => ({
        subnetMappings: null,
        subnets: [made.id("a")],
        securityGroups: ["sg-0123456789abcdef0"],
      }),
      code: "InvalidConfigurationRequest",
      message: /security groups are invalid/,
    },
  ]);
  refusesToDelete([["balancer", "ResourceInUse"]]);

  it("is named as AWS names it, in the region's own zone", () => {
    const made = landscape();
    const name = String(made.output("balancer", "name"));
    assert.match(
      String(made.output("balancer", "dnsName")),
      new RegExp(`^${name}-[0-9a-f]{16}\\.elb\\.ap-northeast-2\\.amazonaws\\.com$`),
    );
    assert.match(
      made.id("balancer"),
      new RegExp(
        `^arn:aws:elasticloadbalancing:ap-northeast-2:111111111111:loadbalancer/net/${name}/[0-9a-f]{16}$`,
      ),
    );
    assert.equal(made.output("balancer", "vpcId"), made.id("vpc"));
    assert.deepEqual(made.output("balancer", "subnets"), [made.id("a"), made.id("c")]);
    const subnets = { subnetMappings: null, subnets: [made.id("a")] };
    const inputs = { ...inputsLike(made, "balancer"), ...subnets, name: "UPPER" };
    made.make(types.loadBalancer, "upper", inputs);
    assert.match(String(made.output("upper", "dnsName")), /^upper-/);
    assert.equal(made.output("upper", "zoneId"), made.output("balancer", "zoneId"));
  });

  it("fills a prefix up to the longest name", () => {
    const made = landscape({ before: "balancer" });
    made.make(types.loadBalancer, "b", { ...inputsLike(made, "balancer"), namePrefix: "front-" });
    assert.match(String(made.output("b", "name")), /^front-[0-9a-f]{26}$/);
  });

  it("keeps its addresses in an update", () => {
    const made = landscape();
    const urn = `urn:pulumi:dev::apilink::${types.loadBalancer}::balancer`;
    const inputs = { ...inputsLike(made, "balancer"), enableCrossZoneLoadBalancing: true };
    const result = made.cloud.update(made.id("balancer"), { ...seoul, urn, inputs });
    assert.ok(result.ok);
    assert.equal(result.outputs["name"], made.output("balancer", "name"));
  });
});

describe("target groups of the embedded cloud", () => {
  refuses([
    ...nameRefusals(types.targetGroup, "targets", "DuplicateTargetGroupName"),
    {
      name: "an unknown protocol",
      type: types.targetGroup,
      like: "targets",
      inputs: () => ({ protocol: "SCTP" }),
      code: "ValidationError",
    },
    {
      name: "an unknown target type",
      type: types.targetGroup,
      like: "targets",
      inputs: () => ({ targetType: "host" }),
      code: "ValidationError",
    },
    {
      name: "an unknown VPC",
      type: types.targetGroup,
      like: "targets",
      inputs: () => ({ vpcId: "vpc-0123456789abcdef0" }),
      code: "ValidationError",
      message: /is not found/,
    },
    {
      name: "a target of an unknown group",
      type: types.targetGroupAttachment,
      like: "target",
      place: oregon,
      inputs: () => ({}),
      code: "TargetGroupNotFound",
    },
    {
      name: "an unknown instance",
      type: types.targetGroupAttachment,
      like: "target",
      inputs: () => ({ targetId: "i-0123456789abcdef0" }),
      code: "InvalidTarget",
      message: /is not valid/,
    },
    {
      name: "an instance of another VPC",
      type: types.targetGroupAttachment,
      like: "target",
      inputs: (made) => {
        const subnetId = elsewhere(made);
        const inputs = {
          ...inputsLike(made, "web"),
          subnetId,
          vpcSecurityGroupIds: [],
          placementGroup: null,
        };
        return { targetId: made.make(types.instance, "far web", inputs) };
      },
      code: "InvalidTarget",
      message: /not in the target group VPC/,
    },
    {
      name: "an address outside of the VPC",
      type: types.targetGroupAttachment,
      inputs: (made) => ({ targetGroupArn: byAddress(made), targetId: "10.9.0.1" }),
      code: "InvalidTarget",
      message: /must be 'all'/,
    },
    {
      name: "a name for an address",
      type: types.targetGroupAttachment,
      inputs: (made) => ({ targetGroupArn: byAddress(made), targetId: "web.example.com" }),
      code: "ValidationError",
    },
  ]);
  refusesToDelete([["targets", "ResourceInUse"]]);

  it("takes addresses inside of the VPC, and others with all zones", () => {
    const made = landscape();
    const targetGroupArn = byAddress(made);
    made.make(types.targetGroupAttachment, "inside", { targetGroupArn, targetId: "10.0.9.9" });
    const outside = { targetGroupArn, targetId: "10.9.0.1", availabilityZone: "all" };
    made.make(types.targetGroupAttachment, "outside", outside);
    assert.equal(made.output("inside", "port"), 443);
  });

  const kinds: readonly (readonly [targetType: string | undefined, protocol: string, kept: string])[] = [
    [undefined, "TCP", "true"],
    ["instance", "TLS", "true"],
    ["ip", "TCP", "false"],
    ["ip", "TLS", "false"],
    ["ip", "UDP", "true"],
  ];
  for (const [targetType, protocol, kept] of kinds) {
    it(`says that ${targetType ?? "default"} targets by ${protocol} keep the client's address: ${kept}`, () => {
      const made = landscape();
      const inputs = { vpcId: made.id("vpc"), port: 443, protocol, targetType };
      made.make(types.targetGroup, "group of its own", { ...inputs, name: "own" });
      assert.equal(made.output("group of its own", "preserveClientIp"), kept);
    });
  }

  it("checks health by TCP unless it is told otherwise", () => {
    const made = landscape();
    const health = made.output("targets", "healthCheck");
    assert.ok(isMapping(health));
    assert.deepEqual([health["protocol"], health["port"]], ["TCP", "traffic-port"]);
  });
});

/** A target group for addresses. */
function byAddress(made: Landscape, protocol = "TCP"): string {
  const inputs = { vpcId: made.id("vpc"), port: 443, protocol, targetType: "ip", name: "addresses" };
  return made.make(types.targetGroup, "addresses", inputs);
}

describe("listeners of the embedded cloud", () => {
  const forwarding = (targetGroupArn: string): Properties => ({
    port: 443,
    defaultActions: [{ type: "forward", targetGroupArn }],
  });
  const tls = (certificateArn: string | undefined): Properties => ({
    port: 443,
    protocol: "TLS",
    certificateArn,
  });
  refuses([
    {
      name: "an unknown load balancer",
      type: types.listener,
      like: "listener",
      place: oregon,
      inputs: () => ({}),
      code: "LoadBalancerNotFound",
    },
    {
      name: "a second listener of a port",
      type: types.listener,
      like: "listener",
      inputs: () => ({}),
      code: "DuplicateListener",
    },
    {
      name: "an unknown target group",
      type: types.listener,
      like: "listener",
      inputs: (made) => forwarding(`${made.id("targets")}0`),
      code: "TargetGroupNotFound",
    },
    {
      name: "an unknown target group in a list",
      type: types.listener,
      like: "listener",
      inputs: (made) => ({
        port: 443,
        defaultActions: [{ type: "forward", forward: { targetGroups: [{ arn: `${made.id("targets")}0` }] } }],
      }),
      code: "TargetGroupNotFound",
    },
    {
      name: "a target group of another VPC",
      type: types.listener,
      like: "listener",
      inputs: (made) => {
        elsewhere(made);
        const inputs = { vpcId: made.id("second"), port: 443, protocol: "TCP", name: "far" };
        return forwarding(made.make(types.targetGroup, "far targets", inputs));
      },
      code: "InvalidConfigurationRequest",
    },
    {
      name: "TCP before TLS",
      type: types.listener,
      like: "listener",
      inputs: (made) => forwarding(byAddress(made, "TLS")),
      code: "IncompatibleProtocols",
    },
    {
      name: "HTTP",
      type: types.listener,
      like: "listener",
      inputs: () => ({ port: 443, protocol: "HTTP" }),
      code: "ValidationError",
    },
    {
      name: "TLS without a certificate",
      type: types.listener,
      like: "listener",
      inputs: () => tls(undefined),
      code: "ValidationError",
      message: /A certificate must be specified/,
    },
    {
      name: "TCP with a certificate",
      type: types.listener,
      like: "listener",
      inputs: () => ({ ...tls(certificate(seoul)), protocol: "TCP" }),
      code: "ValidationError",
    },
    ...[certificate(oregon), certificate(owner), `arn:aws:iam::${seoul.account}:server-certificate/x`].map(
      (arn) => ({
        name: `the certificate ${arn}`,
        type: types.listener,
        like: "listener",
        inputs: () => tls(arn),
        code: "CertificateNotFound",
      }),
    ),
  ]);

  it("ends TLS with a certificate of its own account and region", () => {
    const made = landscape();
    const inputs = { ...inputsLike(made, "listener"), ...tls(certificate(seoul)) };
    assert.match(
      made.make(types.listener, "tls", inputs),
      /:listener\/net\/[^/]+\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
    );
  });
});
