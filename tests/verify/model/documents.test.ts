import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { types } from "../../../lab/services/types";
import type { ResourceState } from "../../../lab/state";
import { documentsOf, publishedWith } from "../../../verify/model/documents";
import { runStack, runTopology } from "../../support/stacks";
import { modelOf } from "../../../verify/model";
import { topologyIn } from "../../../verify/sources/stackTopology";
import { withoutResources } from "../../../verify/sources/without";
import { labelOf, stateOf, statesOf } from "../../support/states";

/** APIs of every kind: with and without key, with none, one and several origins, private and regional, mocks and inventories. */
const topology = {
  accounts: { a: { id: "111111111111" } },
  networks: { seoul: { account: "a", region: "ap-northeast-2", cidr: "10.0.0.0/16" } },
  apis: Object.fromEntries(
    Object.entries({
      keyed: { apiKey: true, cors: ["https://a.example", "https://b.example"] },
      single: { cors: ["https://a.example"] },
      public: { access: "regional", cors: ["*"] },
      plain: {},
      servers: { backend: "inventory" },
      pages: { backend: "inventory", apiKey: true, cors: ["https://a.example", "https://b.example"] },
    }).map(([name, api]) => [name, { account: "a", region: "ap-northeast-2", ...api }]),
  ),
  links: [{ from: "seoul", to: "keyed" }],
};

const apiId = "api";

/** A resource of the API under test, of a program that is not apilink's. */
function part(type: string, inputs: object, more: Partial<ResourceState> = {}): ResourceState {
  const own = { restApi: apiId, ...inputs };
  return {
    urn: `urn:pulumi:s::p::${type}::n`,
    type,
    custom: true,
    inputs: own,
    outputs: own,
    dependencies: [],
    ...more,
  };
}

const api = part(
  types.restApi,
  { endpointConfiguration: { types: "REGIONAL" } },
  { id: apiId, outputs: { rootResourceId: "root" } },
);

const folder = (id: string, parentId: string, path: string): ResourceState =>
  part(types.apiResource, { parentId }, { id, outputs: { path } });

const method = (resourceId: string, httpMethod: string): ResourceState =>
  part(types.method, { resourceId, httpMethod });

function definitionIn(resources: readonly ResourceState[]): unknown {
  return JSON.parse(documentsOf(resources)(apiId).definition);
}

