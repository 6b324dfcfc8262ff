import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsService, awsServiceName } from "./awsServices";
import { narrowings } from "./gatewayPolicies";
import { canonical } from "./policyDocuments";
import { missing, refuse, type Problem } from "./problems";
import { tagsOf, type Tags } from "./tags";

export interface GatewayEndpointArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  /** `s3` or `dynamodb`. */
  readonly service: string;
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
 * @throws pulumi.InputPropertiesError for a service without gateway endpoints, no route table, and a list of buckets or tables
 * that is empty or another service's.
 */
export class GatewayEndpoint extends pulumi.ComponentResource {
  readonly endpointId: pulumi.Output<string>;
  /** The managed prefix list with the service's ranges, which AWS keeps up to date. */
  readonly prefixListId: pulumi.Output<string>;

  constructor(name: string, args: GatewayEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const { vpcId, region, service, routeTableIds } = args;
    refuse("GatewayEndpoint", name, [
      ...serviceProblems(service),
      ...missing({ routeTableIds }),
      ...narrowingProblems(args),
    ]);
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

/** AWS's own policy is full access. */
function policyOf(args: GatewayEndpointArgs): pulumi.Output<string> | undefined {
  const narrowed = narrowings.find(({ key }) => args[key] !== undefined);
  return (
    narrowed &&
    pulumi.all([...(args[narrowed.key] ?? [])]).apply((arns) => canonical(narrowed.document(arns)))
  );
}

function serviceProblems(service: string): Problem[] {
  if (awsService(service)?.hasGateway === true) return [];
  return [{ propertyPath: "service", reason: `${JSON.stringify(service)} has no gateway endpoints` }];
}

function narrowingProblems(args: GatewayEndpointArgs): Problem[] {
  return narrowings.flatMap(({ service, key }) => {
    const arns = args[key];
    if (arns === undefined) return [];
    if (service === args.service) return missing({ [key]: arns });
    return [{ propertyPath: key, reason: `belong to ${service}, and the endpoint leads to ${args.service}` }];
  });
}
