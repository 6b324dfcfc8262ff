import assert from "node:assert/strict";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import {
  add,
  modelWith,
  region,
  remove,
  resource,
  set,
  testOutcomes,
  traceIn,
  workload,
  type Change,
} from "../../support/oneEndpoint";
import { balancerName, consumerName, published, serviceName } from "../../support/publishedService";

const ok = "backend ok";
const stopped = "firewall timeout";
const nowhere = "route timeout";
const call = { url: `http://${consumerName}/` } as const;
const any = { ...call, demand: "any" } as const;
const stop = (zone: string): Change => set(`instance-${zone}`, { instanceState: "stopped" });
/** The consumer and the provider are one account, so that zones have one name. */
const oneAccount = set("consumer", { ownerId: "333333333333" });
/** The endpoint is in another region than its service. */
const far = set("consumer", { region: "us-west-2", serviceRegion: region });
const fullAccess = { Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } };

describe("a call over PrivateLink", () => {
  testOutcomes([
    ["reaches the instances of a network of the same range", [published], ok, call],
    ["waits for acceptance", [published, remove("accept")], nowhere, call],
    [
      "waits for another's acceptance",
      [published, set("accept", { vpcEndpointId: "vpce-1" })],
      nowhere,
      call,
    ],
    ["is accepted by hand", [published, remove("accept"), set("consumer", { state: "available" })], ok, call],
    [
      "was not accepted in the end",
      [published, set("accept", { vpcEndpointState: "pendingAcceptance" })],
      nowhere,
      call,
    ],
    ["is rejected for all that", [published, set("consumer", { state: "rejected" })], nowhere, call],
    ["has failed", [published, set("consumer", { state: "failed" })], nowhere, call],
    ["has no service", [published, remove("service")], "route unknown", call],
    [
      "has no load balancer",
      [published, set("service", { networkLoadBalancerArns: [] })],
      "route unknown",
      call,
    ],
    [
      "has load balancers that nobody knows",
      [published, set("service", { networkLoadBalancerArns: unknown })],
      "route unknown",
      call,
    ],
    ["has a load balancer that is not there", [published, remove("balancer")], "route unknown", call],
    ["meets a closed endpoint", [published, remove("consumer.rule")], stopped, call],
    ["meets a closed load balancer", [published, remove("balancer.rule")], stopped, call],
    ["meets closed instances", [published, remove("web.rule")], stopped, call],
    ["meets a load balancer that may not go on", [published, remove("balancer.egress")], stopped, call],
    ["meets no listener", [published, remove("shop.listener")], stopped, call],
    [
      "goes to another port",
      [published, set("consumer.rule", { toPort: 90 })],
      stopped,
      { url: `http://${consumerName}:90/` },
    ],
    [
      "is seen by its own address",
      [published, set("balancer.rule", { cidrIpv4: "10.0.1.0/24" })],
      stopped,
      call,
    ],
    [
      "is not looked at, where the groups are not asked",
      [
        published,
        remove("balancer.rule"),
        set("balancer", { enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "off" }),
      ],
      ok,
      call,
    ],
    [
      "may not be looked at",
      [published, set("balancer", { enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: unknown })],
      "firewall unknown",
      call,
    ],
    [
      "passes a load balancer without groups",
      [
        published,
        set("balancer", { securityGroups: [] }),
        set("web.rule", { referencedSecurityGroupId: undefined, cidrIpv4: "10.0.0.0/16" }),
      ],
      ok,
      call,
    ],
    [
      "is none of the group's, where the load balancer has none",
      [published, set("balancer", { securityGroups: [] })],
      stopped,
      call,
    ],
    [
      "shows instances the load balancer's address, which they admit, and not the caller's",
      [
        published,
        set("balancer", { subnets: ["subnet-shop-b"] }),
        set("web.rule", { referencedSecurityGroupId: undefined, cidrIpv4: "10.0.1.0/24" }),
        set("shop.targets", { preserveClientIp: "true" }),
      ],
      ok,
      call,
    ],
    [
      "shows one address of a subnet, which is admitted in part",
      [
        published,
        set("web.rule", { referencedSecurityGroupId: undefined, cidrIpv4: "10.0.0.0/25" }),
        remove("target-b"),
        set("balancer", { subnets: ["subnet-shop-a"] }),
      ],
      "firewall unknown",
      call,
    ],
    ["needs each instance", [published, stop("a")], stopped, call],
    ["needs any instance, where any will do", [published, stop("a")], ok, any],
    ["needs any instance to run", [published, stop("a"), stop("b")], stopped, any],
    ["meets an instance that is not there", [published, remove("instance-a")], "firewall unknown", call],
    ["meets the other instance", [published, remove("instance-a")], ok, any],
    [
      "meets an address that two instances have",
      [
        published,
        add(resource(types.instance, "twin", "i-x", { subnetId: "subnet-shop-a", privateIp: "10.0.0.80" })),
      ],
      "firewall unknown",
      call,
    ],
    [
      "meets instances in groups that nobody knows",
      [published, set("instance-a", { vpcSecurityGroupIds: ["sg-else"] })],
      "firewall unknown",
      call,
    ],
    [
      "meets a network ACL between load balancer and instance",
      [
        published,
        add(
          resource(types.networkAcl, "acl", "acl-b", {
            vpcId: "vpc-shop",
            subnetIds: ["subnet-shop-b"],
            ingress: [
              {
                ruleNo: 1,
                action: "deny",
                protocol: "tcp",
                fromPort: 80,
                toPort: 80,
                cidrBlock: "0.0.0.0/0",
              },
            ],
            egress: [{ ruleNo: 1, action: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0" }],
          }),
        ),
        set("balancer", { subnets: ["subnet-shop-a"] }),
      ],
      stopped,
      call,
    ],
    [
      "stays in its zone without crossing",
      [published, oneAccount, set("balancer", { enableCrossZoneLoadBalancing: false }), stop("a")],
      ok,
      call,
    ],
    [
      "finds nobody in its zone without crossing",
      [published, oneAccount, set("balancer", { enableCrossZoneLoadBalancing: false }), remove("target-b")],
      stopped,
      call,
    ],
    [
      "comes out in any zone of another account",
      [published, set("balancer", { enableCrossZoneLoadBalancing: false }), stop("a")],
      stopped,
      call,
    ],
    [
      "has no node in its zone",
      [published, oneAccount, set("balancer", { subnets: ["subnet-shop-a"] })],
      nowhere,
      call,
    ],
    [
      "has zones of other names in another account",
      [published, set("balancer", { subnets: ["subnet-shop-a"] })],
      ok,
      call,
    ],
    ["has a node in a subnet that is not there", [published, remove("shop.a")], "route unknown", call],
    ["comes from a region that the service does not take", [published, far], nowhere, call],
    [
      "comes from a region that the service takes",
      [published, far, set("service", { supportedRegions: [region, "us-west-2"] })],
      ok,
      call,
    ],
    [
      "comes from a region that it may take",
      [published, far, set("service", { supportedRegions: unknown })],
      "route unknown",
      call,
    ],
    [
      "is let by a policy of full access",
      [published, set("consumer", { policy: JSON.stringify(fullAccess) })],
      ok,
      call,
    ],
    [
      "meets a policy that denies",
      [
        published,
        set("consumer", {
          policy: JSON.stringify({ Statement: { ...fullAccess.Statement, Effect: "Deny" } }),
        }),
      ],
      "endpoint-policy unknown",
      call,
    ],
    ["comes from a peered network", [published], stopped, { ...call, from: "guest" }],
    ["comes from the internet", [published], nowhere, { ...call, from: "internet" }],
    ["does not lead back", [published], nowhere, { ...call, from: workload("shop", "shop-a", "10.0.0.10") }],
    [
      "never takes the load balancer's own addresses for the consumer's",
      [published],
      nowhere,
      { url: `http://${balancerName}/` },
    ],
    [
      "is not needed in the service's own network",
      [published],
      ok,
      { url: `http://${balancerName}/`, from: workload("shop", "shop-a", "10.0.0.10") },
    ],
    [
      "may be let in by an instance's group, of which the caller may be",
      [published],
      "firewall unknown",
      { url: "http://10.0.0.80/", from: workload("shop", "shop-b", "10.0.1.10") },
    ],
    [
      "is let in by an instance's range",
      [published, set("web.rule", { referencedSecurityGroupId: undefined, cidrIpv4: "10.0.1.0/24" })],
      ok,
      { url: "http://10.0.0.80/", from: workload("shop", "shop-b", "10.0.1.10") },
    ],
    ["may speak TLS", [published], "tls unknown", { url: `https://${consumerName}:80/` }],
    [
      "ends TLS at the load balancer, whose certificate is another's",
      [
        published,
        set("shop.listener", { protocol: "TLS", certificateArn: "arn:cert" }),
        add(resource(types.certificate, "cert", "cert", { arn: "arn:cert", domainName: "shop.example" })),
      ],
      "tls tls-mismatch",
      { url: `https://${consumerName}:80/` },
    ],
    [
      "ends TLS at the load balancer, and minds no certificate",
      [published, set("shop.listener", { protocol: "TLS" })],
      ok,
      { url: `https://${consumerName}:80/`, insecure: true },
    ],
    [
      "speaks no TLS to a load balancer that does",
      [published, set("shop.listener", { protocol: "TLS" })],
      "tls unknown",
      call,
    ],
    [
      "does not go round in circles",
      [
        published,
        add(
          resource(types.targetGroupAttachment, "circle", "circle", {
            targetGroupArn: "arn:shop-targets",
            targetId: "10.0.0.99",
          }),
          resource(types.endpoint, "inner", "vpce-1c", {
            vpcId: "vpc-shop",
            vpcEndpointType: "Interface",
            serviceName,
            subnetIds: ["subnet-shop-a"],
            subnetConfigurations: [{ subnetId: "subnet-shop-a", ipv4: "10.0.0.99" }],
            securityGroupIds: ["sg-web"],
          }),
        ),
      ],
      "firewall unknown",
      call,
    ],
  ]);

  it("tells how to mend what is wrong", () => {
    const mendOf = (...changes: readonly Change[]) => traceIn(modelWith(published, ...changes), call).mend;
    assert.equal(mendOf(remove("accept")), "accept it in the account of the service");
    assert.equal(mendOf(far), "add us-west-2 to supportedRegions of the service");
    assert.equal(
      mendOf(remove("web.rule")),
      "allow TCP 80 from the security group balancer.group (sg-lb) in web.group (sg-web)",
    );
    assert.equal(
      mendOf(remove("balancer.rule")),
      "allow TCP 80 from the range of 10.0.0.10 in balancer.group (sg-lb)",
    );
    assert.equal(mendOf(stop("a")), "start the instance");
  });

  it("tells how many of the targets do not answer, where others do", () => {
    const saysOf = (...changes: readonly Change[]) =>
      traceIn(modelWith(published, ...changes), call).explanation;
    assert.equal(saysOf(stop("a")), "one of 2 targets does not answer: instance-a (i-a) is stopped");
    assert.equal(saysOf(stop("a"), stop("b")), "instance-a (i-a) is stopped");
    assert.match(saysOf(remove("instance-a")), /^which address target-a /);
    const again = add(
      resource(types.targetGroupAttachment, "target-again", "target-again", {
        targetGroupArn: "arn:shop-targets",
        targetId: "i-a",
        port: 80,
      }),
    );
    assert.equal(saysOf(again, stop("a")), "2 of 3 targets do not answer: instance-a (i-a) is stopped");
    assert.equal(
      saysOf(again, stop("a"), remove("instance-b")),
      "2 of 3 targets do not answer: instance-a (i-a) is stopped",
    );
  });

  it("tells the instance's own port, and not the load balancer's", () => {
    const port8080 = { fromPort: 8080, toPort: 8080 };
    const model = modelWith(
      published,
      remove("target-b"),
      set("target-a", { port: 8080 }),
      set("web.rule", port8080),
      set("balancer.egress", port8080),
    );
    const explained = (url: string): string => traceIn(model, { url }).explanation;
    assert.equal(explained(`http://${consumerName}/`), "instance-a (i-a) answers on port 8080");
    assert.equal(
      explained(`https://${consumerName}:80/`),
      "whether instance-a (i-a) speaks https on port 8080 is not known",
    );
  });

  it("tells each hop", () => {
    const { hops, explanation } = traceIn(modelWith(published), call);
    assert.equal(explanation, "instance-a (i-a) answers on port 80");
    assert.deepEqual(
      hops.slice(2).map(({ step, says }) => `${step}: ${says}`),
      [
        "firewall: consumer.rule (sgr-c) admits 10.0.0.10 to consumer (vpce-0c) on TCP 80",
        "route: consumer (vpce-0c) leads to service (vpce-svc-0a) over PrivateLink",
        "firewall: shop.listener (shop-listener) of balancer (loadbalancer/net/shop/0123456789abcdef) passes the call on to instance-a (i-a)",
        "firewall: web.rule (sgr-web) admits 10.0.0.0/24 to instance-a (i-a) on TCP 80",
        "backend: instance-a (i-a) answers on port 80",
      ],
    );
  });
});
