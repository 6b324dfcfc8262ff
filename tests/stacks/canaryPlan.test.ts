import assert from "node:assert/strict";
import { containsCidr, overlapCidr } from "cidr-tools";
import fc from "fast-check";
import { planSubnets } from "../../components/subnetPlan";
import { planCanaries } from "../../stacks/canaryPlan";
import { parseTopology } from "../../stacks/topology/parse";

const region = "ap-northeast-2";
const topics = ["alarms", "all"].map((name) => `arn:aws:sns:us-west-2:111111111111:${name}`);
const topology = {
  accounts: { net: { id: "111111111111" } },
  networks: {
    seoul: { account: "net", region, cidr: "10.0.0.0/16", zones: 3, publicSubnets: true },
    busan: { account: "net", region, cidr: "10.2.0.0/16", canary: true },
    oregon: {
      account: "net",
      region: "us-west-2",
      cidr: "10.1.0.0/16",
      canary: { schedule: "rate(2 hours)", alarmTopicArns: [...topics].reverse() },
    },
  },
  apis: { srv: { account: "net", region }, crm: { account: "net", region } },
  links: [
    { from: "oregon", to: "srv", through: "seoul" },
    { from: "busan", to: "srv" },
    { from: "seoul", to: "crm" },
    { from: "oregon", to: "crm", through: "seoul" },
  ],
};

const plansOf = (raw: object) => planCanaries(parseTopology(raw, "test"));

describe("the plan of canaries", () => {
  it("has one of each network that asks for it, which calls the network's own links", () => {
    const plans = plansOf(topology);
    assert.deepEqual(
      plans.map(({ network, calls }) => [network, calls.map(({ to, through }) => `${to} ${through}`)]),
      [
        ["busan", ["srv busan"]],
        ["oregon", ["crm seoul", "srv seoul"]],
      ],
    );
    assert.deepEqual(
      plans.map(({ schedule, alarmTopicArns }) => [schedule, alarmTopicArns]),
      [
        ["rate(5 minutes)", []],
        ["rate(2 hours)", topics],
      ],
    );
  });

  it("lets each reach exactly the isolated subnets of the endpoints that it calls", () => {
    const [busan, oregon] = plansOf(topology);
    const subnets = planSubnets("10.0.0.0/16", 3, true);
    assert.deepEqual(containsCidr([...(oregon?.ranges ?? [])], [...(subnets?.isolated ?? [])]), true);
    for (const range of subnets?.public ?? [])
      assert.ok(!overlapCidr([...(oregon?.ranges ?? [])], range), range);
    for (const range of busan?.ranges ?? []) assert.ok(containsCidr("10.2.0.0/16", range), range);
  });

  it("takes the whole range of an adopted VPC, whose subnets' ranges are not known", () => {
    const existing = {
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["subnet-0123456789abcdef0"],
      routeTableIds: ["rtb-0123456789abcdef0"],
    };
    const { seoul, ...networks } = topology.networks;
    const adopted = { ...seoul, publicSubnets: false, existing };
    const [, oregon] = plansOf({ ...topology, networks: { ...networks, seoul: adopted } });
    assert.deepEqual(oregon?.ranges, ["10.0.0.0/16"]);
  });

  it("is the same, whatever the order of the file", () => {
    const entries = Object.entries(topology.networks);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(entries, { minLength: entries.length }),
        fc.shuffledSubarray(topology.links, { minLength: topology.links.length }),
        (networks, links) => {
          const turned = { ...topology, networks: Object.fromEntries(networks), links };
          assert.deepEqual(plansOf(turned), plansOf(topology));
        },
      ),
    );
  });
});
