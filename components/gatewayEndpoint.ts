import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsServiceName } from "./awsServices";
import { canonical } from "./policyDocuments";
import { missing, refuse, type Problem } from "./problems";
import { bucketsPolicy, tablesPolicy } from "./gatewayPolicies";
import { tagsOf, type Tags } from "./tags";

/** A service that AWS has gateway endpoints for. */
export type GatewayService = "s3" | "dynamodb";

export interface GatewayEndpointArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  readonly service: GatewayService;
  /** The route tables that get a route to the service: only the subnets that use one of them use the endpoint. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /**
   * ARNs of the buckets that may be used through the endpoint; for `s3` only.
   * @default - every bucket
   */
  readonly buckets?: readonly pulumi.Input<string>[];
  /**
   * ARNs of the tables that may be used through the endpoint, with their indexes; for `dynamodb` only.
   * @default - every table
   */
  readonly tables?: readonly pulumi.Input<string>[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * A gateway endpoint: a route to the service's prefix list in the given route tables, free of charge. It serves its own
 * VPC only, and only the service in its own region.
 *
 * @throws pulumi.InputPropertiesError for no route table, an empty list of buckets or tables, and one of the other service.
 */
export class GatewayEndpoint extends pulumi.ComponentResource {
  readonly endpointId: pulumi.Output<string>;
  /** The managed prefix list with the service's ranges, which AWS keeps up to date. */
  readonly prefixListId: pulumi.Output<string>;

  constructor(name: string, args: GatewayEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const { vpcId, region, service, routeTableIds } = args;
    refuse("GatewayEndpoint", name, [...missing({ routeTableIds }), ...narrowingProblems(args)]);
    super("apilink:index:GatewayEndpoint", name, {}, opts);

    const endpoint = new aws.ec2.VpcEndpoint(
      `${name}.endpoint`,
      {
        region,
        vpcId,
        vpcEndpointType: "Gateway",
        serviceName: awsServiceName(service, region),
        routeTableIds: [...routeTableIds],
        policy: policyOf(args),
        tags: tagsOf("GatewayEndpoint", name, args.tags),
      },
      { parent: this },
    );

    this.endpointId = endpoint.id;
    this.prefixListId = endpoint.prefixListId;
    this.registerOutputs({ endpointId: this.endpointId, prefixListId: this.prefixListId });
  }
}

/** What each service's endpoint can be narrowed to. */
const narrowing = {
  s3: { key: "buckets", document: bucketsPolicy },
  dynamodb: { key: "tables", document: tablesPolicy },
} as const;

/** AWS's own policy is full access. */
function policyOf(args: GatewayEndpointArgs): pulumi.Output<string> | undefined {
  const { key, document } = narrowing[args.service];
  const arns = args[key];
  return arns && pulumi.all([...arns]).apply((known) => canonical(document(known)));
}

function narrowingProblems(args: GatewayEndpointArgs): Problem[] {
  return Object.entries(narrowing).flatMap(([service, { key }]) => {
    const arns = args[key];
    if (arns === undefined) return [];
    if (service === args.service) return missing({ [key]: arns });
    return [{ propertyPath: key, reason: `belong to ${service}, and the endpoint leads to ${args.service}` }];
  });
}
