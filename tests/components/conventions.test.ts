import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import {
  ApiLogRole,
  ApiStage,
  CorporateLink,
  CrossAccountPolicy,
  EncryptionKey,
  EndpointService,
  ExecuteApiEndpoint,
  FlowLogs,
  GatewayEndpoint,
  HandlerFunction,
  HandlerRole,
  InterfaceEndpoint,
  InventoryBackend,
  InventoryCollector,
  InventoryReader,
  LinkCanary,
  Network,
  NlbFront,
  PeeringLink,
  PrivateApi,
  PrivateDomain,
  PublicNetwork,
  ServiceConsumer,
} from "../../components";
import * as components from "../../components";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { nameOf, typeOf } from "../../lab/urns";
import { accountIds, onEmbeddedCloud, providerFor, handlerCode as code } from "../support/embedded";
import { statementsOf } from "../support/policies";
import { awsStates } from "../support/states";

const region = "ap-northeast-2";
const cidr = "10.0.0.0/16";
const clients = ["10.0.0.0/16"];
const gatewayId = "tgw-0123456789abcdef0";
const port = 8080;
const service = { port, consumers: [accountIds.networks], clients };
const certificateArn = `arn:aws:acm:${region}:${accountIds.networks}:certificate/01234567-89ab-cdef-0123-456789abcdef`;
const tags = { team: "net", Name: "my own" };

/** As long as a topology's names can be. */
const longest = "a".repeat(31);

/** Makes a component under a name with everything in it switched on, and what it needs outside of it. */
type Sample = (name: string, needs: Needs) => unknown;

interface Needs {
  readonly provider: aws.Provider;
  readonly vpcId: aws.ec2.Vpc["id"];
  readonly subnetIds: aws.ec2.Subnet["id"][];
  readonly routeTableIds: aws.ec2.RouteTable["id"][];
}

function needs(): Needs {
  const provider = providerFor("networks");
  const opts = { provider };
  const vpcId = new aws.ec2.Vpc(
    "needed",
    { region, cidrBlock: cidr, enableDnsHostnames: true, tags: {} },
    opts,
  ).id;
  const subnetIds = [new aws.ec2.Subnet("needed", { region, vpcId, cidrBlock: "10.0.0.0/24" }, opts).id];
  const routeTableIds = [new aws.ec2.RouteTable("needed", { region, vpcId }, opts).id];
  return { provider, vpcId, subnetIds, routeTableIds };
}

function publishable(name: string, { provider }: Needs) {
  const api = new PrivateApi(`${name}-needed`, { region }, { provider });
  const place = { restApiId: api.restApiId, executionArn: api.executionArn, region, provider };
  return { ...place, stage: "v1", definition: api.definition };
}

/** What every function needs. */
function runnable({ provider }: Needs) {
  const { keyArn } = new EncryptionKey("needed", { region, accountId: accountIds.networks }, { provider });
  return { region, code, keyArn };
}