describe("documentsOf", () => {
  const runs: Readonly<Record<string, () => Promise<readonly ResourceState[]>>> = {
    "Pulumi.dev.yaml": () => runStack("dev"),
    "Pulumi.prod.yaml": () => runStack("prod"),
    "APIs of every kind": () => runTopology(topology),
  };
  for (const [what, run] of Object.entries(runs)) {
    it(`is what the program published: ${what}`, async () => {
      const resources = await run();
      const deployments = statesOf(resources, types.deployment);
      assert.ok(deployments.length > 0);
      for (const { inputs } of deployments) {
        for (const order of [resources, [...resources].reverse()]) {
          assert.deepEqual(documentsOf(order)(String(inputs["restApi"])), inputs["triggers"]);
        }
      }
    });
  }

  describe("of an API that lacks something", () => {
    const whole = {
      ...{ httpMethod: "ANY", apiKeyRequired: false, requestTemplate: '{"statusCode":200}' },
      ...{ statusCode: "200", responseTemplate: '{"message":"Hello from the mock backend"}', headers: {} },
    };
    const { requestTemplate, statusCode, responseTemplate, headers, ...bare } = whole;
    const unanswered = { ...bare, requestTemplate };
    const cases: Readonly<
      Record<string, readonly [gone: readonly string[], entries: readonly object[] | undefined]>
    > = {
      nothing: [[], [whole]],
      integration: [[types.integration], [{ ...bare, statusCode, responseTemplate, headers }]],
      "integration response": [[types.integrationResponse], [unanswered]],
      "method response": [[types.methodResponse], [{ ...whole, methodResponse: false }]],
      "both responses": [
        [types.methodResponse, types.integrationResponse],
        [{ ...unanswered, methodResponse: false }],
      ],
      "all parts": [
        [types.integration, types.methodResponse, types.integrationResponse],
        [{ ...bare, methodResponse: false }],
      ],
      method: [[types.method], undefined],
    };

    let resources: readonly ResourceState[] = [];
    before(async () => {
      const srv = { account: "a", region: "ap-northeast-2" };
      resources = await runTopology({ ...topology, apis: { srv }, links: [{ from: "seoul", to: "srv" }] });
    });

    for (const [what, [gone, entries]] of Object.entries(cases)) {
      it(what, () => {
        const { id = "" } = stateOf(resources, types.restApi, "srv.api");
        const left = resources.filter(({ type }) => !gone.includes(type));
        const { definition } = documentsOf(left)(id);
        const expected = { type: "PRIVATE", resources: entries === undefined ? {} : { "/": entries } };
        assert.equal(definition, JSON.stringify(expected));
      });
    }

    it("policy", () => {
      const { id = "" } = stateOf(resources, types.restApi, "srv.api");
      const left = resources.filter(({ type }) => type !== types.restApiPolicy);
      assert.equal(documentsOf(left)(id).policy, "");
      assert.equal(documentsOf(left)(id).definition, documentsOf(resources)(id).definition);
    });

    it("all of it", () => {
      assert.deepEqual(documentsOf([])("none"), { definition: '{"type":"","resources":{}}', policy: "" });
      assert.deepEqual(documentsOf(resources)("none"), documentsOf([])("none"));
    });
  });

  describe("of an inventory", () => {
    const paths = ["/", "/srv", "/srv/{srvid}"];
    const names = ["srv", "srv.srv", "srv.srv.srvid"];
    let resources: readonly ResourceState[] = [];
    let uri: unknown;
    const definition = (left = resources): string => {
      const { id = "" } = stateOf(resources, types.restApi, "srv.api");
      return documentsOf(left)(id).definition;
    };
    const without = (...labels: readonly string[]): readonly ResourceState[] => {
      const left = resources.filter((state) => !labels.includes(labelOf(state)));
      assert.equal(left.length, resources.length - labels.length);
      return left;
    };
    const entry = (httpMethod: string, apiKeyRequired: boolean) => ({
      httpMethod,
      apiKeyRequired,
      type: "AWS_PROXY",
      uri,
    });
    const whole = (): Record<string, unknown> =>
      Object.fromEntries(paths.map((path) => [path, [entry("GET", true), entry("OPTIONS", false)]]));

    before(async () => {
      resources = await runTopology({
        ...topology,
        apis: {
          srv: { account: "a", region: "ap-northeast-2", backend: "inventory", apiKey: true, cors: ["*"] },
        },
        links: [{ from: "seoul", to: "srv" }],
      });
      uri = stateOf(resources, types.lambdaFunction, "srv.inventory.function").outputs["invokeArn"];
    });

    it("is what the API itself tells", () => {
      assert.equal(definition(), JSON.stringify({ type: "PRIVATE", resources: whole() }));
      assert.equal(definition(), stateOf(resources, "apilink:index:PrivateApi", "srv").outputs["definition"]);
    });

    it("has no method and no path that is gone, and none below it", () => {
      for (const [index, name] of names.entries()) {
        const path = paths[index] ?? "";
        const { resources: left } = JSON.parse(definition(without(`Method ${name}.GET`))) as {
          resources: object;
        };
        assert.deepEqual(left, { ...whole(), [path]: [entry("OPTIONS", false)] });
      }
      const { resources: above } = JSON.parse(definition(without("Resource srv.srv"))) as {
        resources: object;
      };
      assert.deepEqual(Object.keys(above), ["/"]);
    });

    it("has a method without integration bare, with which AWS deploys no API", () => {
      const { resources: left } = JSON.parse(definition(without("Integration srv.srv.GET"))) as {
        resources: Readonly<Record<string, readonly unknown[]>>;
      };
      assert.deepEqual(left["/srv"]?.[0], { httpMethod: "GET", apiKeyRequired: true, methodResponse: false });
      const model = modelOf(
        withoutResources(resources, [
          "urn:pulumi:test::apilink::apilink:index:PrivateApi$aws:apigateway/integration:Integration::srv.srv.GET",
        ]),
        topologyIn(resources, "test"),
      );
      const [stage] = [...model.apis.values()].flatMap(({ stages }) => [...stages.values()]);
      assert.equal(stage?.refused, "No integration defined for method (GET /srv)");
    });

    it("leaves the stage as it is where the function is gone, and stale where it is another", () => {
      const stale = (left: readonly ResourceState[]): unknown =>
        [...modelOf(left, topologyIn(resources, "test")).apis.values()].flatMap(({ stages }) =>
          [...stages.values()].flatMap((stage) => [...stage.stale]),
        );
      assert.deepEqual(stale(resources), []);
      assert.deepEqual(stale(without("Function srv.inventory.function")), []);
      const moved = resources.map((state) =>
        labelOf(state) === "Integration srv.GET"
          ? { ...state, inputs: { ...state.inputs, uri: `${String(uri)}/other` } }
          : state,
      );
      assert.deepEqual(stale(moved), ["its methods"]);
    });
  });

  it("has what another program's proxied method says besides", () => {
    const place = { resourceId: "root", httpMethod: "GET", type: "AWS_PROXY", uri: "arn:of:a:function" };
    const entryOf = (more: object): unknown =>
      definitionIn([api, method("root", "GET"), part(types.integration, { ...place, ...more })]);
    const bare = { httpMethod: "GET", apiKeyRequired: false, type: "AWS_PROXY", uri: "arn:of:a:function" };
    const whole = (entry: object) => ({ type: "REGIONAL", resources: { "/": [entry] } });
    assert.deepEqual(entryOf({ integrationHttpMethod: "POST" }), whole(bare));
    assert.deepEqual(
      entryOf({ integrationHttpMethod: "GET", credentials: "arn:role" }),
      whole({ ...bare, integrationHttpMethod: "GET", credentials: "arn:role" }),
    );
  });

  it("takes the paths from the API's root downwards, in order", () => {
    const resources = [
      method("deep", "GET"),
      ...["PUT", "GET", "ANY"].map((name) => method("srv", name)),
      method("lost", "GET"),
      method("root", "GET"),
      ...[folder("deep", "srv", "/srv/{id}"), folder("srv", "root", "/srv"), folder("empty", "root", "/a")],
      ...[folder("lost", "gone", "/lost"), folder("one", "two", "/1"), folder("two", "one", "/2")],
      ...[method("one", "GET"), api],
    ];
    const entry = (httpMethod: string) => ({ httpMethod, apiKeyRequired: false, methodResponse: false });
    assert.deepEqual(definitionIn(resources), {
      type: "REGIONAL",
      resources: {
        "/": [entry("GET")],
        "/srv": ["ANY", "GET", "PUT"].map(entry),
        "/srv/{id}": [entry("GET")],
      },
    });
    assert.deepEqual(Object.keys((definitionIn(resources) as { resources: object }).resources), [
      "/",
      "/srv",
      "/srv/{id}",
    ]);
  });

  it("looks for the method response of the answer's own status code, the lowest first", () => {
    const place = { resourceId: "root", httpMethod: "GET" };
    const response = (statusCode: string) => part(types.methodResponse, { ...place, statusCode });
    const answer = (statusCode: string) => part(types.integrationResponse, { ...place, statusCode });
    const entryOf = (...parts: readonly ResourceState[]): unknown => {
      const { resources } = definitionIn([api, method("root", "GET"), ...parts]) as {
        resources: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
      };
      const [entry] = resources["/"] ?? [];
      return [entry?.["statusCode"], entry?.["methodResponse"]];
    };
    assert.deepEqual(entryOf(answer("404"), answer("200"), response("200")), ["200", undefined]);
    assert.deepEqual(entryOf(answer("200"), response("404")), ["200", false]);
    assert.deepEqual(entryOf(response("404")), [undefined, undefined]);
  });

  it("reads the API's own policy, as text or as a structure, but none that AWS repeats", () => {
    const withPolicy = (inputs: object, outputs: object = {}): string =>
      documentsOf([{ ...api, inputs: { ...inputs }, outputs: { ...outputs } }])(apiId).policy;
    assert.equal(withPolicy({ policy: '{"Version":"2012-10-17"}' }), '{"Version":"2012-10-17"}');
    assert.equal(withPolicy({ policy: { Version: "2012-10-17" } }), '{"Version":"2012-10-17"}');
    assert.equal(withPolicy({}, { policy: '{"Version":"2012-10-17"}' }), "");
  });

  it("reads the access in the provider's wire format too", () => {
    const listed = { ...api, inputs: { endpointConfiguration: { types: ["PRIVATE"] } } };
    assert.deepEqual(definitionIn([listed]), { type: "PRIVATE", resources: {} });
  });
});

describe("publishedWith", () => {
  it("names the API and the document", () => {
    assert.deepEqual(publishedWith(method("root", "GET")), { restApiId: apiId, document: "definition" });
    const policy = part(types.restApiPolicy, { restApiId: "other" });
    assert.deepEqual(publishedWith(policy), { restApiId: "other", document: "policy" });
    assert.equal(publishedWith(part(types.deployment, {})), undefined);
    assert.equal(publishedWith(part(types.method, { restApi: undefined })), undefined);
  });
});
