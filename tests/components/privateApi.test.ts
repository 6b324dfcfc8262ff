import assert from "node:assert/strict";
import {
  EncryptionKey,
  ExecuteApiEndpoint,
  InventoryBackend,
  Network,
  PrivateApi,
  type PrivateApiArgs,
} from "../../components";
import { types } from "../../lab/services/types";
import {
  accountIds,
  onEmbeddedCloud,
  problemsOf,
  providerFor,
  valueOf,
  type EmbeddedRun,
  handlerCode as code,
} from "../support/embedded";
import { awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const make = (args: Partial<PrivateApiArgs> = {}) =>
  onEmbeddedCloud(() => new PrivateApi("srv", { region, ...args }, { provider: providerFor("apis") }));

/** An API that a function answers. */
const serve = (args: Partial<PrivateApiArgs> = {}) =>
  onEmbeddedCloud(() => {
    const opts = { provider: providerFor("apis") };
    const { keyArn } = new EncryptionKey("needed", { region, accountId: accountIds.apis }, opts);
    const backend = new InventoryBackend("needed", { region, code, keyArn }, opts);
    return new PrivateApi("srv", { region, backend, ...args }, opts);
  });

const functionOf = ({ states }: EmbeddedRun<unknown>) =>
  stateOf(states, types.lambdaFunction, "needed.inventory.function");

const configurationOf = ({ states }: EmbeddedRun<PrivateApi>) =>
  stateOf(states, types.restApi, "srv.api").inputs["endpointConfiguration"];

async function definitionOf({ result }: EmbeddedRun<PrivateApi>): Promise<string> {
  return valueOf(result.definition);
}

describe("PrivateApi", () => {
  it("is a private REST API with one method of the mock backend, and nothing that publishes it", async () => {
    const run = await make();
    assert.deepEqual(labelsOf(awsStates(run.states)), [
      "Integration srv.ANY",
      "IntegrationResponse srv.ANY",
      "Method srv.ANY",
      "MethodResponse srv.ANY",
      "RestApi srv.api",
    ]);
    assert.deepEqual(configurationOf(run), { types: "PRIVATE", ipAddressType: "dualstack" });
    assert.equal(stateOf(run.states, types.restApi, "srv.api").inputs["name"], "srv");
  });

  it("answers any method of the root without authorization, by the mock", async () => {
    const { states } = await make();
    const api = stateOf(states, types.restApi, "srv.api");
    const place = { region, restApi: api.id, resourceId: api.outputs["rootResourceId"], httpMethod: "ANY" };
    assert.deepEqual(stateOf(states, types.method, "srv.ANY").inputs, {
      ...place,
      authorization: "NONE",
      apiKeyRequired: false,
    });
    assert.deepEqual(stateOf(states, types.integration, "srv.ANY").inputs, {
      ...place,
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode":200}' },
    });
    assert.deepEqual(stateOf(states, types.methodResponse, "srv.ANY").inputs, {
      ...place,
      statusCode: "200",
      responseParameters: {},
    });
    assert.deepEqual(stateOf(states, types.integrationResponse, "srv.ANY").inputs, {
      ...place,
      statusCode: "200",
      responseParameters: {},
      responseTemplates: { "application/json": '{"message":"Hello from the mock backend"}' },
    });
  });

  it("is associated with the given endpoints, of another account, too", async () => {
    const { states } = await onEmbeddedCloud(() => {
      const opts = { provider: providerFor("networks") };
      const { vpcId, isolatedSubnetIds: subnetIds } = new Network(
        "seoul",
        { cidr: "10.0.0.0/16", region },
        opts,
      );
      const { endpointId } = new ExecuteApiEndpoint("seoul", { vpcId, subnetIds, region, clients: [] }, opts);
      return new PrivateApi("srv", { region, endpointIds: [endpointId] }, { provider: providerFor("apis") });
    });
    assert.deepEqual(stateOf(states, types.restApi, "srv.api").inputs["endpointConfiguration"], {
      types: "PRIVATE",
      ipAddressType: "dualstack",
      vpcEndpointIds: [stateOf(states, types.endpoint, "seoul.endpoint").id],
    });
  });

  it("starts regional where it is told to, and changes in place: only the type differs", async () => {
    const [regional, own] = [await make({ access: "regional" }), await make()];
    assert.deepEqual(configurationOf(regional), { types: "REGIONAL", ipAddressType: "dualstack" });
    assert.equal(await valueOf(regional.result.restApiId), await valueOf(own.result.restApiId));
    assert.notEqual(await definitionOf(regional), await definitionOf(own));
  });

  it("asks for an API key where it is told to", async () => {
    const { states } = await make({ apiKey: true, cors: ["*"] });
    const required = ["ANY", "OPTIONS"].map(
      (m) => stateOf(states, types.method, `srv.${m}`).inputs["apiKeyRequired"],
    );
    assert.deepEqual(required, [true, false]);
  });

  it("answers preflights where it has origins, with headers that the method declares", async () => {
    const { states } = await make({ cors: ["*"] });
    const headers = {
      "method.response.header.Access-Control-Allow-Origin": "'*'",
      "method.response.header.Access-Control-Allow-Headers": "'authorization,content-type,x-api-key'",
      "method.response.header.Access-Control-Allow-Methods": "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'",
    };
    assert.deepEqual(
      stateOf(states, types.integrationResponse, "srv.OPTIONS").inputs["responseParameters"],
      headers,
    );
    assert.deepEqual(
      stateOf(states, types.methodResponse, "srv.OPTIONS").inputs["responseParameters"],
      Object.fromEntries(Object.keys(headers).map((name) => [name, true])),
    );
    assert.deepEqual(stateOf(states, types.integrationResponse, "srv.ANY").inputs["responseParameters"], {
      "method.response.header.Access-Control-Allow-Origin": "'*'",
    });
  });

  it("tells its outputs; the definition waits for every part of every method", async () => {
    const run = await make({ cors: ["*"] });
    const api = stateOf(run.states, types.restApi, "srv.api");
    const outputs = {
      restApiId: await valueOf(run.result.restApiId),
      executionArn: await valueOf(run.result.executionArn),
      definition: await definitionOf(run),
    };
    assert.equal(outputs.restApiId, api.id);
    assert.equal(outputs.executionArn, `arn:aws:execute-api:ap-northeast-2:222222222222:${api.id ?? ""}`);
    assert.deepEqual(stateOf(run.states, "apilink:index:PrivateApi", "srv").outputs, outputs);
    const parts = awsStates(run.states).filter(({ type }) => type !== types.restApi);
    const sources = await dependenciesOf(run.result.definition);
    // Each part waits for the ones before, so the last ones stand for all.
    const last = run.states.filter(({ urn }) => sources.includes(urn));
    for (const part of parts) {
      assert.ok(
        last.some((state) => state === part || comesBefore(run.states, part, state)),
        part.urn,
      );
    }
  });

  it("defines the same by the same text, and every change of what is published by another", async () => {
    const changes: Partial<PrivateApiArgs>[] = [
      {},
      { apiKey: true },
      { cors: ["*"] },
      { cors: ["https://portal.example.com"] },
      { cors: ["https://portal.example.com", "https://other.example.com"] },
      { access: "regional" },
    ];
    const texts: string[] = [];
    for (const change of changes) texts.push(await definitionOf(await make(change)));
    assert.equal(new Set(texts).size, changes.length);
    assert.equal(await definitionOf(await make({ tags: { team: "net" } })), texts[0]);
  });

  it("refuses endpoints of a public API", async () => {
    assert.deepEqual(
      await problemsOf(() => new PrivateApi("srv", { region, access: "regional", endpointIds: ["vpce-1"] })),
      [{ propertyPath: "endpointIds", reason: "only a private API is associated with endpoints" }],
    );
  });
});

describe("PrivateApi with a function", () => {
  it("has GET on each path of the inventory, and what lets it call the function", async () => {
    const { states } = await serve();
    const own = awsStates(states).filter(({ urn }) => urn.includes("PrivateApi"));
    assert.deepEqual(labelsOf(own), [
      "Integration srv.GET",
      "Integration srv.srv.GET",
      "Integration srv.srv.srvid.GET",
      "Method srv.GET",
      "Method srv.srv.GET",
      "Method srv.srv.srvid.GET",
      "Permission srv.GET",
      "Resource srv.srv",
      "Resource srv.srv.srvid",
      "RestApi srv.api",
    ]);
  });

  it("has OPTIONS on the same paths where it has origins, without the key that GET asks for", async () => {
    const { states } = await serve({ apiKey: true, cors: ["*"] });
    const required = statesOf(states, types.method).map(({ inputs }) => [
      inputs["httpMethod"],
      inputs["authorization"],
      inputs["apiKeyRequired"],
    ]);
    assert.deepEqual(required.sort(), [
      ["GET", "NONE", true],
      ["GET", "NONE", true],
      ["GET", "NONE", true],
      ["OPTIONS", "NONE", false],
      ["OPTIONS", "NONE", false],
      ["OPTIONS", "NONE", false],
    ]);
  });

  it("stands its paths one below the other", async () => {
    const { states } = await serve();
    const api = stateOf(states, types.restApi, "srv.api");
    const [servers, one] = [
      stateOf(states, types.apiResource, "srv.srv"),
      stateOf(states, types.apiResource, "srv.srv.srvid"),
    ];
    const place = { region, restApi: api.id };
    const parentId = api.outputs["rootResourceId"];
    assert.deepEqual(servers.inputs, { ...place, parentId, pathPart: "srv" });
    assert.deepEqual(one.inputs, { ...place, parentId: servers.id, pathPart: "{srvid}" });
    const ids = ["srv.GET", "srv.srv.GET", "srv.srv.srvid.GET"].map(
      (name) => stateOf(states, types.method, name).inputs["resourceId"],
    );
    assert.deepEqual(ids, [parentId, servers.id, one.id]);
  });

  it("passes every call on to the function as it is", async () => {
    const run = await serve({ cors: ["*"] });
    const integrations = statesOf(run.states, types.integration);
    assert.equal(integrations.length, 6);
    for (const { inputs, urn } of integrations) {
      const { httpMethod, resourceId, restApi, ...rest } = inputs;
      assert.ok(["GET", "OPTIONS"].includes(String(httpMethod)) && resourceId !== "" && restApi !== "", urn);
      const uri = functionOf(run).outputs["invokeArn"];
      assert.deepEqual(rest, { region, type: "AWS_PROXY", integrationHttpMethod: "POST", uri });
    }
  });

  it("may call the function by its own methods alone", async () => {
    const run = await serve({ cors: ["*"] });
    const { executionArn } = stateOf(run.states, types.restApi, "srv.api").outputs;
    for (const httpMethod of ["GET", "OPTIONS"]) {
      assert.deepEqual(stateOf(run.states, types.lambdaPermission, `srv.${httpMethod}`).inputs, {
        region,
        statementIdPrefix: `srv-${httpMethod}-`,
        function: functionOf(run).outputs["name"],
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: `${String(executionArn)}/*/${httpMethod}/*`,
      });
    }
    assert.equal(statesOf((await serve()).states, types.lambdaPermission).length, 1);
  });

  it("defines what is published, path by path, once integrations and permissions are in place", async () => {
    const run = await serve({ apiKey: true, cors: ["*"] });
    const uri = functionOf(run).outputs["invokeArn"];
    const methods = [
      { httpMethod: "GET", apiKeyRequired: true, type: "AWS_PROXY", uri },
      { httpMethod: "OPTIONS", apiKeyRequired: false, type: "AWS_PROXY", uri },
    ];
    const resources = { "/": methods, "/srv": methods, "/srv/{srvid}": methods };
    assert.equal(await definitionOf(run), JSON.stringify({ type: "PRIVATE", resources }));
    const sources = await dependenciesOf(run.result.definition);
    const waited = run.states.filter(({ urn }) => sources.includes(urn));
    for (const type of [types.integration, types.lambdaPermission, types.method, types.apiResource]) {
      for (const part of statesOf(run.states, type)) {
        assert.ok(
          waited.some((state) => state === part || comesBefore(run.states, part, state)),
          part.urn,
        );
      }
    }
  });

  it("changes from the mock in place: what has the same name is the same place, and an integration stays for the next to take", async () => {
    const [mock, served] = [await make({ cors: ["*"] }), await serve({ cors: ["*"] })];
    const placeOf = ({ inputs }: { readonly inputs: Readonly<Record<string, unknown>> }) =>
      [inputs["resourceId"], inputs["httpMethod"]].join();
    for (const before of awsStates(mock.states).filter(({ inputs }) => "httpMethod" in inputs)) {
      const after = served.states.find(({ urn }) => urn === before.urn);
      if (after !== undefined) assert.equal(placeOf(after), placeOf(before), before.urn);
    }
    assert.equal(await valueOf(mock.result.restApiId), await valueOf(served.result.restApiId));
    for (const { options } of [mock, served]) {
      const integrations = options.filter(({ type }) => type === types.integration);
      assert.ok(integrations.length > 0);
      assert.ok(integrations.every((each) => each.retainOnDelete && !each.deleteBeforeReplace));
    }
  });
});

/** The URNs of the resources that an output waits for. */
async function dependenciesOf(output: PrivateApi["definition"]): Promise<readonly string[]> {
  const { allResources } = output as unknown as {
    allResources: () => Promise<Set<{ urn: PrivateApi["urn"] }>>;
  };
  return Promise.all([...(await allResources())].map(({ urn }) => valueOf(urn)));
}
