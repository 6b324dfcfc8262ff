import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { groupName } from "./groupName";
import { dashed } from "./ranges";
import type { Tags } from "./tags";

/** An interface endpoint of whatever service, and whom its security group admits. */
export interface InterfaceEndpointSpec {
  readonly vpcId: pulumi.Input<string>;
  /** At most one a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly region: string;
  /** The endpoint service's whole name. */
  readonly serviceName: pulumi.Input<string>;
  /**
   * The service's region.
   * @default - that of the endpoint
   */
  readonly serviceRegion?: string;
  /** TCP ports that clients connect to. */
  readonly ports: readonly number[];
  /** IPv4 ranges that may connect. */
  readonly clients: readonly string[];
  readonly privateDns: boolean;
  /**
   * Private DNS also of a service with gateway endpoints, for workloads inside the VPC.
   * @default - AWS's own choice
   */
  readonly dnsOptions?: aws.types.input.ec2.VpcEndpointDnsOptions;
  /**
   * The endpoint policy's text.
   * @default - AWS's: full access
   */
  readonly policy?: pulumi.Input<string>;
  /**
   * Whether somebody else changes the policy afterwards.
   * @default false
   */
  readonly policyIsTakenOver?: boolean;
  /**
   * One IPv4 address for each of `subnetIds`, in their order.
   * @default - AWS picks free ones
   */
  readonly addresses?: readonly string[];
  /** What the security group is described by. AWS takes no change of it in place. */
  readonly description: string;
  readonly tags: Tags;
}

export interface InterfaceEndpointOutputs {
  readonly endpointId: pulumi.Output<string>;
  /** The endpoint's own public name, which resolves to its private addresses everywhere. */
  readonly dnsName: pulumi.Output<string>;
  /** The hosted zone of `dnsName`: an alias record names both. */
  readonly hostedZoneId: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
}

/**
 * Makes the children that every component with an interface endpoint has: a security group that admits the service's
 * ports from the given ranges and nothing else, and the endpoint behind it.
 */
export function addInterfaceEndpoint(
  parent: pulumi.Resource,
  name: string,
  spec: InterfaceEndpointSpec,
): InterfaceEndpointOutputs {
  const { region, vpcId, tags } = spec;
  const child = { parent };
  const group = new aws.ec2.SecurityGroup(
    `${name}.endpoint`,
    { region, vpcId, ...groupName(name), description: spec.description, tags },
    child,
  );
  admit(parent, name, group, spec);
  const endpoint = new aws.ec2.VpcEndpoint(
    `${name}.endpoint`,
    {
      region,
      vpcId,
      vpcEndpointType: "Interface",
      serviceName: spec.serviceName,
      serviceRegion: spec.serviceRegion,
      subnetIds: [...spec.subnetIds],
      subnetConfigurations: pinned(spec),
      securityGroupIds: [group.id],
      privateDnsEnabled: spec.privateDns,
      dnsOptions: spec.dnsOptions,
      policy: spec.policy,
      tags,
    },
    spec.policyIsTakenOver === true ? { ...child, ignoreChanges: ["policy"] } : child,
  );
  // AWS lists the regional name first. Source: "DnsEntries" of AWS::EC2::VPCEndpoint in the CloudFormation reference.
  const regional = endpoint.dnsEntries.apply(([first]) => ({
    dnsName: first?.dnsName ?? "",
    hostedZoneId: first?.hostedZoneId ?? "",
  }));
  return {
    endpointId: endpoint.id,
    dnsName: regional.dnsName,
    hostedZoneId: regional.hostedZoneId,
    securityGroupId: group.id,
  };
}

/** One rule a range and port: a rule of one range only can be taken away without the others. */
function admit(
  parent: pulumi.Resource,
  name: string,
  group: aws.ec2.SecurityGroup,
  { region, ports, clients, tags }: InterfaceEndpointSpec,
): void {
  for (const range of clients) {
    for (const port of ports) {
      const from = `${name}.from-${dashed(range)}`;
      new aws.vpc.SecurityGroupIngressRule(
        ports.length === 1 ? from : `${from}-port-${port}`,
        {
          region,
          securityGroupId: group.id,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          cidrIpv4: range,
          description: port === 443 ? "HTTPS" : `TCP ${port}`,
          tags,
        },
        { parent },
      );
    }
  }
}

function pinned({ subnetIds, addresses }: InterfaceEndpointSpec) {
  return addresses?.map((ipv4, index) => ({ subnetId: subnetIds[index], ipv4 }));
}
