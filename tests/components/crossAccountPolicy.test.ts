import assert from "node:assert/strict";
import {
  CrossAccountPolicy,
  ExecuteApiEndpoint,
  Network,
  PrivateApi,
  type CrossAccountPolicyArgs,
  type Grant,
} from "../../components";
import { types } from "../../lab/services/types";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { admits, statementsOf } from "../support/policies";
import { accountOfState, awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";

interface Case {
  readonly grants: readonly Grant[];
  readonly adopted?: boolean;
  /** Of the API srv. */
  readonly domainArn?: string;
}

/** Two endpoints in one account and two APIs in another, with the given grants between them. */
const make = ({ grants, adopted, domainArn }: Case) =>
  onEmbeddedCloud(() => {
    const [networks, apis] = [providerFor("networks"), providerFor("apis")];
    const endpoint = (name: string, cidr: string) => {
      const { vpcId, isolatedSubnetIds: subnetIds } = new Network(
        name,
        { cidr, region },
        { provider: networks },
      );
      return new ExecuteApiEndpoint(name, { vpcId, subnetIds, region, clients: [] }, { provider: networks });
    };
    const api = (name: string, stage: string) => {
      const { restApiId, executionArn } = new PrivateApi(name, { region }, { provider: apis });
      return { restApiId, executionArn, stage, region, provider: apis };
    };
    return new CrossAccountPolicy("policy", {
      apis: { srv: { ...api("srv", "v1"), ...(domainArn && { domainArn }) }, crm: api("crm", "prod") },
      endpoints: {
        seoul: {
          endpointId: endpoint("seoul", "10.0.0.0/16").endpointId,
          region,
          provider: networks,
          ...(adopted !== undefined && { adopted }),
        },
        busan: { endpointId: endpoint("busan", "10.1.0.0/16").endpointId, region, provider: networks },
      },
      grants,
    });
  });

type States = Awaited<ReturnType<typeof make>>["states"];
const endpointId = (states: States, name: string) =>
  stateOf(states, types.endpoint, `${name}.endpoint`).id ?? "";
const executionArn = (states: States, name: string) =>
  String(stateOf(states, types.restApi, `${name}.api`).outputs["executionArn"]);
const endpointPolicyOf = (states: States, name: string) =>
  stateOf(states, types.endpointPolicy, `policy.${name}`).inputs["policy"];
const resourcePolicyOf = (states: States, name: string) =>
  stateOf(states, types.restApiPolicy, `policy.${name}`).inputs["policy"];

describe("CrossAccountPolicy", () => {
  const one: Case = { grants: [{ api: "srv", endpoint: "seoul", ranges: ["10.0.0.0/16"] }] };

  it("is one policy an API and one an endpoint, each in its own account", async () => {
    const { states } = await make(one);
    const own = awsStates(states).filter(({ urn }) => urn.includes("CrossAccountPolicy"));
    assert.deepEqual(labelsOf(own), [
      "RestApiPolicy policy.crm",
      "RestApiPolicy policy.srv",
      "VpcEndpointPolicy policy.busan",
      "VpcEndpointPolicy policy.seoul",
    ]);
    for (const state of own) {
      const account = state.type === types.restApiPolicy ? accountIds.apis : accountIds.networks;
      assert.equal(accountOfState(states, state), account, state.urn);
      assert.equal(state.inputs["region"], region);
    }
    const [api, endpoint] = [
      stateOf(states, types.restApi, "srv.api"),
      stateOf(states, types.endpoint, "seoul.endpoint"),
    ];
    assert.equal(stateOf(states, types.restApiPolicy, "policy.srv").inputs["restApiId"], api.id);
    assert.equal(stateOf(states, types.endpointPolicy, "policy.seoul").inputs["vpcEndpointId"], endpoint.id);
  });

  it("writes one grant on both sides, to the letter", async () => {
    const { states } = await make(one);
    const [arn, id] = [executionArn(states, "srv"), endpointId(states, "seoul")];
    assert.equal(
      endpointPolicyOf(states, "seoul"),
      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"${arn}/v1/*"}]}`,
    );
    assert.equal(
      resourcePolicyOf(states, "srv"),
      '{"Version":"2012-10-17","Statement":[' +
        `{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"${arn}/v1/*",` +
        `"Condition":{"StringEquals":{"aws:SourceVpce":"${id}"},"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/16"}}},` +
        `{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"${arn}/*",` +
        `"Condition":{"StringNotEquals":{"aws:SourceVpce":"${id}"}}}]}`,
    );
  });

  it("denies everybody at an API and at an endpoint without a grant", async () => {
    const { states } = await make(one);
    assert.equal(
      endpointPolicyOf(states, "busan"),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}',
    );
    assert.equal(
      resourcePolicyOf(states, "crm"),
      `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"${executionArn(states, "crm")}/*"}]}`,
    );
  });

  it("admits exactly the granted calls on both sides, where there are several", async () => {
    const grants = [
      { api: "srv", endpoint: "seoul", ranges: ["10.0.0.0/16", "192.168.0.0/16"] },
      { api: "srv", endpoint: "busan", ranges: ["10.1.0.0/16"] },
      { api: "crm", endpoint: "busan", ranges: ["10.0.0.0/16"] },
    ];
    const { states } = await make({ grants });
    const addresses = {
      "10.0.0.9": "10.0.0.0/16",
      "10.1.0.9": "10.1.0.0/16",
      "192.168.0.9": "192.168.0.0/16",
    };
    for (const api of ["srv", "crm"]) {
      for (const endpoint of ["seoul", "busan"]) {
        for (const [address, range] of Object.entries(addresses)) {
          const resource = `${executionArn(states, api)}/${api === "srv" ? "v1" : "prod"}/GET/`;
          const call = { resource, endpointId: endpointId(states, endpoint), address };
          const granted = grants.filter((grant) => grant.api === api && grant.endpoint === endpoint);
          const label = `${api} through ${endpoint} from ${address}`;
          assert.equal(
            admits(endpointPolicyOf(states, endpoint), call),
            granted.length > 0,
            `endpoint: ${label}`,
          );
          assert.equal(
            admits(resourcePolicyOf(states, api), call),
            granted.some(({ ranges }) => ranges.includes(range)),
            `resource: ${label}`,
          );
        }
      }
    }
  });

  it("refuses what lies behind another API's front, though its address is in a granted range", async () => {
    const refused = ["10.0.0.8/32"];
    const ranges = ["10.0.0.0/16"];
    const { states } = await make({
      grants: [
        { api: "srv", endpoint: "seoul", ranges },
        { api: "crm", endpoint: "seoul", ranges, refused },
      ],
    });
    const admitted = (api: string, address: string) =>
      admits(resourcePolicyOf(states, api), {
        resource: `${executionArn(states, api)}/${api === "srv" ? "v1" : "prod"}/GET/`,
        endpointId: endpointId(states, "seoul"),
        address,
      });
    assert.deepEqual(
      [admitted("srv", "10.0.0.8"), admitted("crm", "10.0.0.8"), admitted("crm", "10.0.0.9")],
      [true, false, true],
    );
  });

  it("names an API's domain on both sides, and nowhere where that API is not granted", async () => {
    const domainArn = "arn:aws:execute-api:ap-northeast-2:222222222222:/domainnames/srv.example+abc123def4";
    const grants = [
      { api: "srv", endpoint: "seoul", ranges: ["10.0.0.0/16"] },
      { api: "crm", endpoint: "seoul", ranges: ["10.0.0.0/16"] },
      { api: "crm", endpoint: "busan", ranges: ["10.1.0.0/16"] },
    ];
    const { states } = await make({ grants, domainArn });
    const [srv, crm] = ["srv", "crm"].map((api) => executionArn(states, api));
    const allowed = (policy: unknown) =>
      statementsOf(policy).flatMap(({ Effect, Resource = [] }) => (Effect === "Allow" ? Resource : []));
    assert.deepEqual(allowed(endpointPolicyOf(states, "seoul")), [
      `${srv ?? ""}/v1/*`,
      domainArn,
      `${crm ?? ""}/prod/*`,
    ]);
    assert.deepEqual(allowed(endpointPolicyOf(states, "busan")), [`${crm ?? ""}/prod/*`]);
    assert.deepEqual(allowed(resourcePolicyOf(states, "srv")), [`${srv ?? ""}/v1/*`, domainArn]);
    assert.ok(!String(resourcePolicyOf(states, "crm")).includes("domainnames"));
  });

  it("leaves an adopted endpoint's own policy alone, and still admits through it", async () => {
    const { states } = await make({ ...one, adopted: true });
    assert.deepEqual(labelsOf(statesOf(states, types.endpointPolicy)), ["VpcEndpointPolicy policy.busan"]);
    assert.ok(String(resourcePolicyOf(states, "srv")).includes(endpointId(states, "seoul")));
    assert.equal(statesOf((await make({ ...one, adopted: false })).states, types.endpointPolicy).length, 2);
  });

  it("tells the document that is in place, once it is", async () => {
    const { result, states } = await make(one);
    assert.deepEqual(Object.keys(result.applied).sort(), ["crm", "srv"]);
    for (const [api, applied] of Object.entries(result.applied)) {
      assert.equal(await valueOf(applied), resourcePolicyOf(states, api));
    }
    assert.deepEqual(stateOf(states, "apilink:index:CrossAccountPolicy", "policy").outputs, {
      applied: { crm: resourcePolicyOf(states, "crm"), srv: resourcePolicyOf(states, "srv") },
    });
  });

  it("makes whoever takes the document wait for the policy", async () => {
    const { states } = await onEmbeddedCloud(() => {
      const provider = providerFor("apis");
      const { restApiId, executionArn: arn } = new PrivateApi("srv", { region }, { provider });
      const { applied } = new CrossAccountPolicy("policy", {
        apis: { srv: { restApiId, executionArn: arn, stage: "v1", region, provider } },
        endpoints: {},
        grants: [],
      });
      return new PrivateApi("late", { region, tags: { policy: applied["srv"] ?? "" } }, { provider });
    });
    const late = stateOf(states, types.restApi, "late.api");
    assert.ok(comesBefore(states, stateOf(states, types.restApiPolicy, "policy.srv"), late));
  });

  it("is never opened by its own deletion: AWS's provider deletes an endpoint policy by allowing all", async () => {
    const { options } = await make(one);
    const retained = options
      .filter(({ type, retainOnDelete }) => retainOnDelete && type !== types.integration)
      .map(({ type, name }) => [type, name]);
    assert.deepEqual(retained.sort(), [
      [types.endpointPolicy, "policy.busan"],
      [types.endpointPolicy, "policy.seoul"],
    ]);
  });

  it("refuses grants that name nothing, nobody, or the same twice, all at once", async () => {
    const problems = await problemsOf(() => {
      const provider = providerFor("apis");
      const api = { restApiId: "a", executionArn: "arn", stage: "v1", region, provider };
      const args: CrossAccountPolicyArgs = {
        apis: { srv: api, shop: { ...api, open: true } },
        endpoints: { seoul: { endpointId: "vpce-1", region, provider } },
        grants: [
          { api: "srv", endpoint: "seoul", ranges: ["10.0.0.0/16"] },
          { api: "crm", endpoint: "busan", ranges: ["10.0.0.0/16"] },
          { api: "srv", endpoint: "seoul", ranges: [] },
          { api: "srv", endpoint: "busan", ranges: ["10.0.0.1/16"], refused: ["10.0.0.8"] },
          { api: "shop", endpoint: "seoul", ranges: ["10.0.0.0/16"] },
        ],
      };
      return new CrossAccountPolicy("policy", args);
    });
    assert.deepEqual(problems, [
      { propertyPath: "grants[1]", reason: 'names the API "crm", which is not among apis' },
      { propertyPath: "grants[1]", reason: 'names the endpoint "busan", which is not among endpoints' },
      { propertyPath: "grants[2]", reason: "grants srv through seoul to no range: leave it out" },
      {
        propertyPath: "grants[2]",
        reason: "grants srv through seoul a second time: put all ranges into one",
      },
      { propertyPath: "grants[3]", reason: 'names the endpoint "busan", which is not among endpoints' },
      { propertyPath: "grants[3].ranges[0]", reason: "10.0.0.1/16 has host bits set: write 10.0.0.0/16" },
      {
        propertyPath: "grants[3].refused[0]",
        reason: '"10.0.0.8" is no IPv4 range, such as 10.0.0.0/16',
      },
      { propertyPath: "grants[4]", reason: "grants shop through seoul, while everybody may call this API" },
    ]);
  });
});
