import assert from "node:assert/strict";
import type { Properties } from "../../lab/resource";
import type { ResourceState } from "../../lab/state";
import { nameOf, urnOf } from "../../lab/urns";
import { parseTopology } from "../../stacks/topology/parse";
import { modelOf } from "../../verify/model";
import type { Model } from "../../verify/model/facts";
import { numberOf } from "../../verify/model/addresses";
import { types } from "../../verify/model/types";
import { tracerOf } from "../../verify/trace";
import type { Source, Trace, TraceRequest } from "../../verify/trace/types";
import { parseUrl } from "../../verify/trace/url";

/*
 * The smallest landscape in which a call can succeed, as resource states: the network `home` with a caller's subnet and the
 * endpoint's, the network `away` peered with it, and the private API `srv` of another account. A test changes one thing of it.
 */

export const region = "ap-northeast-2";
export const domain = `execute-api.${region}.amazonaws.com`;
export const apiId = "abc1234567";
export const endpointId = "vpce-0e";
export const endpointName = `vpce-0e-xyz.execute-api.${region}.vpce.amazonaws.com`;
export const apiArn = `arn:aws:execute-api:${region}:222222222222:${apiId}`;
/** Where the endpoint's interface is. */
export const endpointAddress = "10.0.1.5";

export const topology = parseTopology(
  {
    accounts: { endpoint: { id: "111111111111" }, api: { id: "222222222222" } },
    networks: {
      home: {
        account: "endpoint",
        region,
        cidr: "10.0.0.0/16",
        corporate: [{ cidr: "192.168.0.0/16", via: "vgw-0123456789abcdef0" }],
      },
      away: { account: "endpoint", region, cidr: "10.1.0.0/16" },
    },
    apis: { srv: { account: "api", region } },
    links: [
      { from: "home", to: "srv" },
      { from: "away", to: "srv", through: "home" },
    ],
  },
  "test",
);

/** A resource of AWS. */
export function resource(type: string, name: string, id: string, outputs: Properties): ResourceState {
  return {
    urn: urnOf("apilink", "test", type, name, ""),
    type,
    custom: true,
    id,
    inputs: {},
    outputs: { region, ...outputs },
    dependencies: [],
  };
}

