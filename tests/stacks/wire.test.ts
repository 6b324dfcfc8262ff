import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import program = require("../../index");
import { runEmbedded } from "../../lab/embedded/run";
import { types } from "../../lab/services/types";
import { accountIds } from "../support/embedded";
import {
  assertPeeredBothWays,
  assertPublishedInOrder,
  openingsOf,
  outputsOf,
  runTopology,
} from "../support/stacks";
import { accountOfState, awsStates, labelOf, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const accounts = { net: { id: accountIds.networks }, api: { id: accountIds.apis } };
const seoul = { account: "net", region, cidr: "10.0.0.0/16" };
const srv = { account: "api", region };
const links = [{ from: "seoul", to: "srv" }];
const small = { accounts, networks: { seoul }, apis: { srv }, links };

const existing = {
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  routeTableIds: ["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"],
};

const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("what a topology is wired to", () => {
  it("an API key is exported as a secret, and is nowhere in clear", async () => {
    const states = await runTopology({ ...small, apis: { srv: { ...srv, apiKey: true } } });
    assert.deepEqual(outputsOf(states)["apiKeys"], { srv: secretMark });
    assert.equal(stateOf(states, types.method, "srv.ANY").inputs["apiKeyRequired"], true);
    for (const { type, urn, inputs, outputs } of states) {
      if (type !== types.apiKey && type !== types.usagePlanKey) continue;
      assert.deepEqual(outputs["value"], secretMark, urn);
      assert.ok(!("value" in inputs), urn);
    }
  });

  it("private DNS is the network's choice, and makes the endpoint even without a link", async () => {
    const states = await runTopology({ accounts, networks: { seoul: { ...seoul, privateDns: true } } });
    assert.equal(stateOf(states, types.endpoint, "seoul.endpoint").inputs["privateDnsEnabled"], true);
    assert.deepEqual(openingsOf(states, "seoul"), ["10.0.0.0/16 tcp 443-443"]);
    assert.match(
      String(stateOf(states, types.endpointPolicy, "policy.seoul").inputs["policy"]),
      /"Effect":"Deny"/,
    );
  });

  it("a network without links and private DNS has no endpoint, an API without links denies everybody", async () => {
    const states = await runTopology({ ...small, links: [] });
    assert.equal(statesOf(states, types.endpoint).length, 0);
    assert.match(
      String(stateOf(states, types.restApiPolicy, "policy.srv").inputs["policy"]),
      /\{"Effect":"Deny"[^{}]*\}\]\}$/,
    );
    assert.ok(!String(stateOf(states, types.restApiPolicy, "policy.srv").inputs["policy"]).includes("Allow"));
  });

  it("a public API has no associations and admits everybody to its stage alone", async () => {
    const apis = { srv: { ...srv, access: "regional", cors: ["*"], stage: "live" } };
    const states = await runTopology({ ...small, apis, links: [] });
    const arn = String(stateOf(states, types.restApi, "srv.api").outputs["executionArn"]);
    const open = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: `${arn}/live/*` };
    assert.equal(
      stateOf(states, types.restApiPolicy, "policy.srv").inputs["policy"],
      JSON.stringify({ Version: "2012-10-17", Statement: [open] }),
    );
    const { endpointConfiguration } = stateOf(states, types.restApi, "srv.api").inputs;
    assert.deepEqual(endpointConfiguration, { types: "REGIONAL", ipAddressType: "dualstack" });
    assert.equal(statesOf(states, types.method).length, 2);
    assert.equal(stateOf(states, types.stage, "srv.stage").inputs["stageName"], "live");
  });

  it("access logs follow the account's log role: made, there already, or off", async () => {
    for (const [apiLogs, roles, logs] of [
      ["create", 1, 1],
      ["existing", 0, 1],
      ["off", 0, 0],
    ] as const) {
      const states = await runTopology({
        ...small,
        accounts: { ...accounts, api: { ...accounts.api, apiLogs } },
      });
      assert.equal(statesOf(states, types.gatewayAccount).length, roles, apiLogs);
      assert.equal(statesOf(states, types.logGroup).length, logs, apiLogs);
      assert.equal(
        "accessLogSettings" in stateOf(states, types.stage, "srv.stage").inputs,
        logs === 1,
        apiLogs,
      );
    }
  });

  it("every log is encrypted by the one key of its account and region, which lets CloudWatch Logs write it", async () => {
    const states = await runTopology(
      {
        accounts: {
          net: { id: accountIds.networks },
          api: { id: accountIds.apis, apiLogs: "create" },
          twin: { id: accountIds.apis, apiLogs: "create" },
        },
        networks: {
          own: { account: "twin", region, cidr: "10.0.0.0/16" },
          busan: { account: "net", region, cidr: "10.1.0.0/16", publicSubnets: true, canary: true },
          far: { account: "net", region: "us-west-2", cidr: "10.2.0.0/16" },
        },
        apis: {
          srv: { account: "api", region, backend: "inventory" },
          crm: { account: "twin", region },
        },
        links: [
          { from: "own", to: "srv" },
          { from: "busan", to: "crm" },
        ],
      },
      { "apilink:flowLogs": "true" },
    );
    const keys = ["api.ap-northeast-2", "net.ap-northeast-2", "net.us-west-2"];
    assert.deepEqual(
      labelsOf(statesOf(states, types.key)),
      keys.map((name) => `Key ${name}.key`),
    );
    const keyOf = {
      [`${accountIds.apis} ${region}`]: "api.ap-northeast-2",
      [`${accountIds.networks} ${region}`]: "net.ap-northeast-2",
      [`${accountIds.networks} us-west-2`]: "net.us-west-2",
    };
    const groups = statesOf(states, types.logGroup);
    assert.deepEqual(labelsOf(groups), [
      "LogGroup busan.canary.function",
      "LogGroup busan.flow-logs",
      "LogGroup crm.access",
      "LogGroup far.flow-logs",
      "LogGroup own.flow-logs",
      "LogGroup srv.access",
      "LogGroup srv.collect.function",
      "LogGroup srv.inventory.function",
    ]);
    for (const group of groups) {
      const place = `${accountOfState(states, group)} ${String(group.inputs["region"])}`;
      const key = stateOf(states, types.key, `${keyOf[place] ?? ""}.key`);
      assert.equal(group.inputs["kmsKeyId"], key.outputs["arn"], labelOf(group));
      // By its ARN alone: nothing else holds the group back.
      assert.deepEqual(group.dependencies, [key.urn], labelOf(group));
    }
  });

  it("has no key where nothing is logged and nothing kept", async () => {
    assert.equal(statesOf(await runTopology(small), types.key).length, 0);
  });

  it("two APIs of one account and region share one log role", async () => {
    const topology = {
      ...small,
      accounts: { ...accounts, api: { ...accounts.api, apiLogs: "create" } },
      apis: { srv, crm: srv },
    };
    const states = await runTopology(topology);
    assert.equal(statesOf(states, types.gatewayAccount).length, 1);
    for (const api of ["srv", "crm"]) assertPublishedInOrder(states, api);
  });

  it("a network with public subnets has an internet gateway, and its endpoint in the isolated ones only", async () => {
    const states = await runTopology({
      ...small,
      networks: { seoul: { ...seoul, publicSubnets: true, zones: 3 } },
    });
    assert.equal(statesOf(states, types.internetGateway).length, 1);
    const isolated = [1, 2, 3].map((n) => stateOf(states, types.subnet, `seoul-isolated-${n}`).id);
    assert.deepEqual(stateOf(states, types.endpoint, "seoul.endpoint").inputs["subnetIds"], isolated);
  });

  it("an adopted VPC is used as it is: nothing of it is made, its firewall aside", async () => {
    const states = await runTopology({ ...small, networks: { seoul: { ...seoul, existing } } });
    const kinds = [types.vpc, types.subnet, types.routeTable, types.defaultSecurityGroup, types.route];
    assert.deepEqual(
      labelsOf(awsStates(states).filter(({ type }) => kinds.some((kind) => kind === type))),
      [],
    );
    const endpoint = stateOf(states, types.endpoint, "seoul.endpoint").inputs;
    assert.deepEqual([endpoint["vpcId"], endpoint["subnetIds"]], [existing.vpcId, existing.subnetIds]);
    assert.deepEqual(openingsOf(states, "seoul"), ["10.0.0.0/16 tcp 443-443"]);
  });

  it("an adopted VPC is peered from every route table that was named", async () => {
    const networks = { seoul, oregon: { ...seoul, region: "us-west-2", cidr: "10.1.0.0/16", existing } };
    const states = await runTopology({
      ...small,
      networks,
      links: [...links, { from: "oregon", to: "srv", through: "seoul" }],
    });
    const routes = statesOf(states, types.route).filter(({ inputs }) => inputs["region"] === "us-west-2");
    assert.deepEqual(routes.map(({ inputs }) => inputs["routeTableId"]).sort(), existing.routeTableIds);
    assert.deepEqual(
      new Set(routes.map(({ inputs }) => inputs["destinationCidrBlock"])),
      new Set(["10.0.0.0/16"]),
    );
  });

  it("an adopted endpoint is admitted and associated, its policy and firewall left alone", async () => {
    const endpointId = "vpce-0123456789abcdef0";
    const states = await runTopology({
      ...small,
      networks: { seoul: { ...seoul, existing: { ...existing, endpointId } } },
    });
    for (const type of [types.endpoint, types.endpointPolicy, types.securityGroup]) {
      assert.equal(statesOf(states, type).length, 0, type);
    }
    assert.ok(
      String(stateOf(states, types.restApiPolicy, "policy.srv").inputs["policy"]).includes(endpointId),
    );
    const { endpointConfiguration } = stateOf(states, types.restApi, "srv.api").inputs;
    assert.deepEqual((endpointConfiguration as { vpcEndpointIds: unknown }).vpcEndpointIds, [endpointId]);
    const { endpoints, links: told } = outputsOf(states);
    assert.deepEqual(endpoints, { seoul: endpointId });
    const [link] = told as { forms: object }[];
    assert.deepEqual(
      Object.keys(link?.forms ?? {}),
      ["alias", "default"],
      "its own name is known to AWS only",
    );
  });

  it("networks of two accounts are peered by both, once for all links", async () => {
    const networks = {
      seoul,
      busan: { account: "api", region, cidr: "10.1.0.0/16", publicSubnets: true },
    };
    const states = await runTopology({
      ...small,
      networks,
      apis: { srv, crm: srv },
      links: ["srv", "crm"].flatMap((to) => [
        { from: "seoul", to },
        { from: "busan", to, through: "seoul" },
      ]),
    });
    assert.equal(statesOf(states, types.peering).length, 1);
    assertPeeredBothWays(states);
    const request = stateOf(states, types.peering, "busan.seoul.request");
    assert.equal(accountOfState(states, request), accountIds.apis);
    assert.equal(request.inputs["peerOwnerId"], accountIds.networks);
    assert.equal(
      statesOf(states, types.route).filter(({ inputs }) => "vpcPeeringConnectionId" in inputs).length,
      1 + 4,
    );
  });

  it("networks of one account and region are peered both ways, too", async () => {
    const networks = { seoul, busan: { ...seoul, cidr: "10.1.0.0/16" } };
    const states = await runTopology({
      ...small,
      networks,
      links: [...links, { from: "busan", to: "srv", through: "seoul" }],
    });
    assert.equal(statesOf(states, types.peering).length, 1);
    assertPeeredBothWays(states);
    assert.deepEqual(labelsOf(statesOf(states, types.peeringOptions)), [
      "PeeringConnectionOptions busan.seoul.requester-accepter",
    ]);
  });

  it("a provider assumes the account's role or takes its profile, and is allowed in that account only", async () => {
    const role = `arn:aws:iam::${accountIds.apis}:role/apilink`;
    const states = await runTopology({
      ...small,
      accounts: {
        net: { ...accounts.net, profile: "net", region: "us-east-1" },
        api: { ...accounts.api, role },
        idle: { id: "333333333333" },
      },
    });
    const providers = statesOf(states, "pulumi:providers:aws");
    assert.equal(providers.length, 2, "none for an account that owns nothing");
    const { profile, region: own, allowedAccountIds } = stateOf(states, "pulumi:providers:aws", "net").inputs;
    assert.deepEqual([profile, own, allowedAccountIds], ["net", "us-east-1", `["${accountIds.networks}"]`]);
    const api = stateOf(states, "pulumi:providers:aws", "api").inputs;
    assert.deepEqual(JSON.parse(String(api["assumeRoles"])), [{ roleArn: role, sessionName: "apilink" }]);
    assert.deepEqual([api["region"], api["allowedAccountIds"]], [region, `["${accountIds.apis}"]`]);
  });

  it("the user's own tags are on everything that can carry them, and flow logs on every VPC that is made", async () => {
    const states = await runTopology(
      {
        ...small,
        accounts: { ...accounts, api: { ...accounts.api, apiLogs: "create" } },
        networks: {
          seoul: { ...seoul, corporate: [{ cidr: "192.168.0.0/16", via: "tgw-0123456789abcdef0" }] },
          busan: { ...seoul, cidr: "10.1.0.0/16", publicSubnets: true },
        },
        apis: { srv: { ...srv, apiKey: true } },
        links: [...links, { from: "busan", to: "srv", through: "seoul" }],
      },
      { "apilink:tags": { "cost-centre": "4711" }, "apilink:flowLogs": "true" },
    );
    const taggable = awsStates(states).filter(({ outputs }) => "tagsAll" in outputs);
    assert.ok(taggable.length > 20);
    for (const { urn, inputs } of taggable) {
      const tags = inputs["tags"] as Record<string, string> | undefined;
      assert.deepEqual([tags?.["cost-centre"], tags?.["apilink:topology"]], ["4711", "apilink/test"], urn);
    }
    assert.deepEqual(labelsOf(statesOf(states, types.flowLog)), [
      "FlowLog busan.flow-logs",
      "FlowLog seoul.flow-logs",
    ]);
    assert.equal(statesOf(await runTopology(small), types.flowLog).length, 0);
  });

  it("is the same, whatever the order of the file", async () => {
    const networks = { seoul, busan: { ...seoul, cidr: "10.1.0.0/16" } };
    const apis = { srv, crm: srv };
    const all = [...links, { from: "busan", to: "srv", through: "seoul" }, { from: "busan", to: "crm" }];
    const turned = (entries: object): object => Object.fromEntries(Object.entries(entries).reverse());
    const one = await runTopology({ accounts, networks, apis, links: all });
    const other = await runTopology({
      accounts: turned(accounts),
      networks: turned(networks),
      apis: turned(apis),
      links: [...all].reverse(),
    });
    const sorted = (states: typeof one) =>
      awsStates(states)
        .map(({ urn, inputs }) => ({ urn, inputs }))
        .sort((a, b) => (a.urn < b.urn ? -1 : 1));
    assert.deepEqual(sorted(one), sorted(other));
  });
});

