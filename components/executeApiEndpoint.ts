import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { canonical, denyAll } from "./policyDocuments";
import { pathsOf, rangeProblems, refuse } from "./problems";
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
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * An interface endpoint for API Gateway's `execute-api`, with a security group that admits 443 from the given ranges and
 * nothing else. It is born with a policy that denies everything and ignores what comes after: `CrossAccountPolicy` opens
 * it for the APIs that are linked through it.
 *
 * @throws pulumi.InputPropertiesError for a client that is no IPv4 range.
 */
export class ExecuteApiEndpoint extends pulumi.ComponentResource {
  readonly endpointId: pulumi.Output<string>;
  /** The endpoint's own public name, which resolves to its private addresses everywhere. */
  readonly dnsName: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: ExecuteApiEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const { region, vpcId, privateDns = false } = args;
    refuse("ExecuteApiEndpoint", name, rangeProblems(pathsOf("clients", args.clients)));
    super("apilink:index:ExecuteApiEndpoint", name, {}, opts);
    const tags = tagsOf("ExecuteApiEndpoint", name, args.tags);
    const child = { parent: this };

    const group = new aws.ec2.SecurityGroup(
      `${name}.endpoint`,
      { region, vpcId, description: `Callers of the execute-api endpoint ${name}`, tags },
      child,
    );
    for (const range of args.clients) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}.from-${range.replace(/[./]/g, "-")}`,
        {
          region,
          securityGroupId: group.id,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4: range,
          description: "HTTPS",
          tags,
        },
        child,
      );
    }
    const endpoint = new aws.ec2.VpcEndpoint(
      `${name}.endpoint`,
      {
        region,
        vpcId,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.execute-api`,
        subnetIds: [...args.subnetIds],
        securityGroupIds: [group.id],
        privateDnsEnabled: privateDns,
        policy: canonical(denyAll),
        tags,
      },
      { ...child, ignoreChanges: ["policy"] },
    );

    this.endpointId = endpoint.id;
    this.dnsName = endpoint.dnsEntries.apply((entries) => entries[0]?.dnsName ?? "");
    this.securityGroupId = group.id;
    this.registerOutputs({
      endpointId: this.endpointId,
      dnsName: this.dnsName,
      securityGroupId: this.securityGroupId,
    });
  }
}