const samples: Readonly<Record<string, Sample>> = {
  Network: (name, { provider }) => new Network(name, { region, cidr, flowLogs: true, tags }, { provider }),
  PublicNetwork: (name, { provider }) =>
    new PublicNetwork(name, { region, cidr, flowLogs: true, tags }, { provider }),
  FlowLogs: (name, { provider, vpcId }) => new FlowLogs(name, { region, vpcId, tags }, { provider }),
  ExecuteApiEndpoint: (name, { provider, vpcId, subnetIds }) =>
    new ExecuteApiEndpoint(name, { region, vpcId, subnetIds, clients, privateDns: true, tags }, { provider }),
  GatewayEndpoint: (name, { provider, vpcId, routeTableIds }) => {
    const buckets = ["arn:aws:s3:::acme-logs"];
    return new GatewayEndpoint(
      `${name}.s3`,
      { region, vpcId, routeTableIds, service: "s3", buckets, tags },
      { provider },
    );
  },
  InterfaceEndpoint: (name, { provider, vpcId, subnetIds }) =>
    // The composition adds the service to the network's name.
    new InterfaceEndpoint(
      `${name}.cloudformation`,
      { region, vpcId, subnetIds, clients, service: "cloudformation", tags },
      { provider },
    ),
  PrivateApi: (name, all) => {
    const { provider } = all;
    const mock = new PrivateApi(name, { region, apiKey: true, cors: ["*"], tags }, { provider });
    const backend = new InventoryBackend("needed", runnable(all), { provider });
    const served = { region, apiKey: true, cors: ["*"], backend, tags };
    return [mock, new PrivateApi(`${name}.served`, served, { provider })];
  },
  ApiLogRole: (name, { provider }) =>
    // The composition adds the region to the account's name.
    new ApiLogRole(`${name}.ap-northeast-2`, { region, tags }, { provider }),
  ApiStage: (name, all) => {
    const { provider, ...api } = publishable(name, all);
    const logRole = new ApiLogRole("needed", { region }, { provider });
    const applied = new CrossAccountPolicy("needed", {
      apis: { srv: { ...api, provider } },
      endpoints: {},
      grants: [],
    }).applied["srv"];
    const policy = applied ?? assert.fail("no policy");
    return new ApiStage(name, { ...api, policy, apiKey: true, tags }, { provider, dependsOn: logRole });
  },
  CrossAccountPolicy: (name, all) => {
    const { provider, vpcId, subnetIds } = all;
    const endpoint = new ExecuteApiEndpoint(
      "needed",
      { region, vpcId, subnetIds, clients: [] },
      { provider },
    );
    const grants = [{ api: "srv", endpoint: "seoul", ranges: clients }];
    const endpoints = { seoul: { endpointId: endpoint.endpointId, region, provider } };
    return new CrossAccountPolicy(name, { apis: { srv: publishable(name, all) }, endpoints, grants });
  },
  PeeringLink: (name, { provider, vpcId, routeTableIds }) => {
    const own = { vpcId, cidr, region, accountId: accountIds.networks, routeTableIds, provider };
    const far = new Network("far", { region, cidr: "10.1.0.0/16" }, { provider });
    const accepter = { ...own, cidr: far.cidr, vpcId: far.vpcId, routeTableIds: far.routeTableIds };
    return new PeeringLink(`${name}.${name}`, { requester: own, accepter, tags });
  },
  CorporateLink: (name, { provider, vpcId, subnetIds, routeTableIds }) =>
    new CorporateLink(
      name,
      { vpcId, region, ranges: [{ cidr: "192.168.0.0/16", gatewayId }], subnetIds, routeTableIds, tags },
      { provider },
    ),
  NlbFront: (name, { provider, vpcId, subnetIds }) => {
    const addresses = { addresses: ["10.0.0.8"], targets: ["10.0.0.4"] };
    return new NlbFront(
      name,
      { region, vpcId, subnetIds, clients, ...addresses, certificateArn, tags },
      { provider },
    );
  },
  PrivateDomain: (name, { provider, vpcId, subnetIds }) => {
    const endpoint = new ExecuteApiEndpoint("needed", { region, vpcId, subnetIds, clients }, { provider });
    const { endpointId, dnsName, hostedZoneId } = endpoint;
    const seoul = { endpointId, dnsName, hostedZoneId, ranges: clients, provider };
    const callers = { seoul: { vpcId, region, through: "seoul", provider } };
    const place = { domainName: "srv.example.internal", certificateArn, region };
    return new PrivateDomain(
      name,
      { ...place, endpoints: { seoul }, callers, accounts: [accountIds.apis], tags },
      { provider },
    );
  },
  EncryptionKey: (name, { provider }) =>
    // The composition adds the region to the account's name.
    new EncryptionKey(
      `${name}.ap-northeast-2`,
      { region, accountId: accountIds.networks, tags },
      { provider },
    ),
  HandlerRole: (name, { provider }) => new HandlerRole(`${name}.collect`, { tags }, { provider }),
  HandlerFunction: (name, all) => {
    const { provider, vpcId, subnetIds } = all;
    const group = new aws.ec2.SecurityGroup("needed", { region, vpcId }, { provider });
    const numbers = { timeoutSeconds: 10, memoryMb: 256, reservedConcurrency: 1 };
    const network = { subnetIds, securityGroupIds: [group.id] };
    return new HandlerFunction(
      `${name}.inventory`,
      { ...runnable(all), ...numbers, description: "Answers", vpc: network, onFailure: true, tags },
      { provider },
    );
  },
  InventoryBackend: (name, all) =>
    new InventoryBackend(name, { ...runnable(all), cors: ["*"], tags }, { provider: all.provider }),
  InventoryReader: (name, { provider }) => {
    const { roleArn: collectorRoleArn } = new HandlerRole("needed", {}, { provider });
    // The composition names it by the account and the API.
    return new InventoryReader(
      `${name}.${name}`,
      { collectorRoleArn, regions: [region], tags },
      { provider },
    );
  },
  InventoryCollector: (name, all) => {
    const { provider } = all;
    const bundle = runnable(all);
    const role = new HandlerRole("needed", {}, { provider });
    const { tableName, tableArn } = new InventoryBackend("needed", bundle, { provider });
    const reader = new InventoryReader(
      "needed",
      { collectorRoleArn: role.roleArn, regions: [region] },
      { provider },
    );
    const readerRoleArns = [reader.roleArn];
    return new InventoryCollector(
      name,
      { ...bundle, role, readerRoleArns, tableName, tableArn, tags },
      { provider },
    );
  },
  LinkCanary: (name, all) => {
    const { provider, vpcId, subnetIds } = all;
    const alarmTopicArns = [`arn:aws:sns:${region}:${accountIds.networks}:alarms`];
    const calls = { apiKeys: { srv: "secret" }, ranges: clients, alarmTopicArns };
    return new LinkCanary(name, { ...runnable(all), vpcId, subnetIds, ...calls, tags }, { provider });
  },
  EndpointService: (name, { provider, vpcId, subnetIds }) =>
    new EndpointService(name, { ...service, region, vpcId, subnetIds, tags }, { provider }),
  ServiceConsumer: (name, { provider, vpcId, subnetIds }) => {
    const place = { region, vpcId, subnetIds };
    const { serviceName, serviceId } = new EndpointService("needed", { ...place, ...service }, { provider });
    const acceptance = { serviceId, region, provider };
    return new ServiceConsumer(
      `${name}.${name}`,
      { ...place, serviceName, port, clients, acceptance, tags },
      { provider },
    );
  },
};

