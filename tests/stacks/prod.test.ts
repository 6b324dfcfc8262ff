import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { admits } from "../support/policies";
import {
  assertIsolated,
  assertPeeredBothWays,
  assertPlaced,
  assertPublishedInOrder,
  countsOf,
  openingsOf,
  outputsOf,
  runStack,
  type Places,
} from "../support/stacks";
import { stateOf, statesOf } from "../support/states";

const [endpointAccount, apiAccount] = ["111111111111", "222222222222"];
const [seoul, oregon] = ["ap-northeast-2", "us-west-2"];

const places: Places = [
  ...[["seoul", seoul] as const, ["oregon", oregon] as const].flatMap(([network, region]): Places => [
    [new RegExp(`^(Vpc|RouteTable|DefaultSecurityGroup) ${network}\\.\\w+$`), endpointAccount, region],
    [new RegExp(`^(Subnet|RouteTableAssociation) ${network}\\.isolated-[12]$`), endpointAccount, region],
    [new RegExp(`^(VpcEndpoint|SecurityGroup) ${network}\\.endpoint$`), endpointAccount, region],
    [new RegExp(`^SecurityGroupIngressRule ${network}\\.from-.+$`), endpointAccount, region],
    [new RegExp(`^VpcEndpointPolicy policy\\.${network}$`), endpointAccount, region],
  ]),
  [/^(VpnGatewayAttachment|Route) seoul\.(vgw|to-192-168-0-0-16-1)$/, endpointAccount, seoul],
  // By the names' order it is Oregon that asks and Seoul that accepts.
  [/^VpcPeeringConnection oregon\.seoul\.request$/, endpointAccount, oregon],
  [/^VpcPeeringConnectionAccepter oregon\.seoul\.accept$/, endpointAccount, seoul],
  [/^(PeeringConnectionOptions|Route) oregon\.seoul\.requester(-1)?$/, endpointAccount, oregon],
  [/^(PeeringConnectionOptions|Route) oregon\.seoul\.accepter(-1)?$/, endpointAccount, seoul],
  [/^(Resource|Method|Integration) srv\.[\w.]+$/, apiAccount, seoul],
  [/^(Method|MethodResponse|Integration|IntegrationResponse) srv-us\.\w+$/, apiAccount, oregon],
  [/^Permission srv\.GET$/, apiAccount, seoul],
  [/^Table srv\.servers$/, apiAccount, seoul],
  [/^(Function|LogGroup|Queue|FunctionEventInvokeConfig) srv\.(inventory|collect)\.\w+$/, apiAccount, seoul],
  [/^(EventRule|EventTarget|Permission) srv\.collect\.schedule$/, apiAccount, seoul],
  [/^Key api\.ap-northeast-2\.key$/, apiAccount, seoul],
  [/^Key api\.us-west-2\.key$/, apiAccount, oregon],
  ...[["srv", seoul] as const, ["srv-us", oregon] as const].flatMap(([api, region]): Places => [
    [new RegExp(`^RestApi ${api}\\.api$`), apiAccount, region],
    [new RegExp(`^RestApiPolicy policy\\.${api}$`), apiAccount, region],
    [new RegExp(`^(Deployment|Stage|MethodSettings|LogGroup) ${api}\\.\\w+$`), apiAccount, region],
  ]),
  [/^Account api\.ap-northeast-2\.logs$/, apiAccount, seoul],
  [/^Account api\.us-west-2\.logs$/, apiAccount, oregon],
  // IAM has no regions.
  [/^(Role|RolePolicyAttachment) api\.(ap-northeast-2|us-west-2)\.logs$/, apiAccount],
  [/^(Role|RolePolicy) srv\.(inventory\.function|collect\.function|api\.reader)$/, apiAccount],
  [/^(Role|RolePolicy) srv\.endpoint\.reader$/, endpointAccount],
];