describe("the program", () => {
  it("fails with a message and no stack trace for settings that the user can mend", async () => {
    const config = {
      "apilink:topology": JSON.stringify(small),
      "apilink:flowLogs": "yes",
      "apilink:tags": JSON.stringify({ a: 1 }),
      "apilink:flowlogs": "true",
    };
    await assert.rejects(runEmbedded(program, { project: "apilink", stack: "test", config }), (error) => {
      assert.ok(pulumi.RunError.isInstance(error), String(error));
      assert.match(error.message, /: 3 errors in the topology/);
      assert.match(
        error.message,
        /apilink:flowlogs: is an unknown key\n {4}hint: did you mean "apilink:flowLogs"\?/,
      );
      assert.match(error.message, /apilink:tags\.a: must be a text/);
      assert.match(error.message, /apilink:flowLogs: must be true or false/);
      return true;
    });
  });

  it("fails so for a wrong topology, with every problem and its path", async () => {
    const topology = { ...small, networks: { seoul: { ...seoul, cidr: "10.0.0.0/8", zones: 9 } } };
    const config = { "apilink:topology": JSON.stringify(topology) };
    await assert.rejects(runEmbedded(program, { project: "apilink", stack: "test", config }), (error) => {
      assert.ok(pulumi.RunError.isInstance(error), String(error));
      assert.match(error.message, /networks\.seoul\.cidr[^]*networks\.seoul\.zones/);
      return true;
    });
  });
});
