import * as pulumi from "@pulumi/pulumi";
import { awsService, awsServiceName, type AwsService } from "./awsServices";
import { addInterfaceEndpoint } from "./interfaceEndpointParts";
import { missing, pathsOf, rangeProblems, refuse, type Problem } from "./problems";
import { tagsOf, type Tags } from "./tags";

export interface InterfaceEndpointArgs {
  readonly vpcId: pulumi.Input<string>;
  /** The subnets that get one of the endpoint's addresses, at most one a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly region: string;
  /** The service, as in `com.amazonaws.{region}.{service}`: for example `cloudformation` or `ecr.api`. */
  readonly service: string;
  /** IPv4 ranges that may connect on the service's ports. */
  readonly clients: readonly string[];
  /**
   * Answer the service's own names inside the VPC with the endpoint's addresses. Some services have no such names.
   * @default true
   */
  readonly privateDns?: boolean;
  /**
   * The endpoint policy, as JSON.
   * @default - AWS's: full access
   */
  readonly policy?: pulumi.Input<string>;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * An interface endpoint of an AWS service, with a security group that admits the service's ports from the given ranges
 * and nothing else.
 *
 * @throws pulumi.InputPropertiesError for a service that is not known, private DNS of one that has none, no subnet, and a
 * client that is no IPv4 range.
 */
export class InterfaceEndpoint extends pulumi.ComponentResource {
  readonly endpointId: pulumi.Output<string>;
  /** The endpoint's own public name, which resolves to its private addresses everywhere. */
  readonly dnsName: pulumi.Output<string>;
  /** The hosted zone of `dnsName`: an alias record names both. */
  readonly hostedZoneId: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: InterfaceEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const { vpcId, subnetIds, region, clients, privateDns = true, policy } = args;
    const service = awsService(args.service);
    refuse("InterfaceEndpoint", name, [
      ...serviceProblems(args.service, service, privateDns, region),
      ...missing({ subnetIds }),
      ...rangeProblems(pathsOf("clients", clients)),
    ]);
    super("apilink:index:InterfaceEndpoint", name, {}, opts);

    const made = addInterfaceEndpoint(this, name, {
      vpcId,
      subnetIds,
      region,
      serviceName: awsServiceName(args.service, region),
      ports: service?.ports ?? [],
      clients,
      privateDns,
      ...(privateDns && service?.hasGateway === true && { dnsOptions: inTheVpcToo }),
      policy,
      description: `Callers of the ${args.service} endpoint ${name}`,
      tags: tagsOf("InterfaceEndpoint", name, args.tags),
    });

    this.endpointId = made.endpointId;
    this.dnsName = made.dnsName;
    this.hostedZoneId = made.hostedZoneId;
    this.securityGroupId = made.securityGroupId;
    this.registerOutputs({
      endpointId: this.endpointId,
      dnsName: this.dnsName,
      hostedZoneId: this.hostedZoneId,
      securityGroupId: this.securityGroupId,
    });
  }
}

/**
 * Of a service with gateway endpoints, private DNS can be for inbound resolvers only, and AWS then refuses the endpoint
 * unless the VPC has a gateway endpoint, too. Said outright, since consoles and tools differ in what they take for unsaid.
 * Source: "Private DNS" for Amazon S3 interface endpoints, Amazon S3 User Guide.
 */
const inTheVpcToo = { privateDnsOnlyForInboundResolverEndpoint: false };

function serviceProblems(
  label: string,
  service: AwsService | undefined,
  privateDns: boolean,
  region: string,
): Problem[] {
  if (service === undefined) {
    const reason = `${JSON.stringify(label)} is no service that interface endpoints lead to, such as cloudformation`;
    return [{ propertyPath: "service", reason }];
  }
  if (!privateDns || service.privateNames(region).length > 0) return [];
  return [{ propertyPath: "privateDns", reason: `${label} has no private DNS names: set it to false` }];
}
