import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { addressOf } from "../../../verify/model/addresses";
import { types } from "../../../verify/model/types";
import { add, modelWith, remove, resource, set, testOutcomes, type Change } from "../../support/oneEndpoint";
import { consumerName, published, serviceName } from "../../support/publishedService";

const ok = "backend ok";
const stopped = "firewall timeout";
const open = "firewall unknown";
const call = { url: `http://${consumerName}/` } as const;

/** The instances' group with this rule in place of the one that names the balancer's group. */
const inline = (rule: Properties): Change[] => [
  remove("web.rule"),
  set("web.group", { ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, ...rule }] }),
];
const single = (rule: Properties): Change[] => [
  remove("web.rule"),
  add(
    resource(types.securityGroupRule, "older", "sgrule-1", {
      type: "ingress",
      securityGroupId: "sg-web",
      protocol: "tcp",
      fromPort: 80,
      toPort: 80,
      ...rule,
    }),
  ),
];
const referring = (id: unknown): Change => set("web.rule", { referencedSecurityGroupId: id });

describe("a rule that names another group", () => {
  testOutcomes([
    ["admits its members", [published], ok, call],
    ["admits its members by a name with an account", [published, referring("333333333333/sg-lb")], ok, call],
    ["admits nobody else", [published, referring("sg-0")], stopped, call],
    ["may admit a group that is not known", [published, referring(unknown)], open, call],
    [
      "may admit a group that is named by its name",
      [published, ...inline({ securityGroups: ["lb"] })],
      open,
      call,
    ],
    [
      "admits them in the group itself",
      [published, ...inline({ securityGroups: ["sg-0", "sg-lb"] })],
      ok,
      call,
    ],
    [
      "admits none of others in the group itself",
      [published, ...inline({ securityGroups: ["sg-0"] })],
      stopped,
      call,
    ],
    [
      "may admit others in a list that is not known",
      [published, ...inline({ securityGroups: ["sg-0", unknown] })],
      open,
      call,
    ],
    [
      "admits them beside a range",
      [published, ...inline({ securityGroups: ["sg-lb"], cidrBlocks: ["10.9.0.0/16"] })],
      ok,
      call,
    ],
    ["admits them by an older rule", [published, ...single({ sourceSecurityGroupId: "sg-lb" })], ok, call],
    [
      "admits none of others by an older rule",
      [published, ...single({ sourceSecurityGroupId: "sg-0" })],
      stopped,
      call,
    ],
    [
      "is of another port",
      [published, ...single({ sourceSecurityGroupId: "sg-lb", fromPort: 81, toPort: 81 })],
      stopped,
      call,
    ],
    ["does not mean itself", [published, ...inline({ self: true })], stopped, call],
    [
      "means itself",
      [published, ...inline({ self: true }), set("balancer", { securityGroups: ["sg-lb", "sg-web"] })],
      ok,
      call,
    ],
    ["may mean itself", [published, ...inline({ self: unknown })], open, call],
    ["may be in a prefix list", [published, ...inline({ prefixListIds: ["pl-1"] })], open, call],
    [
      "stands in what was read back, too",
      [
        published,
        remove("web.rule"),
        (states) =>
          states.map((state) =>
            state.id === "sg-web"
              ? {
                  ...state,
                  inputs: { vpcId: "vpc-shop" },
                  outputs: {
                    ...state.outputs,
                    ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, securityGroups: ["sg-lb"] }],
                  },
                }
              : state,
          ),
      ],
      ok,
      call,
    ],
  ]);
});

describe("a load balancer's targets", () => {
  testOutcomes([
    [
      "listen on the port of their group",
      [
        published,
        set("target-a", { port: undefined }),
        set("target-b", { port: undefined }),
        set("shop.targets", { port: 8080 }),
      ],
      stopped,
      call,
    ],
    [
      "see the caller where they are instances",
      [published, ...inline({ cidrBlocks: ["10.0.1.0/24"] }), remove("target-a")],
      stopped,
      {
        url: "http://shop.elb.amazonaws.com/",
        from: { kind: "workload", vpcId: "vpc-shop", subnetId: "subnet-shop-a", address: 0x0a00000a },
      },
    ],
    [
      "do not see the caller where that is switched off",
      [
        published,
        ...inline({ cidrBlocks: ["10.0.0.0/23"] }),
        set("shop.targets", { preserveClientIp: "false" }),
      ],
      ok,
      {
        url: "http://shop.elb.amazonaws.com/",
        from: { kind: "workload", vpcId: "vpc-shop", subnetId: "subnet-shop-a", address: 0x0a00000a },
      },
    ],
    ["have no address that is known", [published, set("instance-a", { privateIp: unknown })], open, call],
    ["are in no subnet that is known", [published, set("instance-a", { subnetId: "subnet-9" })], open, call],
    [
      "are in the VPC's default group where they name none",
      [
        published,
        set("shop.vpc", { defaultSecurityGroupId: "sg-lb" }),
        set("instance-a", { vpcSecurityGroupIds: [] }),
        set("balancer.egress", { referencedSecurityGroupId: undefined, cidrIpv4: "10.0.0.0/16" }),
      ],
      ok,
      call,
    ],
  ]);
});

describe("addresses that AWS has not told", () => {
  const addressesIn = (...changes: readonly Change[]): readonly string[] => {
    const { loadBalancers, endpoints, otherEndpoints } = modelWith(published, ...changes);
    return [...loadBalancers, ...endpoints.values(), ...otherEndpoints.values()].flatMap(({ interfaces }) =>
      (interfaces ?? []).filter(({ told }) => !told).map(({ address }) => addressOf(address)),
    );
  };

  it("are in the subnet, and nobody else's", () => {
    assert.deepEqual(addressesIn(), ["10.0.0.4", "10.0.1.4"]);
    assert.deepEqual(
      addressesIn(
        set("instance-a", { privateIp: "10.0.0.4" }),
        set("endpoint", { subnetConfigurations: [] }),
      ),
      ["10.0.0.5", "10.0.1.5", "10.0.1.4"],
    );
  });

  it("are none's where the subnets are not known", () => {
    const interfacesWith = (more: Properties) =>
      modelWith(published, set("balancer", more)).loadBalancers[0]?.interfaces;
    assert.equal(interfacesWith({ subnets: unknown }), undefined);
    assert.equal(interfacesWith({ subnets: ["subnet-9"] }), undefined);
    assert.equal(interfacesWith({ subnets: [] }), undefined);
  });
});

describe("an endpoint service", () => {
  it("is known by its name, and takes its own region", () => {
    const service = modelWith(
      published,
      set("service", { supportedRegions: ["us-west-2"] }),
    ).endpointServices.get(serviceName);
    assert.deepEqual([...(service?.supportedRegions ?? [])], ["ap-northeast-2", "us-west-2"]);
  });

  it("is what the stack's outputs call it", () => {
    const named = modelWith(published, set("apilink-test", { services: { web: serviceName } })).names
      .services;
    assert.deepEqual([...named], [["web", serviceName]]);
    assert.deepEqual([...modelWith(published).names.services], []);
    assert.throws(() => modelWith(set("apilink-test", { services: { web: "web" } })), /outputs/);
  });
});
