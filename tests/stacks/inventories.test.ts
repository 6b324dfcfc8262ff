import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import { check } from "../../verify/check";
import { assertPlaced, outputsOf, runTopology, type Places } from "../support/stacks";
import {
  accountOfState,
  awsStates,
  comesBefore,
  labelOf,
  labelsOf,
  stateOf,
  statesOf,
} from "../support/states";
import { dependenciesOf, sortedInputs } from "./comparing";
import { assertCode } from "./functionCode";

const [seoul, oregon, ireland] = ["ap-northeast-2", "us-west-2", "eu-west-1"];
const ids = { net: "111111111111", api: "222222222222", far: "333333333333", idle: "444444444444" };

/**
 * `srv` is collected from three accounts, one of which owns nothing and one of which has two names; `hr`, of another account
 * and region, from none; `crm` is a mock.
 */
const topology = {
  accounts: {
    net: { id: ids.net },
    api: { id: ids.api, apiLogs: "create" },
    far: { id: ids.far },
    twin: { id: ids.api },
    idle: { id: ids.idle, region: seoul },
  },
  networks: { hub: { account: "net", region: seoul, cidr: "10.0.0.0/16" } },
  apis: {
    srv: {
      account: "api",
      region: seoul,
      backend: "inventory",
      apiKey: true,
      cors: ["https://a.example", "https://b.example"],
      collect: {
        schedule: "cron(0 3 * * ? *)",
        accounts: ["twin", "net", "far", "api"],
        regions: [oregon, seoul],
      },
    },
    hr: { account: "net", region: oregon, backend: "inventory", collect: { accounts: [] } },
    crm: { account: "api", region: seoul, cors: ["https://a.example"] },
  },
  links: ["srv", "crm"].map((to) => ({ from: "hub", to })),
};

const places: Places = [
  [/^(Vpc|RouteTable|DefaultSecurityGroup|Subnet|RouteTableAssociation) hub\.[\w-]+$/, ids.net, seoul],
  [/^(VpcEndpoint|SecurityGroup) hub\.endpoint$/, ids.net, seoul],
  [/^SecurityGroupIngressRule hub\.from-.+$/, ids.net, seoul],
  [/^VpcEndpointPolicy policy\.hub$/, ids.net, seoul],
  [/^RestApiPolicy policy\.(srv|crm)$/, ids.api, seoul],
  [/^RestApiPolicy policy\.hr$/, ids.net, oregon],
  [
    /^(RestApi|Resource|Method|Integration|Method(Response|Settings)|IntegrationResponse) (srv|crm)\.[\w.]+$/,
    ids.api,
    seoul,
  ],
  [/^(RestApi|Resource|Method|Integration|MethodSettings) hr\.[\w.]+$/, ids.net, oregon],
  [/^(Deployment|Stage|ApiKey|UsagePlan|UsagePlanKey) (srv|crm)\.\w+$/, ids.api, seoul],
  [/^(Deployment|Stage) hr\.\w+$/, ids.net, oregon],
  [/^Account api\.ap-northeast-2\.logs$/, ids.api, seoul],
  [/^LogGroup (srv|crm)\.access$/, ids.api, seoul],
  [/^Key api\.ap-northeast-2\.key$/, ids.api, seoul],
  [/^Key net\.us-west-2\.key$/, ids.net, oregon],
  [/^(Table|LogGroup|Function|Permission) srv\.(servers|inventory\.function|GET|OPTIONS)$/, ids.api, seoul],
  [/^(Table|LogGroup|Function|Permission) hr\.(servers|inventory\.function|GET)$/, ids.net, oregon],
  [/^(LogGroup|Function|Queue|FunctionEventInvokeConfig) srv\.collect\.(function|failures)$/, ids.api, seoul],
  [/^(EventRule|EventTarget|Permission) srv\.collect\.schedule$/, ids.api, seoul],
  // IAM has no regions.
  [/^(Role|RolePolicyAttachment) api\.ap-northeast-2\.logs$/, ids.api],
  [/^(Role|RolePolicy) srv\.(inventory|collect)\.function$/, ids.api],
  [/^(Role|RolePolicy) hr\.inventory\.function$/, ids.net],
  [/^(Role|RolePolicy) srv\.net\.reader$/, ids.net],
  [/^(Role|RolePolicy) srv\.api\.reader$/, ids.api],
  [/^(Role|RolePolicy) srv\.far\.reader$/, ids.far],
];

