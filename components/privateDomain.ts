import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { canonical, domainExecutionArn, domainPolicy } from "./policyDocuments";
import { accountProblems, pathsOf, rangeProblems, refuse, type Problem } from "./problems";
import { tagsOf, type Tags } from "./tags";

/** An endpoint whose callers may use the domain. */
export interface DomainEndpoint {
  readonly endpointId: pulumi.Input<string>;
  /** The endpoint's own public name, which the domain is an alias of. */
  readonly dnsName: pulumi.Input<string>;
  /** The hosted zone of `dnsName`. */
  readonly hostedZoneId: pulumi.Input<string>;
  /** IPv4 ranges of the callers, as the endpoint sees them. */
  readonly ranges: readonly string[];
  /**
   * Addresses, as IPv4 ranges, that are refused although `ranges` may hold them.
   * @default - none
   */
  readonly refused?: readonly string[];
  /** The provider of the endpoint's account. */
  readonly provider: pulumi.ProviderResource;
}

/** A network whose workloads resolve the domain. */
export interface DomainCaller {
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  /** The endpoint that its calls go through: a key of `endpoints`. */
  readonly through: string;
  /** The provider of the network's account. */
  readonly provider: pulumi.ProviderResource;
}

export interface PrivateDomainArgs {
  /** The name that callers use, for example `srv.example.internal`; no wildcard. */
  readonly domainName: string;
  /** A certificate for that name, of the API's account and region. */
  readonly certificateArn: pulumi.Input<string>;
  readonly region: string;
  /** By network. */
  readonly endpoints: Readonly<Record<string, DomainEndpoint>>;
  /** By network. */
  readonly callers: Readonly<Record<string, DomainCaller>>;
  /**
   * Ids of the other accounts whose endpoints call. They have to be of the same organization of AWS Organizations, with sharing
   * switched on, so that nobody has to accept.
   * @default - none, and nothing is shared
   */
  readonly accounts?: readonly string[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * A private custom domain: the name itself with its policy, in the account of the API; for each endpoint, in that account,
 * the association that lets it use the name; for each network, in its account, a private hosted zone that leads the name to the
 * endpoint. `ApiStage` maps the API to it.
 *
 * @throws pulumi.InputPropertiesError for a caller through an endpoint that is not given, for ranges that are none, and for
 * account ids that are none.
 */
export class PrivateDomain extends pulumi.ComponentResource {
  readonly domainName: string;
  /** AWS's id of the domain, which tells it from others of the same name. */
  readonly domainNameId: pulumi.Output<string>;
  /** What policies call the domain: `arn:aws:execute-api:{region}:{account}:/domainnames/{name}+{id}`. */
  readonly executionArn: pulumi.Output<string>;

  constructor(name: string, args: PrivateDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("PrivateDomain", name, problemsOf(args));
    super("apilink:index:PrivateDomain", name, {}, opts);
    const tags = tagsOf("PrivateDomain", name, args.tags);

    const domain = domainOf(this, name, args, tags);
    const shared = share(this, name, args, domain, tags);
    associate(this, name, args, domain, shared, tags);
    resolveAt(this, name, args, tags);

    this.domainName = args.domainName;
    this.domainNameId = domain.domainNameId;
    this.executionArn = domain.arn.apply(domainExecutionArn);
    this.registerOutputs({
      domainName: this.domainName,
      domainNameId: this.domainNameId,
      executionArn: this.executionArn,
    });
  }
}

function domainOf(
  parent: PrivateDomain,
  name: string,
  { region, domainName, certificateArn, endpoints }: PrivateDomainArgs,
  tags: Tags,
): aws.apigateway.DomainName {
  const callers = Object.values(endpoints);
  const policy = pulumi
    .all(callers.map(({ endpointId }) => endpointId))
    .apply((ids) =>
      canonical(domainPolicy(callers.map((caller, index) => ({ ...caller, endpointId: ids[index] ?? "" })))),
    );
  return new aws.apigateway.DomainName(
    `${name}.domain`,
    {
      region,
      domainName,
      certificateArn,
      // AWS knows no other address type for private domains.
      endpointConfiguration: { types: "PRIVATE", ipAddressType: "dualstack" },
      securityPolicy: "TLS_1_2",
      policy,
      tags,
    },
    { parent },
  );
}

/** Lets the other accounts see the domain: until then they cannot associate their endpoints. */
function share(
  parent: PrivateDomain,
  name: string,
  { region, accounts = [] }: PrivateDomainArgs,
  domain: aws.apigateway.DomainName,
  tags: Tags,
): readonly pulumi.Resource[] {
  if (accounts.length === 0) return [];
  const child = { parent };
  const { arn: resourceShareArn } = new aws.ram.ResourceShare(
    `${name}.domain`,
    { region, allowExternalPrincipals: false, tags },
    child,
  );
  const shared = new aws.ram.ResourceAssociation(
    `${name}.domain`,
    { region, resourceArn: domain.arn, resourceShareArn },
    child,
  );
  const principals = accounts.map(
    (principal) =>
      new aws.ram.PrincipalAssociation(
        `${name}.domain-${principal}`,
        { region, principal, resourceShareArn },
        child,
      ),
  );
  return [shared, ...principals];
}

function associate(
  parent: PrivateDomain,
  name: string,
  { region, endpoints }: PrivateDomainArgs,
  domain: aws.apigateway.DomainName,
  shared: readonly pulumi.Resource[],
  tags: Tags,
): void {
  for (const [network, { endpointId, provider }] of Object.entries(endpoints)) {
    new aws.apigateway.DomainNameAccessAssociation(
      `${name}.domain-${network}`,
      {
        region,
        domainNameArn: domain.arn,
        accessAssociationSource: endpointId,
        accessAssociationSourceType: "VPCE",
        tags,
      },
      // Nothing of the association names the share, yet AWS refuses another account's without it.
      { parent, provider, dependsOn: [...shared] },
    );
  }
}

/** A zone of exactly the domain's name captures no other name. */
function resolveAt(
  parent: PrivateDomain,
  name: string,
  { domainName, endpoints, callers }: PrivateDomainArgs,
  tags: Tags,
): void {
  for (const [network, { vpcId, region, through, provider }] of Object.entries(callers)) {
    const endpoint = endpoints[through];
    if (endpoint === undefined) continue;
    const place = { parent, provider };
    const zone = new aws.route53.Zone(
      `${name}.domain-${network}`,
      {
        name: domainName,
        comment: `Leads ${network} to the private custom domain ${name}`,
        vpcs: [{ vpcId, vpcRegion: region }],
        tags,
      },
      place,
    );
    const alias = { name: endpoint.dnsName, zoneId: endpoint.hostedZoneId, evaluateTargetHealth: false };
    new aws.route53.Record(
      `${name}.domain-${network}`,
      { zoneId: zone.zoneId, name: domainName, type: "A", aliases: [alias] },
      place,
    );
  }
}

function problemsOf({ domainName, endpoints, callers, accounts = [] }: PrivateDomainArgs): Problem[] {
  const name = domainName.includes("*")
    ? [{ propertyPath: "domainName", reason: "AWS takes no wildcard here: name one domain" }]
    : [];
  const ranges = Object.entries(endpoints).flatMap(([network, { ranges: own, refused = [] }]) =>
    rangeProblems({
      ...pathsOf(`endpoints.${network}.ranges`, own),
      ...pathsOf(`endpoints.${network}.refused`, refused),
    }),
  );
  const strays = Object.entries(callers).flatMap(([network, { through }]) =>
    endpoints[through] === undefined
      ? [
          {
            propertyPath: `callers.${network}.through`,
            reason: `names the endpoint "${through}", which is not among endpoints`,
          },
        ]
      : [],
  );
  return [...name, ...ranges, ...strays, ...accountProblems("accounts", accounts)];
}
