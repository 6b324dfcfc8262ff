import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { planOf } from "../../../stacks/plan";
import { parseTopology } from "../../../stacks/topology/parse";
import type { Topology } from "../../../stacks/topology/types";
import { check } from "../../../verify/check";
import { rules, type Finding } from "../../../verify/contract";
import { types } from "../../../verify/model/types";
import {
  add,
  allowAll,
  apiArn,
  apiId,
  endpointAddress,
  endpointId,
  mock,
  region,
  remove,
  resource,
  route,
  set,
  statesWith,
  topology,
  triggers,
  type Change,
} from "../../support/oneEndpoint";

function findingsWith(changes: readonly Change[], meant: Topology = topology): readonly Finding[] {
  return check("test", meant, statesWith(...changes)).findings;
}

function shortOf({ severity, rule, where }: Finding): string {
  return `${severity} ${rule} ${where}`;
}

/** The topology with other networks, APIs or links. */
function meaning(change: (written: Topology) => object): Topology {
  return parseTopology({ ...topology, ...change(topology) }, "test");
}
const api = (more: Properties): Topology =>
  meaning(({ apis }) => ({ apis: { srv: { ...apis["srv"], ...more } } }));
const unlinkedAway = meaning(({ links }) => ({ links: links.slice(0, 1) }));
const regionalToo = meaning(({ apis }) => ({
  apis: { ...apis, open: { account: "api", region, access: "regional" } },
}));
const overlapping = (cidr: string): Topology =>
  meaning(({ networks, links }) => ({
    networks: { ...networks, twin: { account: "endpoint", region, cidr } },
    links,
  }));

const linkedRules = set("rule", { cidrIpv4: "10.0.0.0/15" });
const corporateRule = add(
  resource(types.securityGroupIngressRule, "corporate-rule", "sgr-2", {
    securityGroupId: "sg-0",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "192.168.0.0/16",
  }),
);
const narrow = set("endpoint-policy", {
  policy: JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: `${apiArn}/*` }],
  }),
});
const secondZone = set("endpoint", { subnetIds: ["subnet-carrier", "subnet-caller"] });
const rulesOf = (count: number): Change =>
  set("group", {
    ingress: [
      {
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrBlocks: Array<string>(count - 1).fill("10.0.0.0/16"),
      },
    ],
  });
const sized = (size: number): string => {
  const text = JSON.stringify(allowAll("Published"));
  return text + " ".repeat(size - text.length);
};
const endpoints = (count: number): Change =>
  add(
    ...Array.from({ length: count }, (_, index) =>
      resource(types.endpoint, `more-${index}`, `vpce-${index}`, {
        vpcId: "vpc-home",
        serviceName: `com.amazonaws.${region}.execute-api`,
      }),
    ),
  );
const endpointsOf = (service: string, type: string, count: number, more: Properties): Change =>
  add(
    ...Array.from({ length: count }, (_, index) =>
      resource(types.endpoint, `${service}-${index}`, `vpce-${service}${index}`, {
        vpcId: "vpc-home",
        vpcEndpointType: type,
        serviceName: `com.amazonaws.${region}.${service}`,
        ...more,
      }),
    ),
  );
const queues = (count: number, more: Properties = {}): Change => endpointsOf("sqs", "Interface", count, more);
const buckets = (count: number, more: Properties = {}): Change => endpointsOf("s3", "Gateway", count, more);
const openTo = (action: string, Resource = "*"): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource }] });
const peerings = (count: number, more: Properties = { autoAccept: true }): Change =>
  add(
    ...Array.from({ length: count }, (_, index) =>
      resource(types.peering, `p-${index}`, `pcx-1${index}`, {
        vpcId: "vpc-home",
        peerVpcId: `vpc-${index}`,
        ...more,
      }),
    ),
  );
const apis = (count: number, access = "private"): Topology =>
  meaning(({ apis: own }) => ({
    apis: {
      ...own,
      ...Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`x${index}`, { account: "api", region, access }]),
      ),
    },
  }));
/** Domains, each of them called through this many endpoints. */
const domains = (count: number, networks = 1): Topology =>
  meaning(({ apis: own, networks: { home } }) => {
    const called = Array.from({ length: count }, (_, index) => `x${index}`);
    const callers = Array.from({ length: networks }, (_, index) => `n${index}`);
    return {
      networks: {
        ...(home && { home }),
        ...Object.fromEntries(
          callers.map((name, index) => [
            name,
            { account: "endpoint", region, cidr: `10.${100 + index}.0.0/16` },
          ]),
        ),
      },
      apis: {
        ...own,
        ...Object.fromEntries(
          called.map((name) => [name, { account: "api", region, domain: domainOf(name) }]),
        ),
      },
      links: called.flatMap((to) => callers.map((from) => ({ from, to }))),
    };
  });