/** The ARN of a role, or of another resource by its type and name. */
function arnOf(states: readonly ResourceState[], type: string, name: string): string {
  return String(stateOf(states, type, name).outputs["arn"]);
}

function policyOf(states: readonly ResourceState[], name: string): unknown {
  return JSON.parse(String(stateOf(states, types.rolePolicy, name).inputs["policy"]));
}

describe("what an inventory is wired to", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runTopology(topology);
  });

  const arn = (type: string, name: string): string => arnOf(states, type, name);
  const keyOf = (place: string): string => arn(types.key, `${place}.key`);
  const readers = ["api", "far", "net"];

  it("has every single thing in the right account and region, and nothing of a mock or of nothing to collect", () => {
    assertPlaced(states, places);
  });

  it("answers 429 by its stage before its function runs out of concurrency, at calls of 0.1 s", () => {
    for (const api of ["srv", "hr"]) {
      const { settings } = stateOf(states, types.methodSettings, `${api}.settings`).inputs;
      const { throttlingBurstLimit: burst, throttlingRateLimit: rate } = settings as Record<string, number>;
      assert.deepEqual([burst, rate], [10, 100]);
      const { reservedConcurrentExecutions } = stateOf(
        states,
        types.lambdaFunction,
        `${api}.inventory.function`,
      ).inputs;
      assert.equal(reservedConcurrentExecutions, 20);
    }
    const mock = stateOf(states, types.methodSettings, "crm.settings").inputs["settings"];
    assert.equal((mock as Record<string, number>)["throttlingBurstLimit"], 200);
  });

  it("has a key that CloudWatch Logs may use for the logs that there are alone", () => {
    const policy = String(stateOf(states, types.key, "net.us-west-2.key").inputs["policy"]);
    const patterns = /"kms:EncryptionContext:aws:logs:arn":(\[[^\]]+\])/.exec(policy)?.[1] ?? "";
    assert.deepEqual(
      JSON.parse(patterns),
      ["*.function*", "*.access*", "*.flow-logs*"].map(
        (names) => `arn:aws:logs:${oregon}:${ids.net}:log-group:${names}`,
      ),
    );
    const accessLog = stateOf(states, types.logGroup, "crm.access");
    assert.equal(accessLog.inputs["kmsKeyId"], keyOf("api.ap-northeast-2"));
  });

  it("has a provider for an account that is only read, and none for one that is not", () => {
    const providers = statesOf(states, "pulumi:providers:aws");
    assert.deepEqual(labelsOf(providers), ["aws api", "aws far", "aws net"]);
    const { region, allowedAccountIds } = stateOf(states, "pulumi:providers:aws", "far").inputs;
    assert.deepEqual([region, allowedAccountIds], [seoul, `["${ids.far}"]`]);
  });

  it("works in the region of an account's first network, else API, else of the API that reads it, by name", async () => {
    const [hub, spoke] = ["us-east-1", "us-east-2"].map((region) => ({ account: "net", region }));
    const inventory = { account: "api", backend: "inventory" };
    const other = await runTopology({
      ...topology,
      networks: { spoke: { ...spoke, cidr: "10.2.0.0/16" }, hub: { ...hub, cidr: "10.1.0.0/16" } },
      apis: {
        b: { ...inventory, region: ireland },
        a: { ...inventory, region: oregon },
        net: { account: "net", region: seoul },
      },
      links: [],
    });
    const regionOf = (account: string): unknown =>
      stateOf(other, "pulumi:providers:aws", account).inputs["region"];
    assert.deepEqual(["net", "api", "far", "idle"].map(regionOf), ["us-east-1", oregon, oregon, seoul]);
  });

  it("answers each API by its own function, from its own table", () => {
    for (const api of ["srv", "hr"]) {
      const handler = stateOf(states, types.lambdaFunction, `${api}.inventory.function`);
      const table = stateOf(states, types.table, `${api}.servers`);
      assertCode(states, `${api}.inventory.function`, "inventory");
      const { variables } = handler.inputs["environment"] as { variables: Record<string, unknown> };
      assert.equal(variables["TABLE_NAME"], table.outputs["name"]);
      const restApi = stateOf(states, types.restApi, `${api}.api`);
      const integrations = statesOf(states, types.integration).filter(
        ({ inputs }) => inputs["restApi"] === restApi.id,
      );
      assert.equal(integrations.length, api === "srv" ? 6 : 3);
      for (const { inputs } of integrations)
        assert.deepEqual([inputs["type"], inputs["uri"]], ["AWS_PROXY", handler.outputs["invokeArn"]]);
      const permission = stateOf(states, types.lambdaPermission, `${api}.GET`);
      assert.deepEqual(
        [permission.inputs["function"], permission.inputs["sourceArn"]],
        [handler.outputs["name"], `${String(restApi.outputs["executionArn"])}/*/GET/*`],
      );
    }
    const mock = stateOf(states, types.restApi, "crm.api").id;
    const kinds = statesOf(states, types.integration)
      .filter(({ inputs }) => inputs["restApi"] === mock)
      .map(({ inputs }) => inputs["type"]);
    assert.deepEqual(kinds, ["MOCK", "MOCK"]);
  });

  it("tells the function the API's own origins", () => {
    const originsOf = (api: string): unknown => {
      const { environment } = stateOf(states, types.lambdaFunction, `${api}.inventory.function`).inputs;
      return (environment as { variables: Record<string, unknown> }).variables["ALLOWED_ORIGINS"];
    };
    assert.deepEqual(["srv", "hr"].map(originsOf), [JSON.stringify(topology.apis.srv.cors), "[]"]);
  });

  it("publishes an API once its function is there, may be called and may do what it has to", () => {
    for (const api of ["srv", "hr"]) {
      const deployment = stateOf(states, types.deployment, `${api}.deployment`);
      for (const [type, name] of [
        [types.lambdaFunction, `${api}.inventory.function`],
        [types.lambdaPermission, `${api}.GET`],
        [types.rolePolicy, `${api}.inventory.function`],
        [types.table, `${api}.servers`],
        [types.restApiPolicy, `policy.${api}`],
      ] as const)
        assert.ok(comesBefore(states, stateOf(states, type, name), deployment), `${api}: ${type}`);
    }
  });

  it("has one key an account and region, for all that is kept there and nowhere else", () => {
    assert.equal(statesOf(states, types.key).length, 2);
    const encrypted = [
      ["srv", "api.ap-northeast-2", ["inventory", "collect"]],
      ["hr", "net.us-west-2", ["inventory"]],
    ] as const;
    for (const [api, place, functions] of encrypted) {
      const { serverSideEncryption } = stateOf(states, types.table, `${api}.servers`).inputs;
      assert.equal((serverSideEncryption as { kmsKeyArn: unknown }).kmsKeyArn, keyOf(place));
      for (const name of functions.map((each) => `${api}.${each}.function`)) {
        assert.equal(stateOf(states, types.lambdaFunction, name).inputs["kmsKeyArn"], keyOf(place), name);
        assert.equal(stateOf(states, types.logGroup, name).inputs["kmsKeyId"], keyOf(place), name);
      }
    }
    const policy = String(stateOf(states, types.key, "net.us-west-2.key").inputs["policy"]);
    assert.ok(policy.includes(`arn:aws:iam::${ids.net}:root`), "the key is its own account's");
  });

  it("lets the API's function read its own table and nothing else", () => {
    const statements = (api: string, region: string, id: string, place: string): unknown => {
      const table = stateOf(states, types.table, `${api}.servers`);
      const name = String(stateOf(states, types.logGroup, `${api}.inventory.function`).outputs["name"]);
      const functionArn = arn(types.lambdaFunction, `${api}.inventory.function`);
      const decrypt = (StringEquals: object): object => ({
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: keyOf(place),
        Condition: { StringEquals },
      });
      return [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `arn:aws:logs:${region}:${id}:log-group:${name}:log-stream:*`,
        },
        decrypt({ "kms:EncryptionContext:aws:lambda:FunctionArn": functionArn }),
        { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Scan"], Resource: table.outputs["arn"] },
        decrypt({
          "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
          "kms:EncryptionContext:aws:dynamodb:tableName": table.outputs["name"],
        }),
      ];
    };
    for (const [api, region, id, place] of [
      ["srv", seoul, ids.api, "api.ap-northeast-2"],
      ["hr", oregon, ids.net, "net.us-west-2"],
    ] as const)
      assert.deepEqual(policyOf(states, `${api}.inventory.function`), {
        Version: "2012-10-17",
        Statement: statements(api, region, id, place),
      });
  });

  it("lets the collector write its own table and assume exactly the readers", () => {
    const { Statement } = policyOf(states, "srv.collect.function") as {
      Statement: readonly { Action: readonly string[]; Resource: unknown }[];
    };
    const resourcesOf = (service: string): unknown[] =>
      Statement.filter(({ Action }) => Action.some((action) => action.startsWith(service))).map(
        ({ Resource }) => Resource,
      );
    assert.deepEqual(resourcesOf("sts:"), [readers.map((name) => arn(types.role, `srv.${name}.reader`))]);
    assert.deepEqual(resourcesOf("dynamodb:"), [arn(types.table, "srv.servers")]);
    assert.deepEqual(resourcesOf("sqs:"), [arn(types.queue, "srv.collect.failures")]);
    const key = keyOf("api.ap-northeast-2");
    assert.deepEqual(resourcesOf("kms:"), [key, key]);
    const services = new Set(Statement.flatMap(({ Action }) => Action).map((action) => action.split(":")[0]));
    assert.deepEqual([...services].sort(), ["dynamodb", "kms", "logs", "sqs", "sts"]);
  });

  it("lets each account be read by the collector alone, in the regions that are named", () => {
    assert.equal(statesOf(states, types.role).filter(({ urn }) => urn.endsWith(".reader")).length, 3);
    for (const name of readers) {
      const { assumeRolePolicy } = stateOf(states, types.role, `srv.${name}.reader`).inputs;
      assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: arn(types.role, "srv.collect.function") },
            Action: "sts:AssumeRole",
          },
        ],
      });
      assert.deepEqual(policyOf(states, `srv.${name}.reader`), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["ec2:DescribeInstances", "ssm:GetInventory"],
            Resource: "*",
            Condition: { StringEquals: { "aws:RequestedRegion": [seoul, oregon] } },
          },
        ],
      });
    }
  });

  it("tells the collector where to read, by which role, and which table to write", () => {
    const sources = readers.map((name) => ({
      name,
      id: ids[name as keyof typeof ids],
      roleArn: arn(types.role, `srv.${name}.reader`),
      regions: [seoul, oregon],
    }));
    assertCode(states, "srv.collect.function", "collect", { sources });
    const { environment, role } = stateOf(states, types.lambdaFunction, "srv.collect.function").inputs;
    const { variables } = environment as { variables: Record<string, unknown> };
    assert.equal(variables["TABLE_NAME"], stateOf(states, types.table, "srv.servers").outputs["name"]);
    assert.equal(role, arn(types.role, "srv.collect.function"));
    const { scheduleExpression } = stateOf(states, types.eventRule, "srv.collect.schedule").inputs;
    assert.equal(scheduleExpression, topology.apis.srv.collect.schedule);
  });

  it("has the collector run once every account can be read, by edges of what it is told and by no others", () => {
    const collector = stateOf(states, types.lambdaFunction, "srv.collect.function");
    assert.deepEqual(dependenciesOf(states, collector), [
      "Key api.ap-northeast-2.key",
      "LogGroup srv.collect.function",
      "Role srv.api.reader",
      "Role srv.collect.function",
      "Role srv.far.reader",
      "Role srv.net.reader",
      "RolePolicy srv.api.reader",
      "RolePolicy srv.collect.function",
      "RolePolicy srv.far.reader",
      "RolePolicy srv.net.reader",
      "Table srv.servers",
    ]);
    assert.deepEqual(dependenciesOf(states, stateOf(states, types.role, "srv.far.reader")), [
      "Role srv.collect.function",
    ]);
  });

  it("exports the tables, by API", () => {
    assert.deepEqual(outputsOf(states)["tables"], {
      srv: stateOf(states, types.table, "srv.servers").outputs["name"],
      hr: stateOf(states, types.table, "hr.servers").outputs["name"],
    });
  });

  it("carries the user's own tags on everything that can have them", async () => {
    const tagged = await runTopology(topology, { "apilink:tags": { "cost-centre": "4711" } });
    const taggable = awsStates(tagged).filter(({ outputs }) => "tagsAll" in outputs);
    for (const type of [
      types.key,
      types.table,
      types.lambdaFunction,
      types.queue,
      types.eventRule,
      types.role,
    ])
      assert.ok(
        taggable.some((state) => state.type === type),
        type,
      );
    for (const { urn, inputs } of taggable)
      assert.equal((inputs["tags"] as Record<string, string> | undefined)?.["cost-centre"], "4711", urn);
  });

  it("is what check holds for sound", () => {
    const { ok, links } = check("test", parseTopology(topology, "test"), states);
    assert.deepEqual([ok, links.map((link) => link.ok)], [true, [true, true]]);
  });

  it("is the same, whatever the order of the file", async () => {
    const turned = (entries: object): object => Object.fromEntries(Object.entries(entries).reverse());
    const { collect } = topology.apis.srv;
    const reversed = {
      ...collect,
      accounts: [...collect.accounts].reverse(),
      regions: [...collect.regions].reverse(),
    };
    const other = await runTopology({
      accounts: turned(topology.accounts),
      networks: topology.networks,
      apis: turned({ ...topology.apis, srv: { ...topology.apis.srv, collect: reversed } }),
      links: [...topology.links].reverse(),
    });
    assert.deepEqual(sortedInputs(other), sortedInputs(states));
  });
});

