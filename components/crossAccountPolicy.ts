import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { canonical, endpointPolicy, publicPolicy, resourcePolicy, stageMethods } from "./policyDocuments";
import { pathsOf, rangeProblems, refuse, type Problem } from "./problems";

/** An API as its policy needs it. */
export interface PolicyApi {
  readonly restApiId: pulumi.Input<string>;
  /** The API's execution ARN, without stage. */
  readonly executionArn: pulumi.Input<string>;
  readonly stage: string;
  readonly region: string;
  /**
   * Everybody may call: a regional API. It has a policy all the same, so that a change between private and regional is an
   * update that comes before the stage is published again, and not a removal that comes after.
   * @default false
   */
  readonly open?: boolean;
  /**
   * The execution ARN of the API's private custom domain (`PrivateDomain.executionArn`), which whoever may call the API may
   * call it by.
   * @default - none
   */
  readonly domainArn?: pulumi.Input<string>;
  /** The provider of the API's account. */
  readonly provider: pulumi.ProviderResource;
}

/** An endpoint as its policy needs it. */
export interface PolicyEndpoint {
  readonly endpointId: pulumi.Input<string>;
  readonly region: string;
  /** The provider of the endpoint's account. */
  readonly provider: pulumi.ProviderResource;
  /**
   * Leave the endpoint's own policy alone: it was there before, and others may depend on it.
   * @default false
   */
  readonly adopted?: boolean;
}

/** Who may call: these source ranges, through this endpoint, this API. One grant a pair of API and endpoint. */
export interface Grant {
  /** A key of `apis`. */
  readonly api: string;
  /** A key of `endpoints`. */
  readonly endpoint: string;
  /** IPv4 ranges of the callers. */
  readonly ranges: readonly string[];
  /**
   * Addresses, as IPv4 ranges, that are refused although `ranges` may hold them: other APIs' fronts before the same endpoint.
   * @default - none
   */
  readonly refused?: readonly string[];
}

export interface CrossAccountPolicyArgs {
  readonly apis: Readonly<Record<string, PolicyApi>>;
  readonly endpoints: Readonly<Record<string, PolicyEndpoint>>;
  readonly grants: readonly Grant[];
}

/**
 * Every policy on both sides of every grant: one resource policy an API and one endpoint policy an endpoint, since AWS
 * knows no more than one of each. An API or an endpoint without a grant denies
 * everybody, but for an open API.
 *
 * @throws pulumi.InputPropertiesError for a grant of an unknown or open API, of an unknown endpoint, or one that is
 * given twice.
 */
export class CrossAccountPolicy extends pulumi.ComponentResource {
  /** By API, the policy document that is in place: known only once it is, so that what waits for it comes after. */
  readonly applied: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: CrossAccountPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("CrossAccountPolicy", name, problemsOf(args));
    super("apilink:index:CrossAccountPolicy", name, {}, opts);

    for (const [endpoint, { endpointId, region, provider, adopted }] of Object.entries(args.endpoints)) {
      if (adopted === true) continue;
      const apis = args.grants.filter((grant) => grant.endpoint === endpoint).map(({ api }) => api);
      new aws.ec2.VpcEndpointPolicy(
        `${name}.${endpoint}`,
        { region, vpcEndpointId: endpointId, policy: endpointDocument(apis, args) },
        // AWS's provider deletes an endpoint policy by opening the endpoint to everything.
        { parent: this, provider, retainOnDelete: true },
      );
    }
    this.applied = Object.fromEntries(
      Object.entries(args.apis).map(([api, { restApiId, region, provider }]) => {
        const document = resourceDocument(api, args);
        const policy = new aws.apigateway.RestApiPolicy(
          `${name}.${api}`,
          { region, restApiId, policy: document },
          { parent: this, provider },
        );
        // The id comes with the answer to the request that sets the policy; the policy that AWS gives back is written
        // differently (its ARNs, its escapes), so it is our own document that is passed on.
        return [api, pulumi.all([policy.id, document]).apply(([, text]) => text)];
      }),
    );

    this.registerOutputs({ applied: this.applied });
  }
}

function endpointDocument(names: readonly string[], { apis }: CrossAccountPolicyArgs): pulumi.Output<string> {
  const arns = pulumi.all(names.map((name) => apis[name]?.executionArn ?? ""));
  const domainArns = pulumi.all(names.map((name) => apis[name]?.domainArn));
  return pulumi.all([arns, domainArns]).apply(([known, domains]) =>
    canonical(
      endpointPolicy(
        names.flatMap((name, index) => {
          const [arn = "", domainArn] = [known[index], domains[index]];
          const methods = stageMethods(arn, apis[name]?.stage ?? "");
          return domainArn === undefined ? [methods] : [methods, domainArn];
        }),
      ),
    ),
  );
}

function resourceDocument(
  api: string,
  { apis, endpoints, grants }: CrossAccountPolicyArgs,
): pulumi.Output<string> {
  const own = grants.filter((grant) => grant.api === api);
  const { executionArn = "", domainArn, stage = "", open = false } = apis[api] ?? {};
  const ids = own.map(({ endpoint }) => endpoints[endpoint]?.endpointId ?? "");
  return pulumi.all([executionArn, domainArn, pulumi.all(ids)]).apply(([arn, domain, known]) => {
    const admissions = own.map((grant, index) => ({ ...grant, endpointId: known[index] ?? "" }));
    return canonical(open ? publicPolicy(arn, stage) : resourcePolicy(arn, stage, admissions, domain));
  });
}

function problemsOf({ apis, endpoints, grants }: CrossAccountPolicyArgs): Problem[] {
  const seen = new Set<string>();
  return grants.flatMap(({ api, endpoint, ranges, refused = [] }, index) => {
    const pair = `${api} through ${endpoint}`;
    const problems = [
      apis[api]?.open === true && `grants ${pair}, while everybody may call this API`,
      apis[api] === undefined && `names the API "${api}", which is not among apis`,
      endpoints[endpoint] === undefined && `names the endpoint "${endpoint}", which is not among endpoints`,
      ranges.length === 0 && `grants ${pair} to no range: leave it out`,
      seen.has(pair) && `grants ${pair} a second time: put all ranges into one`,
    ];
    seen.add(pair);
    return [
      ...problems.flatMap((reason) =>
        reason === false ? [] : [{ propertyPath: `grants[${index}]`, reason }],
      ),
      ...rangeProblems(pathsOf(`grants[${index}].ranges`, ranges)),
      ...rangeProblems(pathsOf(`grants[${index}].refused`, refused)),
    ];
  });
}