async function statesOf(sample: Sample, name: string): Promise<readonly ResourceState[]> {
  const place = { account: accountIds.networks, region, inputs: {}, outputs: {} };
  const { states } = await onEmbeddedCloud(() => sample(name, needs()), {
    adopted: [{ ...place, type: types.transitGateway, id: gatewayId }],
  });
  return awsStates(states).filter(({ urn }) => !/::[^:]*(needed|far)[^:]*$/.test(urn));
}

/** Names in AWS that Pulumi makes from ours, with the limits of length and alphabet. Source: the services' API references. */
const physicalNames: Readonly<Record<string, { readonly property: string; readonly allowed: RegExp }>> = {
  [types.role]: { property: "name", allowed: /^[\w+=,.@-]{1,64}$/ },
  [types.rolePolicy]: { property: "name", allowed: /^[\w+=,.@-]{1,128}$/ },
  [types.logGroup]: { property: "name", allowed: /^[\w./#-]{1,512}$/ },
  [types.securityGroup]: { property: "name", allowed: /^(?!sg-)[\w ._:/()#,@[\]+=&;{}!$*-]{1,255}$/ },
  [types.securityGroupIngressRule]: {
    property: "description",
    allowed: /^[\w ._:/()#,@[\]+=&;{}!$*-]{1,255}$/,
  },
  [types.securityGroupEgressRule]: {
    property: "description",
    allowed: /^[\w ._:/()#,@[\]+=&;{}!$*-]{1,255}$/,
  },
  [types.placementGroup]: { property: "name", allowed: /^[\x20-\x7e]{1,255}$/ },
  [types.loadBalancer]: { property: "name", allowed: /^(?!internal-|-)[A-Za-z0-9-]{1,32}(?<!-)$/ },
  [types.targetGroup]: { property: "name", allowed: /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/ },
  [types.restApi]: { property: "name", allowed: /^.{1,1024}$/ },
  [types.apiKey]: { property: "name", allowed: /^.{1,1024}$/ },
  [types.usagePlan]: { property: "name", allowed: /^.{1,1024}$/ },
  [types.lambdaFunction]: { property: "name", allowed: /^[\w-]{1,64}$/ },
  [types.lambdaPermission]: { property: "statementId", allowed: /^[\w-]{1,100}$/ },
  [types.table]: { property: "name", allowed: /^[\w.-]{3,255}$/ },
  [types.queue]: { property: "name", allowed: /^[\w-]{1,80}$/ },
  [types.eventRule]: { property: "name", allowed: /^[\w.-]{1,64}$/ },
  [types.metricAlarm]: { property: "name", allowed: /^[\x20-\x7e]{1,255}$/ },
  [types.stage]: { property: "stageName", allowed: /^[A-Za-z0-9_-]{1,128}$/ },
};

/** Actions of policies that narrow where calls may go, and leave what they may do to the callers' own permissions. */
const whatever = ["s3:*", "dynamodb:*"];

/**
 * Actions that know no resource, so that AWS takes them on all or on none. Source: the service authorization references of
 * Amazon EC2 and AWS Systems Manager.
 */
const everywhere = [
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ssm:GetInventory",
];

/** Components whose firewalls open another port than 443, or a way out. */
const openings: Readonly<Record<string, { readonly port?: number; readonly out?: boolean }>> = {
  EndpointService: { port, out: true },
  LinkCanary: { out: true },
  NlbFront: { out: true },
  ServiceConsumer: { port },
};

/** Documents in a resource's inputs. */
const policyKeys = ["policy", "assumeRolePolicy"];

/** Whom a document is about, each component's own test says. */
function withoutPrincipals(document: unknown): unknown {
  return JSON.parse(String(document), (key, value: unknown) => (key === "Principal" ? undefined : value));
}

describe("every component", () => {
  it("has a sample here", () => {
    const exported = Object.keys(components);
    assert.deepEqual(Object.keys(samples).sort(), exported.sort());
  });

  for (const [component, sample] of Object.entries(samples)) {
    describe(component, () => {
      let states: readonly ResourceState[];
      before(async () => {
        states = await statesOf(sample, "srv");
        assert.ok(states.length > 0);
      });

      it("names its children by its own name", () => {
        // What awsx makes has awsx's names.
        const separator = component === "PublicNetwork" ? /^srv([.-].+)?$/ : /^srv\..+$/;
        assert.deepEqual(
          states.map(({ urn }) => nameOf(urn)).filter((name) => !separator.test(name)),
          [],
        );
        assert.deepEqual(
          states.filter(({ urn }) => !urn.includes(`apilink:index:${component}$`)),
          [],
        );
      });

      it("tags all that can carry tags: name, topology, component, and the user's own, which win", () => {
        const taggable = states.filter(({ outputs }) => "tagsAll" in outputs);
        for (const { urn, inputs } of taggable) {
          const carried = inputs["tags"] as Record<string, string>;
          assert.equal(carried["apilink:topology"], "acme/test", urn);
          assert.match(carried["apilink:component"] ?? "", /^[A-Z]\w+\/srv/, urn);
          assert.equal(carried["team"], "net", urn);
          const renamed = [types.subnet, types.routeTable].some((type) => type === typeOf(urn));
          if (!renamed) assert.equal(carried["Name"], "my own", urn);
        }
        const owners = new Set(
          taggable.map(
            ({ inputs }) => (inputs["tags"] as Record<string, string>)["apilink:component"]?.split("/")[0],
          ),
        );
        assert.ok(taggable.length === 0 || owners.has(component));
      });

      it("names what it makes within AWS's limits, however long its own name is", async () => {
        for (const { type, urn, outputs } of await statesOf(sample, longest)) {
          const limit = physicalNames[type];
          if (limit !== undefined) assert.match(String(outputs[limit.property]), limit.allowed, urn);
          for (const [key, value] of Object.entries((outputs["tags"] ?? {}) as Record<string, string>)) {
            assert.ok(key.length <= 128 && value.length <= 256, `${urn}: ${key}`);
          }
        }
      });

      it("allows nothing by a wildcard", () => {
        const documents = states
          // A key's policy is the account's leave to administer it, and its resource is the key itself.
          .filter(({ type }) => type !== types.key)
          .flatMap(({ inputs }) => policyKeys.flatMap((key) => inputs[key] ?? []));
        for (const { Effect, Action, Resource = [] } of documents
          .map(withoutPrincipals)
          .flatMap(statementsOf)) {
          if (Effect === "Deny") continue;
          const wide = Action.filter((action) => action.endsWith("*") && !whatever.includes(action));
          assert.deepEqual(wide, [], "no wildcard action");
          if (Action.every((action) => everywhere.includes(action))) continue;
          assert.ok(!Resource.includes("*"), `no wildcard resource for ${Action.join(", ")}`);
        }
      });

      it("opens its one port and no other, outwards only where it must, and leaves no default group open", () => {
        const { port: opened = 443, out = false } = openings[component] ?? {};
        for (const { type, urn, inputs } of states) {
          assert.ok(!("ingress" in inputs) && !("egress" in inputs), urn);
          if (type === types.securityGroupEgressRule) assert.ok(out, urn);
          else if (type !== types.securityGroupIngressRule) continue;
          assert.deepEqual(
            [inputs["ipProtocol"], inputs["fromPort"], inputs["toPort"]],
            ["tcp", opened, opened],
            urn,
          );
          assert.ok(!("cidrIpv6" in inputs) && inputs["cidrIpv4"] !== "0.0.0.0/0", urn);
        }
        const count = (wanted: string): number => states.filter(({ type }) => type === wanted).length;
        assert.equal(count(types.defaultSecurityGroup), count(types.vpc));
      });

      it("places each resource in the region that it was given, or in none where the service has none", () => {
        for (const { type, urn, inputs } of states) {
          const isGlobal = ["aws:iam/", "aws:route53/"].some((service) => type.startsWith(service));
          assert.equal(inputs["region"], isGlobal ? undefined : region, urn);
        }
      });
    });
  }
});