describe("a change of the backend", () => {
  it("keeps the API, its stage, its key and the endpoint, both ways: only what is published is another", async () => {
    const withBackend = (backend: string) => {
      const { accounts, networks, links, apis } = topology;
      const { collect, ...srv } = apis.srv;
      const changed = backend === "inventory" ? { ...srv, collect } : { ...srv, backend };
      return runTopology({ accounts, networks, links, apis: { ...apis, srv: changed } });
    };
    const [mock, inventory] = [await withBackend("mock"), await withBackend("inventory")];
    const idOf = (states: readonly ResourceState[], type: string, name: string): unknown =>
      stateOf(states, type, name).id;
    for (const [type, name] of [
      [types.restApi, "srv.api"],
      [types.restApiPolicy, "policy.srv"],
      [types.stage, "srv.stage"],
      [types.apiKey, "srv.key"],
      [types.usagePlan, "srv.plan"],
      [types.endpoint, "hub.endpoint"],
    ] as const)
      assert.equal(idOf(mock, type, name), idOf(inventory, type, name), name);
    const deployment = [types.deployment, "srv.deployment"] as const;
    assert.notEqual(idOf(mock, ...deployment), idOf(inventory, ...deployment));
  });
});

describe("an inventory that is collected from everywhere", () => {
  it("reads all accounts, also those that own nothing, in all regions of networks and APIs", async () => {
    const { account, region, backend } = topology.apis.srv;
    const srv = { account, region, backend };
    const crm = { ...topology.apis.crm, region: ireland };
    const states = await runTopology({ ...topology, apis: { ...topology.apis, srv, crm }, links: [] });
    const roles = statesOf(states, types.role).filter(({ urn }) => urn.endsWith(".reader"));
    assert.deepEqual(
      roles.map((role) => `${labelOf(role)} ${accountOfState(states, role)}`).sort(),
      ["api", "far", "idle", "net"].map((name) => `Role srv.${name}.reader ${ids[name as keyof typeof ids]}`),
    );
    const policy = String(stateOf(states, types.rolePolicy, "srv.idle.reader").inputs["policy"]);
    assert.ok(policy.includes(`"aws:RequestedRegion":["${seoul}","${ireland}","${oregon}"]`), policy);
  });
});
