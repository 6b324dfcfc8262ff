import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import { secretSignature, signature, type ResourceState } from "../../lab/state";
import { canarySettings } from "../../stacks/canaryCalls";
import { planOf } from "../../stacks/plan";
import type { LinkOutput } from "../../stacks/outputs";
import { parseTopology } from "../../stacks/topology/parse";
import { check } from "../../verify/check";
import { outputsOf, runTopology } from "../support/stacks";
import { accountOfState, awsStates, comesBefore, labelOf, stateOf, statesOf } from "../support/states";
import { dependenciesOf, sortedInputs } from "./comparing";
import { assertCode } from "./functionCode";

const [seoul, oregon] = ["ap-northeast-2", "us-west-2"];
const ids = { net: "111111111111", api: "222222222222", far: "333333333333" };
const topics = ["alarms", "all"].map((name) => `arn:aws:sns:${oregon}:${ids.net}:${name}`);

/** `home` calls two APIs; `abroad` calls another, over peering. Two have fronts before the endpoint of
 * `home`. */
const topology = {
  accounts: { net: { id: ids.net }, api: { id: ids.api }, far: { id: ids.far } },
  networks: {
    home: { account: "net", region: seoul, cidr: "10.0.0.0/16", canary: true },
    abroad: {
      account: "far",
      region: oregon,
      cidr: "10.1.0.0/16",
      zones: 3,
      canary: { schedule: "rate(1 hour)", alarmTopicArns: topics },
    },
    silent: { account: "net", region: seoul, cidr: "10.2.0.0/16" },
  },
  apis: {
    srv: { account: "api", region: seoul, apiKey: true, front: { network: "home" } },
    open: { account: "api", region: seoul },
    crm: { account: "api", region: seoul, apiKey: true, front: { network: "home" } },
    own: { account: "api", region: seoul },
  },
  links: [
    { from: "home", to: "srv" },
    { from: "home", to: "open" },
    { from: "abroad", to: "crm", through: "home" },
    { from: "silent", to: "own" },
    { from: "silent", to: "srv" },
  ],
};

/** What belongs to the canary of a network. */
function partsOf(states: readonly ResourceState[], network: string): readonly ResourceState[] {
  return awsStates(states).filter(
    ({ urn }) => urn.includes("LinkCanary") && new RegExp(`::${network}\\.(canary|silent)`).test(urn),
  );
}