describe("the stack prod: across regions", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runStack("prod");
  });

  const endpointIdOf = (network: string): string =>
    stateOf(states, types.endpoint, `${network}.endpoint`).id ?? "";
  const apiIdOf = (api: string): string => stateOf(states, types.restApi, `${api}.api`).id ?? "";

  it("makes the guide's resources and nothing else", () => {
    assert.deepEqual(countsOf(states), {
      Account: 2,
      DefaultSecurityGroup: 2,
      Deployment: 2,
      EventRule: 1,
      EventTarget: 1,
      Function: 2,
      FunctionEventInvokeConfig: 1,
      Integration: 4,
      IntegrationResponse: 1,
      Key: 2,
      LogGroup: 4,
      Method: 4,
      MethodResponse: 1,
      MethodSettings: 2,
      PeeringConnectionOptions: 2,
      Permission: 2,
      Queue: 1,
      Resource: 2,
      RestApi: 2,
      RestApiPolicy: 2,
      Role: 6,
      RolePolicy: 4,
      RolePolicyAttachment: 2,
      Route: 3,
      RouteTable: 2,
      RouteTableAssociation: 4,
      SecurityGroup: 2,
      SecurityGroupIngressRule: 3,
      Stage: 2,
      Subnet: 4,
      Table: 1,
      Vpc: 2,
      VpcEndpoint: 2,
      VpcEndpointPolicy: 2,
      VpcPeeringConnection: 1,
      VpcPeeringConnectionAccepter: 1,
      VpnGatewayAttachment: 1,
    });
  });

  it("puts every single one into the right account and region", () => {
    assertPlaced(states, places);
  });

  it("has no way to the internet, and DNS on in both VPCs (R needs it)", () => {
    assertIsolated(states);
  });

  it("peers both networks once, with both sides' options and a route in every table both ways", () => {
    assert.equal(statesOf(states, types.peering).length, 1);
    assertPeeredBothWays(states);
    const { inputs } = stateOf(states, types.peering, "oregon.seoul.request");
    assert.deepEqual([inputs["peerOwnerId"], inputs["peerRegion"]], [endpointAccount, seoul]);
  });

  it("opens each endpoint for both networks, and Seoul's for its own corporate range (R7, R9)", () => {
    assert.deepEqual(openingsOf(states, "seoul"), ["10.0.0.0/15 tcp 443-443", "192.168.0.0/16 tcp 443-443"]);
    assert.deepEqual(openingsOf(states, "oregon"), ["10.0.0.0/15 tcp 443-443"]);
  });

  it("associates each API with the endpoint of its own region", () => {
    for (const [api, network] of [
      ["srv", "seoul"],
      ["srv-us", "oregon"],
    ] as const) {
      assert.deepEqual(stateOf(states, types.restApi, `${api}.api`).inputs["endpointConfiguration"], {
        types: "PRIVATE",
        ipAddressType: "dualstack",
        vpcEndpointIds: [endpointIdOf(network)],
      });
    }
  });

  it("has the policies of both sides, to the letter", () => {
    const sides = [
      { api: "srv", network: "seoul", region: seoul, ranges: ["10.0.0.0/15", "192.168.0.0/16"] },
      { api: "srv-us", network: "oregon", region: oregon, ranges: "10.0.0.0/15" },
    ];
    for (const { api, network, region, ranges } of sides) {
      const arn = `arn:aws:execute-api:${region}:222222222222:${apiIdOf(api)}`;
      const vpce = { "aws:SourceVpce": endpointIdOf(network) };
      const invoke = { Principal: "*", Action: "execute-api:Invoke" };
      const policyOf = (type: string, name: string): unknown =>
        JSON.parse(String(stateOf(states, type, `policy.${name}`).inputs["policy"]));
      assert.deepEqual(policyOf(types.endpointPolicy, network), {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", ...invoke, Resource: `${arn}/v1/*` }],
      });
      assert.deepEqual(policyOf(types.restApiPolicy, api), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            ...invoke,
            Resource: `${arn}/v1/*`,
            Condition: { StringEquals: vpce, IpAddress: { "aws:VpcSourceIp": ranges } },
          },
          { Effect: "Deny", ...invoke, Resource: `${arn}/*`, Condition: { StringNotEquals: vpce } },
        ],
      });
    }
  });

  it("lets no corporate caller behind Seoul borrow Oregon's link (R9)", () => {
    const document = stateOf(states, types.restApiPolicy, "policy.srv-us").inputs["policy"];
    const resource = `arn:aws:execute-api:${oregon}:222222222222:${apiIdOf("srv-us")}/v1/GET/`;
    const from = (address: string): boolean =>
      admits(document, { resource, endpointId: endpointIdOf("oregon"), address });
    assert.deepEqual(["10.0.0.9", "10.1.0.9", "192.168.0.9"].map(from), [true, true, false]);
  });

  it("publishes each API once its policy is in place", () => {
    for (const api of ["srv", "srv-us"]) assertPublishedInOrder(states, api);
  });

  it("tells how each network calls each API: through the endpoint of the API's region", () => {
    const { endpoints, apis, apiKeys, links, topology } = outputsOf(states);
    assert.deepEqual(endpoints, { seoul: endpointIdOf("seoul"), oregon: endpointIdOf("oregon") });
    assert.deepEqual(apis, { srv: apiIdOf("srv"), "srv-us": apiIdOf("srv-us") });
    assert.deepEqual(apiKeys, {});
    const alias = (api: string, network: string, region: string): string =>
      `https://${apiIdOf(api)}-${endpointIdOf(network)}.execute-api.${region}.amazonaws.com/v1`;
    const told = (links as Record<string, unknown>[]).map(({ from, to, through, url, forms }) => {
      assert.deepEqual(Object.keys(forms as object).sort(), [
        "alias",
        "default",
        "endpoint-header",
        "endpoint-host",
      ]);
      return [from, to, through, url];
    });
    assert.deepEqual(told, [
      ["seoul", "srv", "seoul", alias("srv", "seoul", seoul)],
      ["oregon", "srv", "seoul", alias("srv", "seoul", seoul)],
      ["oregon", "srv-us", "oregon", alias("srv-us", "oregon", oregon)],
      ["seoul", "srv-us", "oregon", alias("srv-us", "oregon", oregon)],
    ]);
    assert.deepEqual(Object.keys((topology as { networks: object }).networks).sort(), ["oregon", "seoul"]);
  });
});
