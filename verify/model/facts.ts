import type { Server } from "../../handlers/common/server";
import type { CompiledPolicy } from "../policy";
import type { AddressRange } from "./addresses";

/*
 * What is known of a network, as plain values. A property that may be `undefined` is then not known, unless its comment
 * says that there is none: whoever meets it says so and goes no further. Defaults of AWS are filled in, so nothing is
 * undefined for want of being written.
 */

/** What every fact of AWS is called in an explanation. */
interface Fact {
  readonly id: string;
  /** Logical name and id, for example `seoul.endpoint (vpce-0ddc…)`. */
  readonly label: string;
}

export interface Vpc extends Fact {
  readonly account: string;
  readonly region: string;
  readonly ranges: readonly AddressRange[] | undefined;
  readonly dnsSupport: boolean | undefined;
  readonly dnsHostnames: boolean | undefined;
}

export interface Subnet extends Fact {
  readonly vpcId: string;
  /** Name of the availability zone. */
  readonly zone: string | undefined;
  readonly range: AddressRange;
  readonly routeTable: RouteTable | undefined;
  /** Undefined only for a network ACL that is not known; the default one admits everything. */
  readonly acl: NetworkAcl | undefined;
  /** Whether its route table leads to an internet gateway. */
  readonly isPublic: boolean;
}

export interface RouteTable extends Fact {
  /** In the order of asking: the first that holds an address, or may hold it, decides. */
  readonly routes: readonly Route[];
}

export interface Route {
  readonly range: AddressRange | undefined;
  readonly target: RouteTarget;
  /** Whether it stands for the routes that a virtual private gateway adds. */
  readonly isPropagated?: boolean;
  /** The resource that holds the route. */
  readonly label: string;
}

export type RouteTarget =
  | { readonly kind: "local" }
  | { readonly kind: GatewayKind; readonly id: string }
  | { readonly kind: "unknown"; readonly why: string };

/** What a route can lead to, besides the VPC itself. */
export type GatewayKind = "internet-gateway" | "nat-gateway" | "peering" | "vpn-gateway" | "transit-gateway";

export interface SecurityGroup extends Fact {
  readonly ingress: readonly FirewallRule[];
  readonly egress: readonly FirewallRule[];
}

/** A rule of a security group: it allows. */
export interface FirewallRule {
  /** Undefined where the rule names no range, or one that is not known. */
  readonly range: AddressRange | undefined;
  /** Id of the security group that the rule names instead of a range. */
  readonly peerId?: string;
  readonly ports: Ports;
  readonly label: string;
}

export interface Ports {
  readonly first: number;
  readonly last: number;
}

export interface NetworkAcl extends Fact {
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
}

/** A rule of a network ACL; the lists are in the order of their numbers. */
export interface AclRule extends FirewallRule {
  readonly allow: boolean;
}

/** An interface VPC endpoint. */
export interface Endpoint extends Fact {
  /** What it leads to, for example `com.amazonaws.ap-northeast-2.execute-api`. */
  readonly serviceName: string;
  readonly vpcId: string;
  readonly region: string;
  readonly account: string;
  readonly privateDns: boolean | undefined;
  /** What its private zones answer with private DNS on; a leading `*.` stands for every name below. */
  readonly privateNames: readonly string[];
  readonly interfaces: readonly Interface[];
  /** Its own public names: of all its interfaces, and of those of one zone. */
  readonly names: readonly { readonly name: string; readonly zone: string | undefined }[];
  /** Undefined for groups that are not known. */
  readonly groups: readonly SecurityGroup[] | undefined;
  readonly policy: PolicyFact | undefined;
  readonly dualStack: boolean;
  /** The word for its state, where that is another than available. */
  readonly unavailable: string | undefined;
}

/** A gateway VPC endpoint: a route to the public addresses of a service, in the route tables that it is associated with. */
export interface GatewayEndpoint extends Fact {
  /** Undefined where it may belong to any. */
  readonly vpcId: string | undefined;
  readonly region: string | undefined;
  /** As in `com.amazonaws.{region}.{label}`. */
  readonly service: string | undefined;
  readonly routeTableIds: ReadonlySet<string>;
  /** Whether these are all. */
  readonly routeTablesKnown: boolean;
  readonly policy: PolicyFact | undefined;
  /** The word for its state, where that is another than available. */
  readonly unavailable: string | undefined;
}

/** A network interface of an endpoint or a load balancer: one a subnet. */
export interface Interface {
  readonly address: number;
  /** Whether AWS has told the address; otherwise it stands for any one of the subnet. */
  readonly told: boolean;
  readonly subnetId: string;
}