describe("what a canary is wired to", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runTopology(topology);
  });

  const handler = (network: string): ResourceState =>
    stateOf(states, types.lambdaFunction, `${network}.canary.function`);

  it("is there for each network that asks for it and for no other, all of it in the network's account and region", () => {
    const parts = (network: string): string[] => partsOf(states, network).map(labelOf);
    assert.equal(statesOf(states, types.lambdaFunction).length, 2);
    assert.deepEqual(parts("silent"), []);
    for (const [network, account, region] of [
      ["home", ids.net, seoul],
      ["abroad", ids.far, oregon],
    ] as const) {
      assert.ok(parts(network).length >= 10, network);
      for (const state of partsOf(states, network)) {
        assert.equal(accountOfState(states, state), account, labelOf(state));
        const isGlobal = state.type.startsWith("aws:iam/");
        assert.equal(state.inputs["region"], isGlobal ? undefined : region, labelOf(state));
      }
    }
  });

  it("calls from the network's isolated subnets, and reaches the endpoints that it calls and nothing else", () => {
    for (const [network, zones, ranges] of [
      ["home", 2, planned("home")],
      ["abroad", 3, planned("abroad")],
    ] as const) {
      const group = stateOf(states, types.securityGroup, `${network}.canary`);
      assert.equal(group.inputs["vpcId"], stateOf(states, types.vpc, `${network}.vpc`).id);
      const subnets = Array.from(
        { length: zones },
        (_, zone) => stateOf(states, types.subnet, `${network}.isolated-${zone + 1}`).id,
      );
      assert.deepEqual(handler(network).inputs["vpcConfig"], {
        securityGroupIds: [group.id],
        subnetIds: subnets,
      });
      const own = (type: string) =>
        statesOf(states, type).filter(({ inputs }) => inputs["securityGroupId"] === group.id);
      assert.deepEqual(own(types.securityGroupIngressRule), []);
      const openings = own(types.securityGroupEgressRule).map(({ inputs }) => [
        inputs["cidrIpv4"],
        inputs["fromPort"],
        inputs["toPort"],
      ]);
      assert.deepEqual(
        openings,
        ranges.map((range) => [range, 443, 443]),
      );
    }
  });

  it("calls what the stack's outputs name for the network's links, and expects what check predicts", () => {
    const links = outputsOf(states)["links"] as LinkOutput[];
    for (const [network, apis] of [
      ["home", ["open", "srv"]],
      ["abroad", ["crm"]],
    ] as const) {
      const meant = canarySettings(network, sortedByApi(links), parseTopology(topology, "test"));
      assert.deepEqual([...new Set(meant.calls.map(({ to }) => to))], apis);
      assertCode(states, `${network}.canary.function`, "canary", meant);
    }
  });

  it("is given the keys of the APIs that it calls, as secrets, and no others", () => {
    const secret = { [signature]: secretSignature };
    for (const [network, own, other] of [
      ["home", "srv", "crm"],
      ["abroad", "crm", "srv"],
    ] as const) {
      const { inputs, outputs } = handler(network);
      for (const { environment } of [inputs, outputs] as { environment: { variables?: object } }[])
        assert.ok(
          JSON.stringify(environment).includes(JSON.stringify(secret)),
          `${network}: ${JSON.stringify(environment)}`,
        );
      assert.ok(dependenciesOf(states, handler(network)).includes(`ApiKey ${own}.key`));
      assert.ok(!dependenciesOf(states, handler(network)).includes(`ApiKey ${other}.key`));
    }
  });

  it("has no such secret where no API that it calls wants a key", async () => {
    const { srv, ...apis } = topology.apis;
    const without = await runTopology({
      ...topology,
      apis: { ...apis, srv: { ...srv, apiKey: false } },
    });
    const { environment } = stateOf(without, types.lambdaFunction, "home.canary.function").inputs;
    assert.deepEqual(environment, { variables: { NODE_OPTIONS: "--enable-source-maps" } });
  });

  it("runs once what it calls is published, by edges of what it is told and by no others", () => {
    const stage = (api: string) => stateOf(states, types.stage, `${api}.stage`);
    for (const [network, called] of [
      ["home", ["srv", "open"]],
      ["abroad", ["crm"]],
    ] as const) {
      for (const api of called) assert.ok(comesBefore(states, stage(api), handler(network)), api);
      assert.ok(!comesBefore(states, stage("own"), handler(network)));
    }
    assert.deepEqual(dependenciesOf(states, handler("abroad")), [
      "ApiKey crm.key",
      "Key far.us-west-2.key",
      "LoadBalancer crm.front",
      "LogGroup abroad.canary.function",
      "RestApi crm.api",
      "Role abroad.canary.function",
      "RolePolicy abroad.canary.function",
      "SecurityGroup abroad.canary",
      "Stage crm.stage",
      "Subnet abroad.isolated-1",
      "Subnet abroad.isolated-2",
      "Subnet abroad.isolated-3",
      "VpcEndpoint home.endpoint",
    ]);
  });

  it("takes its addresses once those that are fixed in its network are taken", () => {
    const front = (api: string) => stateOf(states, types.loadBalancer, `${api}.front`);
    // It calls the first, and not the other.
    for (const api of ["srv", "crm"]) assert.ok(comesBefore(states, front(api), handler("home")), api);
    assert.ok(!comesBefore(states, front("srv"), handler("abroad")));
  });

  it("runs by the network's schedule, and its alarms tell the network's topics", () => {
    for (const [network, schedule, told] of [
      ["home", "rate(5 minutes)", []],
      ["abroad", "rate(1 hour)", topics],
    ] as const) {
      const rule = stateOf(states, types.eventRule, `${network}.canary.schedule`);
      assert.equal(rule.inputs["scheduleExpression"], schedule);
      for (const name of [`${network}.canary`, `${network}.silent`]) {
        const { alarmActions, dimensions } = stateOf(states, types.metricAlarm, name).inputs;
        assert.deepEqual([alarmActions, dimensions], [told, { Function: handler(network).outputs["name"] }]);
      }
    }
  });

  it("is encrypted by the key of its account and region", () => {
    for (const [network, place] of [
      ["home", "net.ap-northeast-2"],
      ["abroad", "far.us-west-2"],
    ] as const) {
      const key = stateOf(states, types.key, `${place}.key`);
      assert.equal(handler(network).inputs["kmsKeyArn"], key.outputs["arn"]);
    }
    assert.equal(statesOf(states, types.key).length, 2);
  });

  it("carries the user's own tags", async () => {
    const tagged = await runTopology(topology, { "apilink:tags": { "cost-centre": "4711" } });
    const taggable = partsOf(tagged, "home").filter(({ outputs }) => "tagsAll" in outputs);
    assert.ok(taggable.length >= 6);
    for (const { urn, inputs } of taggable)
      assert.equal((inputs["tags"] as Record<string, string> | undefined)?.["cost-centre"], "4711", urn);
  });

  it("changes nothing of what check finds", async () => {
    const { home, abroad, silent } = topology.networks;
    const quiet = { home: { ...home, canary: false }, abroad: { ...abroad, canary: false }, silent };
    const without = await runTopology({ ...topology, networks: quiet });
    assert.equal(statesOf(without, types.lambdaFunction).length, 0);
    const probesOf = (all: readonly ResourceState[]) =>
      check("test", parseTopology(topology, "test"), all).probes;
    assert.deepEqual(probesOf(states), probesOf(without));
    assert.ok(probesOf(states).every(({ ok }) => ok));
  });

  it("is the same, whatever the order of the file", async () => {
    const turned = (entries: object): object => Object.fromEntries(Object.entries(entries).reverse());
    const other = await runTopology({
      accounts: turned(topology.accounts),
      networks: turned(topology.networks),
      apis: turned(topology.apis),
      links: [...topology.links].reverse(),
    });
    assert.deepEqual(sortedInputs(other), sortedInputs(states));
  });
});

function planned(network: string): readonly string[] {
  const plan = planOf(parseTopology(topology, "test")).canaries.find((canary) => canary.network === network);
  return plan?.ranges ?? assert.fail(network);
}

function sortedByApi(links: readonly LinkOutput[]): LinkOutput[] {
  return [...links].sort((one, other) => (one.to < other.to ? -1 : 1));
}
