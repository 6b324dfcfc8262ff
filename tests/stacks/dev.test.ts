import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import { secretSignature, signature, type ResourceState } from "../../lab/state";
import {
  assertIsolated,
  assertPlaced,
  assertPublishedInOrder,
  countsOf,
  openingsOf,
  outputsOf,
  runStack,
  type Places,
} from "../support/stacks";
import { admits, statementsOf } from "../support/policies";
import { stateOf, statesOf } from "../support/states";

const [endpointAccount, apiAccount, region] = ["111111111111", "222222222222", "ap-northeast-2"];

const places: Places = [
  [/^(Vpc|RouteTable|DefaultSecurityGroup) seoul\.\w+$/, endpointAccount, region],
  [/^(Subnet|RouteTableAssociation) seoul\.isolated-[12]$/, endpointAccount, region],
  [/^(VpcEndpoint|SecurityGroup) seoul\.endpoint$/, endpointAccount, region],
  [/^SecurityGroupIngressRule seoul\.from-.+$/, endpointAccount, region],
  [/^VpcEndpointPolicy policy\.seoul$/, endpointAccount, region],
  [/^(VpnGatewayAttachment|Route) seoul\.(vgw|to-192-168-0-0-16-1)$/, endpointAccount, region],
  [/^(SecurityGroup|SecurityGroupEgressRule) seoul\.canary(-to-10-0-0-0-19)?$/, endpointAccount, region],
  [
    /^(Function|LogGroup|Queue|FunctionEventInvokeConfig|MetricAlarm) seoul\.(canary|silent)(\.\w+)?$/,
    endpointAccount,
    region,
  ],
  [/^(EventRule|EventTarget|Permission) seoul\.canary\.schedule$/, endpointAccount, region],
  [/^Key endpoint\.ap-northeast-2\.key$/, endpointAccount, region],
  [/^(RestApi|Resource|Method|Integration) srv\.[\w.]+$/, apiAccount, region],
  [/^RestApiPolicy policy\.srv$/, apiAccount, region],
  [/^(Deployment|Stage|MethodSettings|LogGroup|ApiKey|UsagePlan|UsagePlanKey) srv\.\w+$/, apiAccount, region],
  [/^Permission srv\.(GET|OPTIONS)$/, apiAccount, region],
  [/^Table srv\.servers$/, apiAccount, region],
  [/^(Function|LogGroup|Queue|FunctionEventInvokeConfig) srv\.(inventory|collect)\.\w+$/, apiAccount, region],
  [/^(EventRule|EventTarget|Permission) srv\.collect\.schedule$/, apiAccount, region],
  [/^Key api\.ap-northeast-2\.key$/, apiAccount, region],
  [/^Account api\.ap-northeast-2\.logs$/, apiAccount, region],
  // IAM has no regions.
  [/^(Role|RolePolicyAttachment) api\.ap-northeast-2\.logs$/, apiAccount],
  [/^(Role|RolePolicy) srv\.(inventory\.function|collect\.function|api\.reader)$/, apiAccount],
  [/^(Role|RolePolicy) (seoul\.canary\.function|srv\.endpoint\.reader)$/, endpointAccount],
];

