import * as pulumi from "@pulumi/pulumi";
import { awsServiceName } from "./awsServices";
import { addInterfaceEndpoint } from "./interfaceEndpointParts";
import { canonical, denyAll } from "./policyDocuments";
import { pathsOf, rangeProblems, refuse, subnetAddressProblems } from "./problems";
import { tagsOf, type Tags } from "./tags";

export interface ExecuteApiEndpointArgs {
  readonly vpcId: pulumi.Input<string>;
  /** The subnets that get one of the endpoint's addresses, at most one a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly region: string;
  /** IPv4 ranges that may connect on 443. */
  readonly clients: readonly string[];
  /**
   * Answer `*.execute-api.{region}.amazonaws.com` inside the VPC. It also captures the names of public APIs there, whose
   * callers then get 403 from the endpoint.
   * @default false
   */
  readonly privateDns?: boolean;
  /**
   * Fixed IPv4 addresses, one for each of `subnetIds` in their order and within that subnet's range: what stands in front
   * of the endpoint can rely on them, since AWS picks others when it replaces the endpoint.
   * @default - AWS picks free ones
   */
  readonly addresses?: readonly string[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * An interface endpoint for API Gateway's `execute-api`, with a security group that admits 443 from the given ranges and
 * nothing else. It is born with a policy that denies everything and ignores what comes after: `CrossAccountPolicy` opens
 * it for the APIs that are linked through it.
 *
 * @throws pulumi.InputPropertiesError for a client that is no IPv4 range, and for addresses that are none, given twice or
 * not as many as the subnets.
 */
export class ExecuteApiEndpoint extends pulumi.ComponentResource {
  readonly endpointId: pulumi.Output<string>;
  /** The endpoint's own public name, which resolves to its private addresses everywhere. */
  readonly dnsName: pulumi.Output<string>;
  /** The hosted zone of `dnsName`: an alias record names both. */
  readonly hostedZoneId: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: ExecuteApiEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const { region, vpcId, subnetIds, clients, privateDns = false, addresses } = args;
    refuse("ExecuteApiEndpoint", name, [
      ...rangeProblems(pathsOf("clients", clients)),
      ...(addresses === undefined ? [] : subnetAddressProblems("addresses", addresses, subnetIds.length)),
    ]);
    super("apilink:index:ExecuteApiEndpoint", name, {}, opts);

    const made = addInterfaceEndpoint(this, name, {
      vpcId,
      subnetIds,
      region,
      serviceName: awsServiceName("execute-api", region),
      ports: [443],
      clients,
      privateDns,
      policy: canonical(denyAll),
      policyIsTakenOver: true,
      addresses,
      description: `Callers of the execute-api endpoint ${name}`,
      tags: tagsOf("ExecuteApiEndpoint", name, args.tags),
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