/** A policy document, and the resource that holds it. */
export interface PolicyFact {
  readonly label: string;
  readonly policy: CompiledPolicy;
  readonly text: string;
}

export interface Peering extends Fact {
  readonly vpcIds: readonly [string, string];
  /** Whether it has been accepted. */
  readonly active: boolean | undefined;
}

/** A virtual private or transit gateway that is attached to a VPC. */
export interface GatewayAttachment {
  readonly gatewayId: string | undefined;
  readonly vpcId: string | undefined;
  readonly label: string;
}

/** A Route 53 hosted zone. */
export interface HostedZone extends Fact {
  /** Without the final dot. */
  readonly name: string;
  /** The VPCs that it answers; undefined for a public zone. */
  readonly vpcIds: ReadonlySet<string> | undefined;
  readonly records: ReadonlyMap<string, DnsRecord>;
  /** Whether its name, its VPCs and its records are all known. */
  readonly isKnown: boolean;
}

export interface DnsRecord {
  readonly label: string;
  /** Names that it is an alias of. */
  readonly aliases: readonly string[];
  readonly addresses: readonly number[];
}

/** An EC2 instance. */
export interface Instance extends Fact {
  readonly vpcId: string;
  /** Its first network interface; undefined where its subnet or its private address is not known. */
  readonly at: Interface | undefined;
  /** Undefined for groups that are not known. */
  readonly groups: readonly SecurityGroup[] | undefined;
  /** The word for its state, where that is another than running. */
  readonly notRunning: string | undefined;
}

/** A service of one's own that is published through PrivateLink. */
export interface PublishedService extends Fact {
  /** `com.amazonaws.vpce.{region}.vpce-svc-…`. */
  readonly serviceName: string;
  readonly region: string;
  /** Regions that endpoints may be in, its own among them; undefined where they are not known. */
  readonly supportedRegions: ReadonlySet<string> | undefined;
  /** Those that are known: `*`, ids of accounts, or ARNs of their roots, roles and users. */
  readonly allowedPrincipals: readonly string[];
  /** Whether the service's account has to accept each connection. */
  readonly acceptanceRequired: boolean | undefined;
  /** Undefined where they are not known. */
  readonly loadBalancerArns: readonly string[] | undefined;
}

/** A Network Load Balancer. */
export interface LoadBalancer extends Fact {
  readonly arn: string;
  readonly account: string;
  readonly vpcId: string;
  readonly dnsName: string;
  readonly interfaces: readonly Interface[] | undefined;
  /** Empty for a load balancer without security groups, which admits everybody. */
  readonly groups: readonly SecurityGroup[] | undefined;
  readonly crossZone: boolean | undefined;
  /** Whether its groups are asked about what comes by PrivateLink, too. */
  readonly filtersPrivateLink: boolean | undefined;
  readonly listeners: readonly Listener[];
  /** Whether these are all. */
  readonly listenersKnown: boolean;
}

export interface Listener {
  readonly label: string;
  readonly port: number;
  /** TCP passes a connection on as it is; TLS ends it here. */
  readonly protocol: string;
  /** Names that the certificate of a TLS listener covers. */
  readonly certificateNames: readonly string[] | undefined;
  /** Some of them, where they are not known: the domains that AWS has taken the same certificate for. */
  readonly coveredDomains: readonly string[];
  readonly targets: readonly Target[];
  /** Whether these are all. */
  readonly targetsKnown: boolean;
  /** Whether targets see the caller's address instead of the load balancer's. */
  readonly preservesClient: boolean;
}

/** What a listener passes connections on to. */
export interface Target {
  readonly label: string;
  /** Undefined for an address that is not known. */
  readonly address: number | undefined;
  /** The instance that it names, where that is among the resources. */
  readonly instance?: Instance | undefined;
  readonly port: number;
}

export interface RestApi extends Fact {
  readonly account: string;
  readonly region: string;
  readonly type: "PRIVATE" | "REGIONAL" | "EDGE" | undefined;
  /** Without stage. */
  readonly executionArn: string;
  /** Ids of the endpoints that it is associated with. */
  readonly associated: ReadonlySet<string>;
  /** Whether these are all. */
  readonly associatedKnown: boolean;
  /** Whether its `execute-api` names answer at all. */
  readonly defaultEndpoint: boolean | undefined;
  /** Whether the name in the TLS handshake has to be its own. Source: "Security policies for REST APIs". */
  readonly strict: boolean | undefined;
  /** By name. */
  readonly stages: ReadonlyMap<string, ApiStage>;
  /** Whether these are all: a stage whose API or name is not known may be one of its own. */
  readonly stagesKnown: boolean;
}