const domainOf = (name: string) => ({
  name: `${name}.example.internal`,
  certificateArn: `arn:aws:acm:${region}:222222222222:certificate/01234567-89ab-cdef-0123-456789abcdef`,
});
const subscribed = (cidr: string): Topology => {
  const topology = overlapping(cidr);
  const subscriptions = [{ from: "twin", to: "web", accept: true }];
  const web = { network: "home", port: 80, instances: 2, acceptance: true, regions: [] };
  return { ...topology, services: { web }, subscriptions };
};
/** The service of `subscribed`, whose one subscription is of the account 111111111111. */
const subscribedOnce = subscribed("10.5.0.0/16");
const subscribedByNobody: Topology = { ...subscribedOnce, subscriptions: [] };
const withoutAcceptance: Topology = {
  ...subscribedOnce,
  services: Object.fromEntries(
    Object.entries(subscribedOnce.services).map(([name, service]) => [
      name,
      { ...service, acceptance: false },
    ]),
  ),
};
const webServiceName = `com.amazonaws.vpce.${region}.vpce-svc-0a`;
const offering =
  (more: Properties): Change =>
  (states) =>
    add(
      resource(types.endpointService, "web.service", "vpce-svc-0a", {
        serviceName: webServiceName,
        acceptanceRequired: true,
        allowedPrincipals: ["arn:aws:iam::111111111111:root"],
        ...more,
      }),
    )(set("apilink-test", { services: { web: webServiceName } })(states));
const allowing = (...allowedPrincipals: readonly unknown[]): Change => offering({ allowedPrincipals });
const published =
  (policy: string): Change =>
  (states) =>
    set("deployment", { triggers: { ...(triggers({ "/": [mock()] })["triggers"] as Properties), policy } })(
      states,
    );
const balancer = (listener: Properties, targetId = endpointAddress): Change =>
  add(
    resource(types.targetGroup, "targets", "arn:t", { arn: "arn:t", targetType: "ip", port: 443 }),
    resource(types.targetGroupAttachment, "target", "target", { targetGroupArn: "arn:t", targetId }),
    resource(types.loadBalancer, "front", "front", {
      arn: "arn:f",
      loadBalancerType: "network",
      vpcId: "vpc-home",
      dnsName: "f.elb.amazonaws.com",
    }),
    resource(types.listener, "listener", "listener", {
      loadBalancerArn: "arn:f",
      port: 443,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: "arn:t" }],
      ...listener,
    }),
  );
const halves = ["subnet-carrier", "subnet-caller"];
/** The API with a front, and where the plan has it. */
const fronted = api({ front: { network: "home" } });
const ownAddresses = set("front", {
  subnetMappings: (planOf(fronted).fronts[0]?.addresses ?? []).map((privateIpv4Address, index) => ({
    subnetId: halves[index] ?? "",
    privateIpv4Address,
  })),
});
/** An API beside it that has one, in a network whose range is not linked to this one. */
const beside = meaning(({ apis: { srv }, links }) => ({
  apis: { srv, crm: { account: "api", region, front: { network: "home" } } },
  links: [...links.filter(({ from }) => from === "away"), { from: "home", to: "crm" }],
}));
const otherFront = `${planOf(beside).fronts[0]?.addresses[0] ?? ""}/32`;
const refusing = (address: string): string =>
  JSON.stringify({
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { IpAddress: { "aws:VpcSourceIp": address } },
      },
    ],
  });
/** The network `home` with ways to AWS's services. */
const homeWith = (more: Properties): Topology =>
  meaning(({ networks }) => ({ networks: { ...networks, home: { ...networks["home"], ...more } } }));
const bucketGateway = (more: Properties = {}): Change =>
  add(
    resource(types.endpoint, "s3", "vpce-s3", {
      vpcId: "vpc-home",
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds: ["rtb-caller", "rtb-carrier"],
      state: "available",
      ...more,
    }),
  );
