import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { addInterfaceEndpoint } from "./interfaceEndpointParts";
import { missing, pathsOf, rangeProblems, refuse, wholeNumber } from "./problems";
import { tagsOf, type Tags } from "./tags";

/** The service's side, which accepts the connection. */
export interface Acceptance {
  /** The service's id, `vpce-svc-…`. */
  readonly serviceId: pulumi.Input<string>;
  /** The service's region. */
  readonly region: string;
  /** The provider of the service's account. */
  readonly provider: pulumi.ProviderResource;
}

export interface ServiceConsumerArgs {
  readonly vpcId: pulumi.Input<string>;
  /** The subnets that get one of the endpoint's addresses, at most one a zone, in zones that the service has. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly region: string;
  /** `com.amazonaws.vpce.{region}.vpce-svc-…` */
  readonly serviceName: pulumi.Input<string>;
  /**
   * The service's region, where it is another one. The service has to support this one.
   * @default - the endpoint's own
   */
  readonly serviceRegion?: string;
  /** The service's TCP port. */
  readonly port: number;
  /** IPv4 ranges that may connect to the service's port. */
  readonly clients: readonly string[];
  /**
   * Accepts the connection in the service's account.
   * @default - the service needs no acceptance, or somebody else accepts
   */
  readonly acceptance?: Acceptance;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * A consumer of an endpoint service: an interface endpoint in the consumer's VPC, whose security group admits the service's
 * port from the given ranges and nothing else, and its acceptance by the service's account.
 *
 * @throws pulumi.InputPropertiesError for a port or a client that is none, or without subnets.
 */
export class ServiceConsumer extends pulumi.ComponentResource {
  readonly endpointId: pulumi.Output<string>;
  /** The endpoint's own name, which resolves to its private addresses everywhere. */
  readonly dnsName: pulumi.Output<string>;
  /** `http://`, that name, and the port unless it is 80. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ServiceConsumerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { region, vpcId, subnetIds, port, clients, serviceRegion } = args;
    refuse("ServiceConsumer", name, [
      ...missing({ subnetIds }),
      ...wholeNumber("port", port, 65535),
      ...rangeProblems(pathsOf("clients", clients)),
    ]);
    super("apilink:index:ServiceConsumer", name, {}, opts);

    const { endpointId, dnsName } = addInterfaceEndpoint(this, name, {
      vpcId,
      subnetIds,
      region,
      serviceName: args.serviceName,
      ...(serviceRegion !== undefined && serviceRegion !== region && { serviceRegion }),
      ports: [port],
      clients,
      privateDns: false,
      description: `Callers of the service endpoint ${name}`,
      tags: tagsOf("ServiceConsumer", name, args.tags),
    });
    if (args.acceptance !== undefined) accept(this, name, endpointId, args.acceptance);

    this.endpointId = endpointId;
    this.dnsName = dnsName;
    this.url = pulumi.interpolate`http://${this.dnsName}${port === 80 ? "" : `:${port}`}`;
    this.registerOutputs({ endpointId: this.endpointId, dnsName: this.dnsName, url: this.url });
  }
}

function accept(
  parent: ServiceConsumer,
  name: string,
  vpcEndpointId: pulumi.Output<string>,
  { serviceId, region, provider }: Acceptance,
): void {
  new aws.ec2.VpcEndpointConnectionAccepter(
    `${name}.accept`,
    { region, vpcEndpointServiceId: serviceId, vpcEndpointId },
    { parent, provider },
  );
}