/** A stage, with what was published on it. */
export interface ApiStage {
  readonly name: string;
  readonly label: string;
  /** Undefined where the deployment does not tell what it published. */
  readonly published: Publication | undefined;
  /** Why AWS would not have made the deployment, where it would not. */
  readonly refused: string | undefined;
  /** Ids of the API keys that a usage plan admits; undefined where the plans do not tell. */
  readonly apiKeyIds: ReadonlySet<string> | undefined;
  /** What has changed since it was published. */
  readonly stale: readonly string[];
  /** Whether it lets not a single call pass; undefined where that is not known. */
  readonly throttled: boolean | undefined;
  /** The web ACL that is asked before anything else, and not read here. */
  readonly webAclArn: string | undefined;
}

/** The snapshot that a deployment took. */
export interface Publication {
  /** Undefined where there was none. */
  readonly policy: PolicyFact | undefined;
  /** By path, for example `/srv/{srvid}`. */
  readonly methods: ReadonlyMap<string, readonly RestMethod[]>;
}

export interface RestMethod {
  readonly httpMethod: string;
  /** Of its resource, for example `/srv/{srvid}`. */
  readonly path: string;
  readonly authorization: string;
  readonly apiKeyRequired: boolean;
  readonly integration: Integration;
  readonly label: string;
}