const wantsS3 = homeWith({ gateways: ["s3"] });
const wantsReports = homeWith({ gateways: [{ service: "s3", buckets: ["re.ports"] }] });
const outOfHome = add(
  resource(types.internetGateway, "igw", "igw-0", { vpcId: "vpc-home" }),
  route("out", "caller", "0.0.0.0/0", { gatewayId: "igw-0" }),
);
const queueName = `vpce-q-xyz.sqs.${region}.vpce.amazonaws.com`;
const queue = (more: Properties = {}): Change =>
  add(
    resource(types.endpoint, "sqs", "vpce-q", {
      vpcId: "vpc-home",
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${region}.sqs`,
      privateDnsEnabled: true,
      subnetIds: ["subnet-carrier"],
      subnetConfigurations: [{ subnetId: "subnet-carrier", ipv4: "10.0.1.9" }],
      securityGroupIds: ["sg-0"],
      dnsEntries: [{ dnsName: queueName }],
      state: "available",
      ...more,
    }),
  );
const wantsQueue = homeWith({ interfaces: ["sqs"] });
const wantsOwnName = homeWith({ interfaces: [{ service: "sqs", privateDns: false }] });
const reportsOnly = (arns: readonly string[]): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: arns }] });
/** The front of the topology, whose targets are where the plan has the endpoint. */
const planned = planOf(fronted);
const endpointAddresses = planned.endpoints[0]?.addresses ?? [];
const frontChanges: readonly Change[] = [
  set("carrier.subnet", { cidrBlock: "10.0.0.0/20" }),
  set("caller.subnet", { cidrBlock: "10.0.16.0/20" }),
  add(
    route("back-too", "caller", "10.1.0.0/16", { vpcPeeringConnectionId: "pcx-0" }),
    route("corporate-too", "caller", "192.168.0.0/16", { gatewayId: "vgw-0123456789abcdef0" }),
  ),
  set("endpoint", {
    subnetConfigurations: endpointAddresses.map((ipv4, index) => ({
      subnetId: halves[index] ?? "",
      ipv4,
    })),
  }),
];
/** With both of the endpoint's addresses behind it. */
const frontOf = (listener: Properties): readonly Change[] => [
  balancer(listener, endpointAddresses[0]),
  add(
    resource(types.targetGroupAttachment, "other-target", "other-target", {
      targetGroupArn: "arn:t",
      targetId: endpointAddresses[1] ?? "",
    }),
  ),
];
const acrossZones = set("front", { enableCrossZoneLoadBalancing: true });
const sharedDomain = api({ domain: domainOf("srv") });
const domainArn = `arn:aws:apigateway:${region}:222222222222:/domainnames/srv.example.internal+d0`;
const shareArn = `arn:aws:ram:${region}:222222222222:resource-share/0`;
const associated: Change = add(
  resource(types.domainName, "domain", "srv.example.internal", {
    domainName: "srv.example.internal",
    arn: domainArn,
    endpointConfiguration: { types: "PRIVATE" },
  }),
  resource(types.domainAssociation, "domain-home", "da-0", {
    domainNameArn: domainArn,
    accessAssociationSource: endpointId,
  }),
);
const share: Change = add(
  resource(types.resourceShare, "share", shareArn, { arn: shareArn }),
  resource(types.resourceAssociation, "shared", "ra-0", {
    resourceShareArn: shareArn,
    resourceArn: domainArn,
  }),
  resource(types.principalAssociation, "principal", "pa-0", {
    resourceShareArn: shareArn,
    principal: "111111111111",
  }),
);
const root = "root-0";
const unchanged: readonly Change[] = [
  set("api", { rootResourceId: root }),
  add(
    resource(types.method, "m", "m", { restApi: apiId, resourceId: root, httpMethod: "ANY" }),
    resource(types.integration, "i", "i", {
      restApi: apiId,
      resourceId: root,
      httpMethod: "ANY",
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode":200}' },
    }),
    resource(types.methodResponse, "mr", "mr", {
      restApi: apiId,
      resourceId: root,
      httpMethod: "ANY",
      statusCode: "200",
    }),
    resource(types.integrationResponse, "ir", "ir", {
      restApi: apiId,
      resourceId: root,
      httpMethod: "ANY",
      statusCode: "200",
      responseTemplates: { "application/json": '{"message":"Hello"}' },
    }),
  ),
];

interface Case {
  readonly finding: string;
  readonly title: string;
  readonly changes?: readonly Change[];
  readonly meant?: Topology;
  readonly raised: boolean;
}
const raised = (finding: string, title: string, changes: readonly Change[] = [], meant?: Topology): Case => ({
  finding,
  title,
  changes,
  raised: true,
  ...(meant && { meant }),
});
const quiet = (finding: string, title: string, changes: readonly Change[] = [], meant?: Topology): Case => ({
  ...raised(finding, title, changes, meant),
  raised: false,
});

const capture = "warning private-dns-capture networks.home.privateDns";
const overlap = "warning range-overlap networks.twin.cidr";
const wide = "warning wider-than-linked networks.home";
const wideApi = "warning wider-than-linked apis.srv";
const wideService = "warning wider-than-linked services.web";
const noAlias = "warning alias-missing links[0]";
const single = "warning single-zone networks.home.zones";
const full = "warning range-nearly-full networks.home.cidr";
const front = "warning front-needs-insecure-client networks.home";
const topologysFront = "warning front-needs-insecure-client apis.srv.front";
const stale = "warning stale-deployment apis.srv";
const openGateway = "warning full-access-endpoint-policy networks.home.gateways";
const openInterface = "warning full-access-endpoint-policy networks.home.interfaces";
const fullAccess = "warning full-access-endpoint-policy networks.home";
const pages = "warning public-page-to-private-address apis.srv.cors";
const dual = "warning dual-stack networks.home";
const assumed = "warning assumed apis.srv";
const quota = "warning quota networks.home";
const overQuota = "error quota networks.home";
const isolation = "error isolation-broken apis.srv";
const broken = "error link-broken links[0]";
const gateway = "error link-broken networks.home.gateways[0]";
const wayIn = "error link-broken networks.home.interfaces[0]";
const frontBroken = "error link-broken apis.srv.front";
const unshared = "error link-broken apis.srv.domain";

const cases: readonly Case[] = [
  raised(capture, "private DNS on", [set("endpoint", { privateDnsEnabled: true })]),
  quiet(capture, "private DNS off"),
  quiet(capture, "private DNS not known", [set("endpoint", { privateDnsEnabled: unknown })]),
  raised(overlap, "the same range", [], overlapping("10.0.0.0/16")),
  raised(overlap, "a part of a range", [], overlapping("10.1.255.0/24")),
  quiet(overlap, "the next range", [], overlapping("10.2.0.0/16")),
  quiet(overlap, "the same range, joined by PrivateLink", [], subscribed("10.0.0.0/16")),
  raised(wide, "a rule for everybody"),
  quiet(wide, "rules for the linked ranges", [linkedRules, corporateRule]),
  quiet(wide, "a rule of UDP", [set("rule", { ipProtocol: "udp" })]),
  raised(wide, "another port", [linkedRules, set("rule", { toPort: 444 })]),
  raised(wide, "a port before", [linkedRules, set("rule", { fromPort: 442 })]),
  raised(wide, "a range that reaches beyond", [set("rule", { cidrIpv4: "10.0.0.0/14" })]),
  raised(wide, "another group", [set("rule", { cidrIpv4: undefined, referencedSecurityGroupId: "sg-1" })]),
  raised(wide, "a network that is linked no more", [linkedRules], unlinkedAway),
  raised(wideApi, "an endpoint that carries no link", [
    set("api", { endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [endpointId, "vpce-0f"] } }),
  ]),
  quiet(wideApi, "the endpoint that carries the link"),
  quiet(wideService, "the subscribed account alone", [offering({})], subscribedOnce),
  quiet(wideService, "no service", [], subscribedOnce),
  quiet(wideService, "nobody", [allowing()], subscribedByNobody),
  raised(wideService, "the account without its subscription", [offering({})], subscribedByNobody),
  raised(wideService, "everybody", [allowing("*")], subscribedOnce),
  raised(wideService, "everybody beside what is not known", [allowing(unknown, "*")], subscribedOnce),
  raised(wideService, "another account", [allowing("arn:aws:iam::999999999999:root")], subscribedOnce),
  raised(wideService, "another account by its id", [allowing("999999999999")], subscribedOnce),
  raised(
    wideService,
    "another account's role",
    [allowing("111111111111", "arn:aws-cn:iam::999999999999:role/caller")],
    subscribedOnce,
  ),
  quiet(
    wideService,
    "the subscribed account by its id, a role and a user",
    [allowing("111111111111", "arn:aws:iam::111111111111:role/a", "arn:aws:iam::111111111111:user/a")],
    subscribedOnce,
  ),
  quiet(
    wideService,
    "principals that are not known",
    [offering({ allowedPrincipals: unknown })],
    subscribedOnce,
  ),
  quiet(wideService, "a principal that was deleted", [allowing("AROA999999999999EXAMPLE")], subscribedOnce),
  raised(wideService, "no acceptance", [offering({ acceptanceRequired: false })], subscribedOnce),
  quiet(wideService, "no acceptance, as meant", [offering({ acceptanceRequired: false })], withoutAcceptance),
  quiet(wideService, "more acceptance than meant", [offering({})], withoutAcceptance),
  quiet(
    wideService,
    "an acceptance that is not known",
    [offering({ acceptanceRequired: unknown })],
    subscribedOnce,
  ),
  raised(noAlias, "no association", [set("api", { endpointConfiguration: { types: "PRIVATE" } })]),
  quiet(noAlias, "an association"),
  quiet(noAlias, "no endpoint", [remove("endpoint")]),
  quiet(noAlias, "no API", [remove("api")]),
  quiet(single, "no endpoint", [remove("endpoint")]),
  raised(single, "one zone"),
  quiet(single, "two zones", [secondZone]),
  raised(single, "two subnets of one zone", [
    secondZone,
    set("caller.subnet", { availabilityZone: `${region}b` }),
  ]),
  quiet(single, "a zone that is not known", [set("carrier.subnet", { availabilityZone: unknown })]),
  quiet(single, "subnets that are not known", [
    set("endpoint", { subnetConfigurations: undefined, subnetIds: unknown }),
  ]),
  raised(full, "a subnet of sixteen addresses", [set("caller.subnet", { cidrBlock: "10.0.0.0/28" })]),
  raised(full, "the endpoint's subnet of sixteen addresses", [
    set("carrier.subnet", { cidrBlock: "10.0.1.0/28" }),
  ]),
  quiet(full, "a subnet of thirty-two addresses", [set("caller.subnet", { cidrBlock: "10.0.0.0/27" })]),
  raised(front, "a TCP listener", [balancer({})]),
  raised(front, "a load balancer whose VPC its subnet tells", [
    balancer({}),
    set("front", {
      vpcId: undefined,
      subnetMappings: [{ subnetId: "subnet-caller", privateIpv4Address: "10.0.0.7" }],
    }),
  ]),
  quiet(front, "a load balancer of another network", [balancer({}), set("front", { vpcId: "vpc-away" })]),
  raised("warning front-needs-insecure-client networks.away", "a load balancer of a peered network", [
    balancer({}),
    set("front", { vpcId: "vpc-away" }),
  ]),
  quiet("warning front-needs-insecure-client networks.away", "a load balancer of no peered network", [
    balancer({}),
    set("front", { vpcId: "vpc-away" }),
    remove("peering"),
  ]),
  quiet(front, "another address than the endpoint's", [balancer({}, "10.0.1.6")]),
  quiet(front, "no target", [balancer({}), remove("target")]),
  quiet(front, "an instance with the address of the endpoint", [
    balancer({}, "i-0"),
    add(
      resource(types.instance, "web", "i-0", {
        subnetId: "subnet-carrier",
        privateIp: endpointAddress,
        instanceState: "running",
      }),
    ),
  ]),
  raised(topologysFront, "the front that the topology has", [balancer({}), ownAddresses], fronted),
  quiet(front, "the front that the topology has", [balancer({}), ownAddresses], fronted),
  raised(front, "another load balancer than the topology's", [balancer({})], fronted),
  raised(wideApi, "an address that a policy refuses for no front", [published(refusing("10.9.9.9/32"))]),
  quiet(wideApi, "another API's front that the policy refuses", [published(refusing(otherFront))], beside),
  quiet(front, "a TLS listener", [balancer({ protocol: "TLS" })]),
  quiet(front, "another port", [balancer({ port: 80 })]),
  raised(stale, "methods that were changed"),
  quiet(stale, "nothing changed", unchanged),
  raised(stale, "a policy that was changed", [
    ...unchanged,
    set("api-policy", { policy: JSON.stringify(allowAll("Changed")) }),
  ]),
  quiet(stale, "a policy that is written otherwise", [
    ...unchanged,
    set("api-policy", { policy: JSON.stringify(allowAll("Published"), null, 2) }),
  ]),
  raised(fullAccess, "AWS's default policy", [remove("endpoint-policy")]),
  raised(fullAccess, "a policy that allows everything"),
  quiet(fullAccess, "a policy that allows one API", [narrow]),
  quiet(fullAccess, "a policy that is not known", [set("endpoint-policy", { policy: unknown })]),
  raised(pages, "an API that pages may call", [], api({ cors: ["https://page.example"] })),
  quiet(pages, "an API that no page may call"),
  quiet(
    pages,
    "a public API that pages may call",
    [],
    meaning(() => ({
      apis: { srv: { ...topology.apis["srv"], access: "regional", cors: ["*"] } },
      links: [],
    })),
  ),
  raised(dual, "both address families", [set("endpoint", { ipAddressType: "dualstack" })]),
  quiet(dual, "IPv4", [set("endpoint", { ipAddressType: "ipv4" })]),
  raised(
    assumed,
    "a caller without a link of whom nothing is known",
    [set("guest.association", { routeTableId: unknown })],
    unlinkedAway,
  ),
  quiet(assumed, "a caller with a link of whom nothing is known", [
    set("guest.association", { routeTableId: unknown }),
  ]),
  raised(isolation, "an answer without a link", [], unlinkedAway),
  quiet(isolation, "no answer without a link", [set("rule", { cidrIpv4: "10.0.0.0/16" })], unlinkedAway),
  raised(broken, "no rule", [remove("rule")]),
  raised(broken, "a part of the network that is not let in", [set("rule", { cidrIpv4: "10.0.0.0/25" })]),
  raised(broken, "a corporate range that is not let in", [linkedRules]),
  quiet(broken, "everybody is let in", [linkedRules, corporateRule]),
  quiet(broken, "another link is broken", [remove("there")]),
  raised("error link-broken links[1]", "a route is missing", [remove("there")]),
  raised(gateway, "no gateway endpoint", [], wantsS3),
  quiet(gateway, "a gateway endpoint in every route table", [bucketGateway()], wantsS3),
  raised(
    gateway,
    "one of another service",
    [bucketGateway({ serviceName: `com.amazonaws.${region}.dynamodb` })],
    wantsS3,
  ),
  raised(
    gateway,
    "one of another region",
    [bucketGateway({ serviceName: "com.amazonaws.us-west-2.s3" })],
    wantsS3,
  ),
  raised(gateway, "one of another VPC", [bucketGateway({ vpcId: "vpc-away" })], wantsS3),
  raised(gateway, "one that is not there yet", [bucketGateway({ state: "pending" })], wantsS3),
  raised(gateway, "a route table without it", [bucketGateway({ routeTableIds: ["rtb-carrier"] })], wantsS3),
  raised(
    gateway,
    "a public subnet's route table without it",
    [bucketGateway({ routeTableIds: ["rtb-carrier"] }), outOfHome],
    wantsS3,
  ),
  quiet(gateway, "a public subnet whose route table has it", [bucketGateway(), outOfHome], wantsS3),
  raised(gateway, "no subnet", [bucketGateway(), remove("caller.subnet"), remove("carrier.subnet")], wantsS3),
  quiet(
    gateway,
    "a route to public addresses of a company's own",
    [bucketGateway(), add(route("own", "caller", "203.0.113.0/24", { gatewayId: "vgw-0123456789abcdef0" }))],
    wantsS3,
  ),
  quiet(
    gateway,
    "a policy that depends on what is asked for",
    [bucketGateway({ policy: reportsOnly(["arn:aws:s3:::others"]) })],
    wantsS3,
  ),
  quiet(
    gateway,
    "a policy for the named bucket",
    [bucketGateway({ policy: reportsOnly(["arn:aws:s3:::re.ports", "arn:aws:s3:::re.ports/*"]) })],
    wantsReports,
  ),
  raised(
    gateway,
    "a policy for another bucket",
    [bucketGateway({ policy: reportsOnly(["arn:aws:s3:::others", "arn:aws:s3:::others/*"]) })],
    wantsReports,
  ),
  raised(
    gateway,
    "a policy for the bucket without what is in it",
    [bucketGateway({ policy: reportsOnly(["arn:aws:s3:::re.ports"]) })],
    wantsReports,
  ),
  quiet(
    gateway,
    "an interface endpoint that takes the name",
    [bucketGateway(), queue({ serviceName: `com.amazonaws.${region}.s3` })],
    homeWith({ gateways: ["s3"], interfaces: ["s3"] }),
  ),
  raised(
    gateway,
    "an interface endpoint that takes the name and is not asked for",
    [bucketGateway(), queue({ serviceName: `com.amazonaws.${region}.s3` })],
    wantsS3,
  ),
  raised(wayIn, "no interface endpoint", [], wantsQueue),
  quiet(wayIn, "an interface endpoint with private DNS", [queue()], wantsQueue),
  raised(wayIn, "one of another VPC", [queue({ vpcId: "vpc-away" })], wantsQueue),
  raised(
    wayIn,
    "one of another service",
    [queue({ serviceName: `com.amazonaws.${region}.sns` })],
    wantsQueue,
  ),
  raised(wayIn, "one that is being deleted", [queue({ state: "deleting" })], wantsQueue),
  raised(wayIn, "private DNS off", [queue({ privateDnsEnabled: false })], wantsQueue),
  raised(
    wayIn,
    "private DNS off where there is a way out",
    [queue({ privateDnsEnabled: false }), outOfHome],
    wantsQueue,
  ),
  quiet(wayIn, "private DNS off as asked for", [queue({ privateDnsEnabled: false })], wantsOwnName),
  raised(wayIn, "no name", [queue({ privateDnsEnabled: false, dnsEntries: [] })], wantsOwnName),
  raised(wayIn, "no security group", [queue(), remove("group")], wantsQueue),
  raised(wayIn, "no rule", [queue(), remove("rule")], wantsQueue),
  raised(wayIn, "a rule of another port", [queue(), set("rule", { fromPort: 444, toPort: 444 })], wantsQueue),
  raised(
    wayIn,
    "a rule for a part of the network",
    [queue(), set("rule", { cidrIpv4: "10.0.0.0/25" })],
    wantsQueue,
  ),
  raised(wayIn, "no subnet", [queue(), remove("caller.subnet"), remove("carrier.subnet")], wantsQueue),
  quiet(wayIn, "a policy for some actions", [queue({ policy: openTo("sqs:SendMessage") })], wantsQueue),
  raised(frontBroken, "no front", [], fronted),
  raised(frontBroken, "a front elsewhere", [...frontChanges, ...frontOf({})], fronted),
  quiet(frontBroken, "a front as planned", [...frontChanges, ...frontOf({}), ownAddresses], fronted),
  raised(
    frontBroken,
    "no listener",
    [...frontChanges, ...frontOf({}), ownAddresses, remove("listener")],
    fronted,
  ),
  raised(
    frontBroken,
    "one target of two",
    [...frontChanges, balancer({}, endpointAddresses[0]), ownAddresses, acrossZones],
    fronted,
  ),
  raised(
    frontBroken,
    "a range that is not let in",
    [...frontChanges, ...frontOf({}), ownAddresses, remove("there")],
    fronted,
  ),
  raised(unshared, "no share", [associated], sharedDomain),
  quiet(unshared, "a share with the endpoint's account", [associated, share], sharedDomain),
  raised(unshared, "a share without the domain", [associated, share, remove("shared")], sharedDomain),
  raised(
    unshared,
    "a share of something else",
    [associated, share, set("shared", { resourceArn: apiArn })],
    sharedDomain,
  ),
  raised(unshared, "a share with nobody", [associated, share, remove("principal")], sharedDomain),
  raised(
    unshared,
    "a share with others",
    [associated, share, set("principal", { principal: "333333333333" })],
    sharedDomain,
  ),
  quiet(
    unshared,
    "a share with an organization",
    [
      associated,
      share,
      set("principal", { principal: "arn:aws:organizations::222222222222:organization/o-1" }),
    ],
    sharedDomain,
  ),
  raised(
    unshared,
    "associations of a share that is gone",
    [associated, share, remove("share")],
    sharedDomain,
  ),
  quiet(
    unshared,
    "a share of which it is not known what is in it",
    [associated, share, set("shared", { resourceArn: unknown })],
    sharedDomain,
  ),
  quiet(
    unshared,
    "a share of which it is not known with whom",
    [associated, share, set("principal", { principal: unknown })],
    sharedDomain,
  ),
  quiet(
    unshared,
    "an endpoint of the API's own account",
    [associated, set("endpoint", { ownerId: "222222222222" })],
    sharedDomain,
  ),
  quiet(unshared, "no domain", [], sharedDomain),
  quiet(quota, "sixty rules", [rulesOf(60)]),
  raised(quota, "sixty-one rules", [rulesOf(61)]),
  quiet(overQuota, "a thousand rules", [rulesOf(1000)]),
  raised(overQuota, "a thousand and one rules", [rulesOf(1001)]),
  quiet(overQuota, "an endpoint policy of 20,480 characters", [
    set("endpoint-policy", { policy: sized(20_480) }),
  ]),
  raised(overQuota, "an endpoint policy of 20,481 characters", [
    set("endpoint-policy", { policy: sized(20_481) }),
  ]),
  quiet("warning quota apis.srv", "a resource policy of 8,192 characters", [published(sized(8192))]),
  raised("warning quota apis.srv", "a resource policy of 8,193 characters", [published(sized(8193))]),
  quiet(quota, "fifty endpoints", [endpoints(49)]),
  raised(quota, "fifty-one endpoints", [endpoints(50)]),
  quiet(quota, "fifty endpoints, many of them of other services", [endpoints(24), queues(25)]),
  raised(quota, "fifty-one endpoints, many of them of other services", [endpoints(24), queues(26)]),
  quiet("warning quota accounts.endpoint", "twenty gateway endpoints", [buckets(20)]),
  raised("warning quota accounts.endpoint", "twenty-one gateway endpoints", [buckets(21)]),
  quiet("warning quota accounts.endpoint", "gateway endpoints of strangers", [
    buckets(21, { vpcId: "vpc-9" }),
  ]),
  raised(openGateway, "a gateway endpoint as it is made", [buckets(1)]),
  raised(openGateway, "a policy that is open to the service", [buckets(1, { policy: openTo("s3:*") })]),
  quiet(openGateway, "a policy for a bucket", [
    buckets(1, { policy: openTo("s3:*", "arn:aws:s3:::reports/*") }),
  ]),
  quiet(openGateway, "a policy for another service", [buckets(1, { policy: openTo("sqs:*") })]),
  quiet(openGateway, "a policy that is not known", [buckets(1, { policy: unknown })]),
  quiet(openGateway, "an interface endpoint", [queues(1)]),
  raised(openInterface, "an interface endpoint as it is made", [queues(1)]),
  quiet(openInterface, "a policy for some actions", [queues(1, { policy: openTo("sqs:SendMessage") })]),
  quiet(openInterface, "a service of somebody's own", [
    queues(1, { serviceName: `com.amazonaws.vpce.${region}.vpce-svc-0` }),
  ]),
  quiet(quota, "fifty peerings", [peerings(49)]),
  raised(quota, "fifty-one peerings", [peerings(50)]),
  quiet(quota, "fifty-one peerings, most of them pending", [peerings(50, {})]),
  quiet(overQuota, "a hundred and twenty-five peerings", [peerings(124)]),
  raised(overQuota, "a hundred and twenty-six peerings", [peerings(125)]),
  quiet("warning quota accounts.api", "six hundred private APIs", [], apis(599)),
  raised("warning quota accounts.api", "six hundred and one private APIs", [], apis(600)),
  quiet("warning quota accounts.api", "six hundred public APIs", [], apis(600, "regional")),
  quiet("warning quota accounts.api", "fifty private custom domains", [], domains(50)),
  raised("warning quota accounts.api", "fifty-one private custom domains", [], domains(51)),
  quiet("warning quota accounts.endpoint", "a hundred access associations", [], domains(50, 2)),
  raised("warning quota accounts.endpoint", "a hundred and two access associations", [], domains(51, 2)),
];

describe("findings", () => {
  for (const { finding, title, changes = [], meant, raised: is } of cases)
    it(`${is ? "" : "no "}${finding}: ${title}`, () => {
      const found = findingsWith(changes, meant).map(shortOf);
      assert.equal(found.includes(finding), is, found.join("\n"));
    });

  it("are tested for every rule, both ways", () => {
    for (const way of [true, false])
      assert.deepEqual(
        new Set(cases.filter((each) => each.raised === way).map(({ finding }) => finding.split(" ")[1])),
        new Set(Object.keys(rules)),
      );
  });

  it("tell whom a service admits without a subscription, and how to shut it", () => {
    const tellsOf = (more: Properties) =>
      findingsWith([offering(more)], subscribedOnce)
        .filter(({ where, rule }) => where === "services.web" && rule === "wider-than-linked")
        .map(({ message, hint }) => [message, hint]);
    const label = "web.service (vpce-svc-0a)";
    assert.deepEqual(tellsOf({ allowedPrincipals: ["arn:aws:iam::999999999999:root", "*"] }), [
      [
        `${label} allows arn:aws:iam::999999999999:root to connect, which no subscription asks for`,
        "take arn:aws:iam::999999999999:root out of allowedPrincipals of the service",
      ],
      [
        `${label} allows every account to connect, which no subscription asks for`,
        "take * out of allowedPrincipals of the service",
      ],
    ]);
    assert.deepEqual(tellsOf({ acceptanceRequired: false }), [
      [
        `${label} takes connections without acceptance, although web asks for it`,
        "set acceptanceRequired of the service",
      ],
    ]);
  });

  it("count the addresses that AWS and the endpoint have", () => {
    const found = findingsWith([set("carrier.subnet", { cidrBlock: "10.0.1.0/28" })]);
    assert.ok(
      found.some(
        ({ message }) => message === "carrier.subnet (subnet-carrier) (10.0.1.0/28) has 10 free addresses",
      ),
    );
    const more = findingsWith([
      set("carrier.subnet", { cidrBlock: "10.0.1.0/28" }),
      queues(1, { subnetIds: ["subnet-carrier"] }),
    ]);
    assert.ok(more.some(({ message }) => message.endsWith("has 9 free addresses")));
  });

  it("see a range that lies in a wider one behind a narrower one", () => {
    const nested = meaning(({ networks }) => ({
      networks: {
        ...networks,
        wide: { account: "endpoint", region, cidr: "10.7.0.0/16" },
        narrow: { account: "endpoint", region, cidr: "10.7.1.0/24" },
        late: { account: "endpoint", region, cidr: "10.7.128.0/24" },
      },
    }));
    assert.deepEqual(
      findingsWith([], nested)
        .filter(({ rule }) => rule === "range-overlap")
        .map(({ message }) => message.split(":")[0])
        .sort(),
      ["10.7.1.0/24 overlaps 10.7.0.0/16 of wide", "10.7.128.0/24 overlaps 10.7.0.0/16 of wide"],
    );
  });

  it("name the public APIs that are captured", () => {
    const messages = findingsWith([set("endpoint", { privateDnsEnabled: true })], regionalToo).map(
      ({ message }) => message,
    );
    assert.ok(messages.some((message) => message.includes("public APIs, such as open, cannot be called")));
  });

  it("name the forms by which somebody gets an answer without a link", () => {
    const [first] = findingsWith([], unlinkedAway);
    assert.equal(
      first?.message,
      `away (workload, 10.1.0.0/16) has no link to srv and gets an answer by alias of home, endpoint-host of home, endpoint-header of home: api (${apiId}) answers through endpoint (vpce-0e)`,
    );
  });

  it("come with the errors first, which make the report red", () => {
    const report = check("test", unlinkedAway, statesWith());
    assert.equal(report.findings[0]?.severity, "error");
    assert.equal(report.ok, false);
    assert.equal(check("test", topology, statesWith()).ok, true);
    assert.equal(check("test", topology, statesWith(rulesOf(1001))).ok, false);
  });

  it("tell each assumption about an adopted VPC", () => {
    const adopted = meaning(({ networks }) => ({
      networks: {
        ...networks,
        twin: {
          account: "endpoint",
          region,
          cidr: "10.3.0.0/16",
          existing: {
            vpcId: "vpc-0123456789abcdef0",
            subnetIds: ["subnet-0123456789abcdef0"],
            routeTableIds: ["rtb-0123456789abcdef0"],
          },
        },
      },
    }));
    const found = findingsWith([], adopted).filter(({ rule }) => rule === "assumed");
    assert.equal(found.length, 6);
    assert.ok(
      found.every(
        ({ where, message }) =>
          where === "networks.twin" && message.startsWith("taken for granted: the adopted VPC vpc-"),
      ),
    );
  });
});

describe("the report", () => {
  it("tells each link's URL, and whether it is answered", () => {
    const { links } = check("test", topology, statesWith(remove("there")));
    assert.deepEqual(
      links.map(({ from, ok, corporateUrl }) => [from, ok, corporateUrl !== null]),
      [
        ["home", true, true],
        ["away", false, false],
      ],
    );
  });

  it("tells the key's placeholder as what a caller must send, and never a key", () => {
    const [link] = check("test", api({ apiKey: true }), statesWith()).links;
    assert.deepEqual(link?.headers, { "x-api-key": "<api-key:srv>" });
  });

  it("counts resources of AWS alone", () => {
    const states = statesWith();
    assert.equal(
      check("test", topology, states).resources,
      states.filter(({ type }) => type.startsWith("aws:")).length,
    );
  });

  it("shows parts of a network that fare differently as probes of their own", () => {
    const { probes } = check("test", topology, statesWith(set("rule", { cidrIpv4: "10.0.0.0/25" })));
    const alias = probes.filter(
      ({ from, vantage, form }) => from === "home" && vantage === "workload" && form === "alias",
    );
    assert.deepEqual(
      alias.map(({ source, outcome, ok }) => [source, outcome, ok]),
      [
        ["10.0.0.0/25", "ok", true],
        ["10.0.0.128/25, 10.0.1.0/24", "timeout", false],
      ],
    );
  });
});
