import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** The arguments of `awsx.ec2.Vpc` that the embedded cloud knows, as they arrive over the wire. */
const inputsShape = z.object({
  region: z.string(),
  cidrBlock: z.string(),
  enableDnsSupport: z.boolean(),
  enableDnsHostnames: z.boolean(),
  availabilityZoneNames: z.array(z.string()).min(1),
  natGateways: z.object({ strategy: z.literal("None") }),
  subnetStrategy: z.literal("Auto"),
  subnetSpecs: z.array(z.object({ type: z.enum(["Public", "Isolated"]), cidrBlocks: z.array(z.string()) })),
  tags: z.custom<pulumi.Input<Record<string, pulumi.Input<string>>>>().optional(),
});

/** Public before isolated within a zone, whatever the order of the specifications. */
const kinds = ["Public", "Isolated"] as const;

/**
 * The children that `awsx.ec2.Vpc` 3.9 makes: an internet gateway always; in each zone, subnet by subnet, a route table
 * below the subnet and its association below that; a default route in the public ones. No NAT.
 */
export class ExpandedVpc extends pulumi.ComponentResource {
  readonly vpc: pulumi.Output<aws.ec2.Vpc>;
  readonly vpcId: pulumi.Output<string>;
  readonly internetGateway: pulumi.Output<aws.ec2.InternetGateway>;
  readonly subnets: pulumi.Output<aws.ec2.Subnet[]>;
  readonly routeTables: pulumi.Output<aws.ec2.RouteTable[]>;
  readonly routeTableAssociations: pulumi.Output<aws.ec2.RouteTableAssociation[]>;
  readonly routes: pulumi.Output<aws.ec2.Route[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]> = pulumi.output([]);

  constructor(name: string, inputs: pulumi.Inputs, opts?: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, {}, opts);
    const {
      region,
      cidrBlock,
      enableDnsHostnames,
      enableDnsSupport,
      availabilityZoneNames,
      subnetSpecs,
      ...args
    } = inputsShape.parse(inputs);
    const tags = pulumi
      .output(args.tags ?? {})
      .apply((own): Record<string, string> => ({ Name: name, ...own }));

    const vpc = new aws.ec2.Vpc(
      name,
      { region, cidrBlock, enableDnsHostnames, enableDnsSupport, tags },
      { parent: this },
    );
    const gateway = new aws.ec2.InternetGateway(name, { region, vpcId: vpc.id, tags }, { parent: vpc });
    const made = availabilityZoneNames.flatMap((zone, index) =>
      kinds.flatMap((kind) => {
        const cidr = subnetSpecs.find(({ type }) => type === kind)?.cidrBlocks[index];
        if (cidr === undefined) return [];
        const place = { region, zone, cidr, tags };
        return [subnetOf(`${name}-${kind.toLowerCase()}-${index + 1}`, kind, place, vpc, gateway)];
      }),
    );
    const idsOf = (wanted: string): pulumi.Output<string[]> =>
      pulumi.all(made.filter(({ kind }) => kind === wanted).map(({ subnet }) => subnet.id));

    this.vpc = pulumi.output(vpc);
    this.vpcId = vpc.id;
    this.internetGateway = pulumi.output(gateway);
    this.subnets = pulumi.output(made.map(({ subnet }) => subnet));
    this.routeTables = pulumi.output(made.map(({ table }) => table));
    this.routeTableAssociations = pulumi.output(made.map(({ association }) => association));
    this.routes = pulumi.output(made.flatMap(({ route }) => route ?? []));
    this.publicSubnetIds = idsOf("Public");
    this.isolatedSubnetIds = idsOf("Isolated");
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      isolatedSubnetIds: this.isolatedSubnetIds,
    });
  }
}

interface SubnetPlace {
  readonly region: string;
  readonly zone: string;
  readonly cidr: string;
  readonly tags: pulumi.Output<Record<string, string>>;
}

function subnetOf(
  name: string,
  kind: (typeof kinds)[number],
  { region, zone, cidr, tags: shared }: SubnetPlace,
  vpc: aws.ec2.Vpc,
  gateway: aws.ec2.InternetGateway,
) {
  const tags = shared.apply((own) => ({ ...own, Name: name, SubnetType: kind }));
  const subnet = new aws.ec2.Subnet(
    name,
    {
      region,
      vpcId: vpc.id,
      availabilityZone: zone,
      mapPublicIpOnLaunch: kind === "Public",
      cidrBlock: cidr,
      assignIpv6AddressOnCreation: false,
      tags,
    },
    { parent: vpc },
  );
  const table = new aws.ec2.RouteTable(name, { region, vpcId: vpc.id, tags }, { parent: subnet });
  const association = new aws.ec2.RouteTableAssociation(
    name,
    { region, routeTableId: table.id, subnetId: subnet.id },
    { parent: table },
  );
  const route =
    kind === "Public"
      ? new aws.ec2.Route(
          name,
          { region, routeTableId: table.id, gatewayId: gateway.id, destinationCidrBlock: "0.0.0.0/0" },
          { parent: table },
        )
      : undefined;
  return { kind, subnet, table, association, route };
}