export const allowAll = (sid = "Open"): Properties => ({
  Statement: [{ Sid: sid, Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

/** A mock method as a deployment keeps it. */
export function mock(more: Properties = {}): Properties {
  return {
    httpMethod: "ANY",
    apiKeyRequired: false,
    requestTemplate: '{"statusCode":200}',
    statusCode: "200",
    responseTemplate: '{"message":"Hello"}',
    headers: {},
    ...more,
  };
}

/** What a deployment keeps of what it published; without a policy where that is null. */
export function triggers(
  resources: Readonly<Record<string, readonly Properties[]>>,
  policy: Properties | null = allowAll("Published"),
): Properties {
  return {
    triggers: {
      definition: JSON.stringify({ type: "PRIVATE", resources }),
      policy: policy === null ? "" : JSON.stringify(policy),
    },
  };
}

const component = (name: string): ResourceState => ({
  ...resource("apilink:index:Network", name, "", {}),
  custom: false,
});

function network(name: string, cidr: string): readonly ResourceState[] {
  const parent = component(name).urn;
  const vpcId = `vpc-${name}`;
  return [
    component(name),
    {
      ...resource(types.vpc, `${name}.vpc`, vpcId, {
        cidrBlock: cidr,
        ownerId: "111111111111",
        enableDnsSupport: true,
        enableDnsHostnames: true,
        mainRouteTableId: `rtb-${name}-main`,
        defaultSecurityGroupId: `sg-${name}-default`,
      }),
      parent,
    },
  ];
}

function subnet(vpc: string, name: string, cidrBlock: string, zone: string): readonly ResourceState[] {
  return [
    resource(types.subnet, `${name}.subnet`, `subnet-${name}`, {
      vpcId: `vpc-${vpc}`,
      cidrBlock,
      availabilityZone: `${region}${zone}`,
    }),
    resource(types.routeTable, `${name}.table`, `rtb-${name}`, { vpcId: `vpc-${vpc}`, routes: [] }),
    resource(types.routeTableAssociation, `${name}.association`, `rtbassoc-${name}`, {
      subnetId: `subnet-${name}`,
      routeTableId: `rtb-${name}`,
    }),
  ];
}

export function route(name: string, table: string, range: string, target: Properties): ResourceState {
  return resource(types.route, name, `r-${name}`, {
    routeTableId: `rtb-${table}`,
    destinationCidrBlock: range,
    ...target,
  });
}

const peering: Properties = { vpcPeeringConnectionId: "pcx-0" };

/** Every resource of the landscape; resources are called by their logical names. */
const everything: readonly ResourceState[] = [
  {
    ...resource("pulumi:pulumi:Stack", "apilink-test", "", {
      links: [],
      endpoints: { home: endpointId },
      apis: { srv: apiId },
    }),
    custom: false,
  },
  ...network("home", "10.0.0.0/16"),
  ...subnet("home", "caller", "10.0.0.0/24", "a"),
  ...subnet("home", "carrier", "10.0.1.0/24", "b"),
  ...network("away", "10.1.0.0/16"),
  ...subnet("away", "guest", "10.1.0.0/24", "a"),
  resource(types.peering, "peering", "pcx-0", { vpcId: "vpc-away", peerVpcId: "vpc-home" }),
  resource(types.peeringAccepter, "accepter", "pcx-0", {
    vpcPeeringConnectionId: "pcx-0",
    autoAccept: true,
  }),
  route("there", "guest", "10.0.0.0/16", peering),
  route("back", "carrier", "10.1.0.0/16", peering),
  resource(types.vpnGatewayAttachment, "vgw", "vgw-attach", {
    vpcId: "vpc-home",
    vpnGatewayId: "vgw-0123456789abcdef0",
  }),
  route("corporate", "carrier", "192.168.0.0/16", { gatewayId: "vgw-0123456789abcdef0" }),
  resource(types.securityGroup, "group", "sg-0", { vpcId: "vpc-home", ingress: [], egress: [] }),
  resource(types.securityGroupIngressRule, "rule", "sgr-0", {
    securityGroupId: "sg-0",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "0.0.0.0/0",
  }),
  resource(types.endpoint, "endpoint", endpointId, {
    vpcId: "vpc-home",
    ownerId: "111111111111",
    serviceName: `com.amazonaws.${region}.execute-api`,
    privateDnsEnabled: false,
    subnetIds: ["subnet-carrier"],
    subnetConfigurations: [{ subnetId: "subnet-carrier", ipv4: endpointAddress }],
    securityGroupIds: ["sg-0"],
    dnsEntries: [
      { dnsName: endpointName },
      { dnsName: `vpce-0e-xyz-${region}b.execute-api.${region}.vpce.amazonaws.com` },
    ],
  }),
  resource(types.endpointPolicy, "endpoint-policy", "vpce-policy", {
    vpcEndpointId: endpointId,
    policy: JSON.stringify(allowAll()),
  }),
  resource(types.restApi, "api", apiId, {
    executionArn: apiArn,
    endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [endpointId] },
  }),
  resource(types.restApiPolicy, "api-policy", "policy-0", {
    restApiId: apiId,
    policy: JSON.stringify(allowAll("Published")),
  }),
  resource(types.deployment, "deployment", "deploy-0", {
    restApi: apiId,
    ...triggers({ "/": [mock()] }),
  }),
  resource(types.stage, "stage", "stage-0", { restApi: apiId, stageName: "v1", deployment: "deploy-0" }),
];

/** One difference from the landscape. */
export type Change = (states: readonly ResourceState[]) => readonly ResourceState[];

/** Gives a resource other properties; one that is `undefined` is taken away. */
export function set(name: string, properties: Properties): Change {
  return (states) => {
    assert.equal(states.filter(({ urn }) => nameOf(urn) === name).length, 1, `one resource ${name}`);
    return states.map((state) =>
      nameOf(state.urn) === name ? { ...state, outputs: { ...state.outputs, ...properties } } : state,
    );
  };
}

export function remove(name: string): Change {
  return (states) => {
    const left = states.filter(({ urn }) => nameOf(urn) !== name);
    assert.equal(left.length, states.length - 1, `one resource ${name}`);
    return left;
  };
}

export function add(...more: readonly ResourceState[]): Change {
  return (states) => [...states, ...more];
}

/** The states of the landscape with some differences. */
export function statesWith(...changes: readonly Change[]): readonly ResourceState[] {
  return changes.reduce((states, change) => change(states), everything);
}

export function modelWith(...changes: readonly Change[]): Model {
  return modelOf(statesWith(...changes), topology);
}

/** Who can call. */
export const sources = {
  caller: workload("home", "caller", "10.0.0.10"),
  /** In the subnet of the endpoint itself. */
  neighbour: workload("home", "carrier", "10.0.1.10"),
  guest: workload("away", "guest", "10.1.0.10"),
  corporate: {
    kind: "corporate",
    vpcId: "vpc-home",
    gatewayId: "vgw-0123456789abcdef0",
    address: numberOf("192.168.0.10"),
  },
  internet: { kind: "internet" },
} as const satisfies Readonly<Record<string, Source>>;

export function workload(vpc: string, name: string, address: string): Source {
  return { kind: "workload", vpcId: `vpc-${vpc}`, subnetId: `subnet-${name}`, address: numberOf(address) };
}

/** How a call is written; by default the caller's `GET` of the alias. */
export type Call = Partial<Omit<TraceRequest, "url" | "source">> & {
  readonly from?: keyof typeof sources | Source;
  readonly url?: string;
};

export const aliasUrl = `https://${apiId}-${endpointId}.${domain}/v1`;
export const defaultUrl = `https://${apiId}.${domain}/v1`;
export const endpointUrl = `https://${endpointName}/v1`;

export function traceIn(model: Model, { from = "caller", url = aliasUrl, ...more }: Call = {}): Trace {
  return tracerOf(model).trace({
    source: typeof from === "string" ? sources[from] : from,
    method: "GET",
    url: parseUrl(url),
    headers: {},
    client: "curl",
    insecure: false,
    demand: "every",
    ...more,
  });
}

/** What decided and how, in short: `firewall timeout`, or `backend ok 200`. */
export function said({ decidedBy, outcome, answer }: Trace): string {
  return [decidedBy, outcome, ...(answer === undefined ? [] : [answer.status])].join(" ");
}

/** What one call with some differences comes to. */
export function outcomeWith(changes: readonly Change[], call: Call = {}): string {
  return said(traceIn(modelWith(...changes), call));
}

/** What a call comes to in a changed landscape, as `outcomeWith` says it. */
export type Row = readonly [title: string, changes: readonly Change[], expected: string, call?: Call];

/** One test a row. */
export function testOutcomes(rows: readonly Row[]): void {
  for (const [title, changes, expected, call] of rows) {
    it(`${title}: ${expected}`, () => {
      assert.equal(outcomeWith(changes, call), expected);
    });
  }
}
