import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "./partitions";
import { placementProblems, smallestType, type Placement } from "./placement";
import {
  accountProblems,
  missing,
  pathsOf,
  rangeProblems,
  refuse,
  wholeNumber,
  type Problem,
} from "./problems";
import { addServiceBalancer, addServiceFirewall } from "./serviceBalancer";
import { tagsOf, type Tags } from "./tags";
import { webPage } from "./webPage";

export interface EndpointServiceArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  /** The subnets of the instances and of the balancer, one a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /**
   * The TCP port of the page, from the consumer's endpoint to the instance.
   * @default 80
   */
  readonly port?: number;
  /**
   * How many web instances, divided among the subnets in turn.
   * @default 2
   */
  readonly instances?: number;
  /**
   * Whether each consumer's connection waits until the service's account accepts it.
   * @default true
   */
  readonly acceptance?: boolean;
  /** The ids of the accounts that may connect: 12 digits each. Nobody may without any. */
  readonly consumers: readonly string[];
  /** The consumers' IPv4 ranges, which the balancer's security group admits. */
  readonly clients: readonly string[];
  /**
   * Further regions that consumers may connect from.
   * @default - the service's own region only
   */
  readonly regions?: readonly string[];
  /**
   * How EC2 places the instances: `spread` on hardware of their own (7 running instances a zone), in `partition`s that
   * share none, or in a `cluster` close together in one zone.
   * @default spread
   */
  readonly placement?: Placement;
  /**
   * The partitions of each zone, 1 to 7, of a `partition` group.
   * @default 2
   */
  readonly partitions?: number;
  /**
   * An arm64 instance type.
   * @default - the smallest that the placement group takes
   */
  readonly instanceType?: pulumi.Input<string>;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * A service of one's own, published through PrivateLink: web instances in a placement group, an internal Network Load
 * Balancer in front of them, and the endpoint service that consumers' interface endpoints connect to. The instances answer the
 * balancer and nobody else, call nobody, have no key and no public address, and take metadata tokens only.
 *
 * @throws pulumi.InputPropertiesError for arguments that AWS would refuse, more instances than a zone takes among them.
 */
export class EndpointService extends pulumi.ComponentResource {
  /** `com.amazonaws.vpce.{region}.vpce-svc-…`, which a consumer's endpoint names. */
  readonly serviceName: pulumi.Output<string>;
  readonly serviceId: pulumi.Output<string>;
  /** The balancer's own DNS name. */
  readonly dnsName: pulumi.Output<string>;

  constructor(name: string, args: EndpointServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = { ...defaults, ...args };
    refuse("EndpointService", name, problemsOf(settings));
    super("apilink:index:EndpointService", name, {}, opts);
    const tags = tagsOf("EndpointService", name, args.tags);

    const groups = addServiceFirewall(this, name, settings, tags);
    const instances = webInstances(this, name, settings, groups.instances, tags);
    const balancer = addServiceBalancer(this, name, settings, groups.balancer, instances, tags);
    const service = published(this, name, settings, balancer, tags);

    this.serviceName = service.serviceName;
    this.serviceId = service.id;
    this.dnsName = balancer.dnsName;
    this.registerOutputs({
      serviceName: this.serviceName,
      serviceId: this.serviceId,
      dnsName: this.dnsName,
    });
  }
}

const defaults = {
  port: 80,
  instances: 2,
  acceptance: true,
  regions: [] as readonly string[],
  placement: "spread",
} as const;

type Settings = EndpointServiceArgs &
  Required<Pick<EndpointServiceArgs, "port" | "instances" | "acceptance" | "regions" | "placement">>;

/** The public parameter that tells the current image. Source: Amazon Linux 2023 User Guide, "AL2023 on Amazon EC2". */
const imageParameter = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

function webInstances(
  parent: EndpointService,
  name: string,
  settings: Settings,
  group: aws.ec2.SecurityGroup,
  tags: Tags,
): readonly aws.ec2.Instance[] {
  const { region, port, placement, partitions = 2, subnetIds } = settings;
  const child = { parent };
  const placementGroup = new aws.ec2.PlacementGroup(
    `${name}.placement`,
    {
      region,
      strategy: placement,
      ...(placement === "partition" && { partitionCount: partitions }),
      tags,
    },
    child,
  );
  // The answer holds `value`, a secret, which makes a secret of all that is read from it. Everybody knows this one.
  const ami = pulumi.unsecret(
    aws.ssm.getParameterOutput({ name: imageParameter, region }, child).insecureValue,
  );
  return Array.from({ length: settings.instances }, (_, index) => {
    const own = `${name}.instance-${index + 1}`;
    const named = tagsOf("EndpointService", name, { Name: own, ...settings.tags });
    return new aws.ec2.Instance(
      own,
      {
        region,
        ami,
        instanceType: settings.instanceType ?? smallestType(placement),
        subnetId: subnetIds[index % subnetIds.length] ?? "",
        associatePublicIpAddress: false,
        vpcSecurityGroupIds: [group.id],
        placementGroup: placementGroup.name,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        rootBlockDevice: { encrypted: true, tags: named },
        userData: webPage(port),
        // User data runs at the first boot only.
        userDataReplaceOnChange: true,
        tags: named,
      },
      // A newer image would else replace all instances on any update.
      { ...child, ignoreChanges: ["ami"] },
    );
  });
}

function published(
  parent: EndpointService,
  name: string,
  { region, regions, acceptance, consumers }: Settings,
  balancer: aws.lb.LoadBalancer,
  tags: Tags,
): aws.ec2.VpcEndpointService {
  const partition = partitionOf(region).name;
  return new aws.ec2.VpcEndpointService(
    `${name}.service`,
    {
      region,
      acceptanceRequired: acceptance,
      networkLoadBalancerArns: [balancer.arn],
      allowedPrincipals: consumers.map((account) => `arn:${partition}:iam::${account}:root`),
      ...(regions.length > 0 && { supportedRegions: [...new Set([region, ...regions])] }),
      tags,
    },
    { parent },
  );
}

function problemsOf(args: Settings): Problem[] {
  const { subnetIds, instances, port, placement, partitions } = args;
  return [
    ...missing({ subnetIds }),
    ...wholeNumber("port", port, 65535),
    ...wholeNumber("instances", instances),
    ...accountProblems("consumers", args.consumers),
    ...rangeProblems(pathsOf("clients", args.clients)),
    ...(subnetIds.length === 0
      ? []
      : placementProblems({ placement, instances, partitions, zones: subnetIds.length })),
  ];
}