describe("the stack dev: across accounts", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runStack("dev");
  });

  it("makes the guide's resources and nothing else", () => {
    assert.deepEqual(countsOf(states), {
      Account: 1,
      ApiKey: 1,
      DefaultSecurityGroup: 1,
      Deployment: 1,
      EventRule: 2,
      EventTarget: 2,
      Function: 3,
      FunctionEventInvokeConfig: 2,
      Integration: 6,
      Key: 2,
      LogGroup: 4,
      Method: 6,
      MethodSettings: 1,
      MetricAlarm: 2,
      Permission: 4,
      Queue: 2,
      Resource: 2,
      RestApi: 1,
      RestApiPolicy: 1,
      Role: 6,
      RolePolicy: 5,
      RolePolicyAttachment: 1,
      Route: 1,
      RouteTable: 1,
      RouteTableAssociation: 2,
      SecurityGroup: 2,
      SecurityGroupEgressRule: 1,
      SecurityGroupIngressRule: 2,
      Stage: 1,
      Subnet: 2,
      Table: 1,
      UsagePlan: 1,
      UsagePlanKey: 1,
      Vpc: 1,
      VpcEndpoint: 1,
      VpcEndpointPolicy: 1,
      VpnGatewayAttachment: 1,
    });
  });

  it("puts every single one into the right account and region", () => {
    assertPlaced(states, places);
  });

  it("has one provider an account, each allowed in that account only", () => {
    const providers = statesOf(states, "pulumi:providers:aws").map(({ inputs }) => [
      inputs["allowedAccountIds"],
      inputs["region"],
    ]);
    assert.deepEqual(providers.sort(), [
      [`["${endpointAccount}"]`, region],
      [`["${apiAccount}"]`, region],
    ]);
  });

  it("has no way to the internet, and DNS on", () => {
    assertIsolated(states);
  });

  it("shows no secret in what it keeps", () => {
    for (const { type, urn, inputs, outputs } of states) {
      if (type === types.apiKey || type === types.usagePlanKey)
        assert.deepEqual(outputs["value"], { [signature]: secretSignature }, urn);
      if (type === types.apiKey) assert.ok(!("value" in inputs), urn);
    }
    const { environment } = stateOf(states, types.lambdaFunction, "seoul.canary.function").inputs;
    assert.deepEqual((environment as { variables: Record<string, unknown> }).variables["API_KEYS"], {
      [signature]: secretSignature,
    });
  });

  it("opens the endpoint's firewall for the network and the corporate range on 443", () => {
    assert.deepEqual(openingsOf(states, "seoul"), ["10.0.0.0/16 tcp 443-443", "192.168.0.0/16 tcp 443-443"]);
  });

  it("leads the corporate range back from every route table", () => {
    const [route] = statesOf(states, types.route);
    const table = stateOf(states, types.routeTable, "seoul.isolated");
    assert.deepEqual(
      [route?.inputs["routeTableId"], route?.inputs["destinationCidrBlock"], route?.inputs["gatewayId"]],
      [table.id, "192.168.0.0/16", "vgw-0123456789abcdef0"],
    );
  });

  it("associates the API with the other account's endpoint, which has no private DNS", () => {
    const endpoint = stateOf(states, types.endpoint, "seoul.endpoint");
    assert.equal(endpoint.inputs["privateDnsEnabled"], false);
    assert.deepEqual(stateOf(states, types.restApi, "srv.api").inputs["endpointConfiguration"], {
      types: "PRIVATE",
      ipAddressType: "dualstack",
      vpcEndpointIds: [endpoint.id],
    });
  });

  it("has the policies of both sides, to the letter", () => {
    const arn = String(stateOf(states, types.restApi, "srv.api").outputs["executionArn"]);
    const id = stateOf(states, types.endpoint, "seoul.endpoint").id ?? "";
    assert.match(arn, /^arn:aws:execute-api:ap-northeast-2:222222222222:[a-z0-9]{10}$/);
    assert.deepEqual(
      JSON.parse(String(stateOf(states, types.endpointPolicy, "policy.seoul").inputs["policy"])),
      {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: `${arn}/v1/*` },
        ],
      },
    );
    const document = stateOf(states, types.restApiPolicy, "policy.srv").inputs["policy"];
    assert.deepEqual(JSON.parse(String(document)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: `${arn}/v1/*`,
          Condition: {
            StringEquals: { "aws:SourceVpce": id },
            IpAddress: { "aws:VpcSourceIp": ["10.0.0.0/16", "192.168.0.0/16"] },
          },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: `${arn}/*`,
          Condition: { StringNotEquals: { "aws:SourceVpce": id } },
        },
      ],
    });
    const call = { resource: `${arn}/v1/GET/`, endpointId: id, address: "10.0.3.4" };
    assert.ok(admits(document, call));
    assert.ok(!admits(document, { ...call, endpointId: "vpce-0stranger" }));
    assert.ok(!admits(document, { ...call, address: "10.1.0.1" }));
  });

  it("bears the endpoint closed", () => {
    const { policy } = stateOf(states, types.endpoint, "seoul.endpoint").inputs;
    assert.deepEqual(
      statementsOf(policy).map(({ Effect, Action }) => [Effect, Action]),
      [["Deny", ["*"]]],
    );
  });

  it("publishes once the policy is in place, with access logs once the account has a role for them", () => {
    assertPublishedInOrder(states, "srv");
    const stage = stateOf(states, types.stage, "srv.stage");
    assert.ok("accessLogSettings" in stage.inputs);
    assert.equal(stage.inputs["stageName"], "v1");
  });

  it("tells how to call the API, and what was meant", () => {
    const api = stateOf(states, types.restApi, "srv.api").id ?? "";
    const endpoint = stateOf(states, types.endpoint, "seoul.endpoint").id ?? "";
    const { topology, links, ...rest } = outputsOf(states);
    assert.deepEqual(rest, {
      endpoints: { seoul: endpoint },
      apis: { srv: api },
      apiKeys: { srv: { [signature]: secretSignature } },
      fronts: {},
      tables: { srv: stateOf(states, types.table, "srv.servers").outputs["name"] },
      services: {},
      subscriptions: [],
    });
    const host = `${api}.execute-api.ap-northeast-2.amazonaws.com`;
    const alias = `https://${api}-${endpoint}.execute-api.ap-northeast-2.amazonaws.com/v1`;
    const [link, ...more] = links as { forms: Record<string, { url: string; headers: object }> }[];
    assert.deepEqual(more, []);
    const own = link?.forms["endpoint-host"]?.url ?? "";
    assert.match(
      own,
      new RegExp(
        `^https://${endpoint}-[a-z0-9]+\\.execute-api\\.ap-northeast-2\\.vpce\\.amazonaws\\.com/v1$`,
      ),
    );
    assert.deepEqual(link, {
      from: "seoul",
      to: "srv",
      through: "seoul",
      url: alias,
      forms: {
        default: { url: `https://${host}/v1`, headers: {} },
        alias: { url: alias, headers: {} },
        "endpoint-host": { url: own, headers: { Host: host } },
        "endpoint-header": { url: own, headers: { "x-apigw-api-id": api } },
      },
    });
    const {
      networks,
      apis,
      links: meant,
    } = topology as Record<string, Record<string, Record<string, unknown>>>;
    assert.equal(networks?.["seoul"]?.["privateDns"], false, "with its defaults");
    assert.deepEqual(
      [apis?.["srv"]?.["stage"], apis?.["srv"]?.["collect"]],
      ["v1", { schedule: "rate(1 day)", accounts: ["api", "endpoint"], regions: [region] }],
    );
    assert.deepEqual(meant, [{ from: "seoul", to: "srv", through: "seoul" }]);
  });
});