/** What answers. A mock says its answer, a function is asked for it; anything else is known by its kind alone. */
export type Integration =
  | { readonly kind: "mock"; readonly answer: MockAnswer }
  | { readonly kind: "function"; readonly functionArn: string }
  | { readonly kind: "broken"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

export interface MockAnswer {
  readonly status: number;
  readonly template: string;
  /** Values by header name; a value is in single quotes where it is a literal. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A Lambda function. */
export interface LambdaFunction extends Fact {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** What its tag `apilink:component` says, for example `InventoryBackend/srv`. */
  readonly component: string | undefined;
  /** By name; a value that is not known is undefined. Undefined as a whole where nobody knows what there is. */
  readonly environment: ReadonlyMap<string, string | undefined> | undefined;
  /** The key of one's own that encrypts the environment; undefined for AWS's own. */
  readonly environmentKeyArn: string | undefined;
  readonly roleArn: string | undefined;
  /** Who may invoke it: a policy for each permission. */
  readonly permissions: readonly PolicyFact[];
  /** Whether these are all, with all that they say. */
  readonly permissionsKnown: boolean;
  /** How many calls may run at once, where some are reserved for it; none at 0. Undefined where that is not known. */
  readonly reservedConcurrency: number | "unreserved" | undefined;
  /** Where it runs; undefined outside of every VPC. */
  readonly vpc: FunctionPlace | undefined;
}

export interface FunctionPlace {
  /** Undefined where they are not known. */
  readonly subnetIds: readonly string[] | undefined;
  readonly groups: readonly SecurityGroup[] | undefined;
}

/** A role of IAM. */
export interface Role extends Fact {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  /** What its tag `apilink:component` says, for example `InventoryReader/srv.api`. */
  readonly component: string | undefined;
  /** Whom it lets assume it. */
  readonly trust: PolicyFact | undefined;
  /** What it may do: its own policies and those that are attached to it. */
  readonly policies: readonly PolicyFact[];
  /** Whether these are all. */
  readonly policiesKnown: boolean;
}

/** A table of DynamoDB. */
export interface Table extends Fact {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** The key of KMS that encrypts it, or `"aws"` for AWS's own, which asks nobody for a permission. */
  readonly keyArn: string | undefined;
  /** Whether a policy of its own, which is not read, says who may use it, or may be one of its. */
  readonly hasPolicy: boolean;
}

/** A key of KMS. */
export interface EncryptionKey extends Fact {
  readonly arn: string;
  readonly enabled: boolean | undefined;
  /** Who may use it: its own policy, or AWS's default where it was given none. */
  readonly policy: PolicyFact | undefined;
}

/** A rule of EventBridge, with the functions that it starts. */
export interface EventRule extends Fact {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean | undefined;
  /** Whether it goes by a schedule, be it beside events. */
  readonly isScheduled: boolean | undefined;
  readonly targets: readonly { readonly label: string; readonly arn: string | undefined }[];
}

/** An alarm of CloudWatch. What is not known is undefined; what it does not have is the empty text, or 0. */
export interface MetricAlarm extends Fact {
  readonly account: string;
  readonly region: string;
  readonly namespace: string | undefined;
  readonly metricName: string | undefined;
  readonly dimensions: ReadonlyMap<string, string | undefined> | undefined;
  readonly statistic: string | undefined;
  /** For example `GreaterThanThreshold`. */
  readonly comparison: string | undefined;
  readonly threshold: number | undefined;
  /** In how many periods the comparison has to hold. */
  readonly datapoints: number | undefined;
  /** What periods without data count as, for example `breaching`. */
  readonly missingData: string | undefined;
  readonly actionsEnabled: boolean | undefined;
  /** ARNs of what it tells when it goes off. */
  readonly actions: readonly string[];
  /** Whether these are all. */
  readonly actionsKnown: boolean;
}

/** A private custom domain name. */
export interface PrivateDomain extends Fact {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** As policies name it, `arn:aws:execute-api:…`; the ARN that the domain itself has is one of `apigateway`. */
  readonly arn: string;
  readonly policy: PolicyFact | undefined;
  readonly certificateNames: readonly string[];
  /** Ids of the endpoints that may use it. */
  readonly associated: ReadonlySet<string>;
  /** Whether these are all. */
  readonly associatedKnown: boolean;
  readonly mappings: readonly {
    readonly basePath: string;
    readonly restApiId: string;
    readonly stage: string;
  }[];
  /** Whether these are all, with all that they say. */
  readonly mappingsKnown: boolean;
}

/** A resource share of AWS Resource Access Manager. */
export interface ResourceShare extends Fact {
  readonly resourceArns: ReadonlySet<string>;
  /** Whether these are all. */
  readonly resourcesKnown: boolean;
  /** Account ids, or ARNs of organizations, of their units and of roles and users. */
  readonly principals: ReadonlySet<string>;
  /** Whether these are all. */
  readonly principalsKnown: boolean;
}

/** Something that was taken for granted instead of read. */
export interface Assumption {
  /** Path in the topology, for example `networks.core`. */
  readonly where: string;
  readonly message: string;
}

/** Everything that a trace knows; by id, where nothing else is said. */
export interface Model {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  /** Ids of those that were adopted, and of which nothing is read. */
  readonly adoptedVpcs: ReadonlySet<string>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  /** The interface endpoints of API Gateway. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** The interface endpoints of everything else. */
  readonly otherEndpoints: ReadonlyMap<string, Endpoint>;
  readonly gatewayEndpoints: readonly GatewayEndpoint[];
  readonly peerings: ReadonlyMap<string, Peering>;
  /** By gateway; under the empty text, those of which the gateway is not known. */
  readonly attachments: ReadonlyMap<string, readonly GatewayAttachment[]>;
  /** VPC ids by internet gateway. */
  readonly internetGateways: ReadonlyMap<string, string>;
  /** Subnet ids by NAT gateway. */
  readonly natGateways: ReadonlyMap<string, string>;
  readonly zones: readonly HostedZone[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly instances: ReadonlyMap<string, Instance>;
  /** The endpoint services by their names. */
  readonly endpointServices: ReadonlyMap<string, PublishedService>;
  readonly apis: ReadonlyMap<string, RestApi>;
  /** By name. */
  readonly domains: ReadonlyMap<string, PrivateDomain>;
  /** By ARN. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Whether these are all that anything can name. */
  readonly functionsKnown: boolean;
  /** By ARN. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly tables: readonly Table[];
  /** By ARN. */
  readonly keys: ReadonlyMap<string, EncryptionKey>;
  readonly eventRules: readonly EventRule[];
  readonly alarms: readonly MetricAlarm[];
  /** What the tables of inventories hold; undefined where nobody has read it. */
  readonly servers: readonly Server[] | undefined;
  readonly resourceShares: readonly ResourceShare[];
  readonly names: Names;
  /** Type tokens of which everything that there is was read: what is not among the resources does not exist. */
  readonly complete: ReadonlySet<string>;
  readonly assumptions: readonly Assumption[];
}

/** What the topology's names stand for; a name without an entry stands for nothing that is there. */
export interface Names {
  /** VPC ids by network. */
  readonly networks: ReadonlyMap<string, string>;
  /** REST API ids by API. */
  readonly apis: ReadonlyMap<string, string>;
  /** Endpoint ids by the network that they belong to. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Names of endpoint services by service. */
  readonly services: ReadonlyMap<string, string>;
}
