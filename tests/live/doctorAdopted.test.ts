import assert from "node:assert/strict";
import { resolve } from "node:path";
import {
  AssociateRouteTableCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteNetworkAclEntryCommand,
  DeleteRouteCommand,
  DescribeNetworkAclsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  ReplaceRouteTableAssociationCommand,
} from "@aws-sdk/client-ec2";
import { readConfig } from "../../stacks/config";
import type { DoctorReport } from "../../verify/doctor/report";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withMoto } from "../support/moto";
import { withCloud } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { byHand, provision } from "./provision/provision";
import { doctorOf, withLiveIds, withRoles } from "./support";

const place = { account: "111111111111", region: "ap-northeast-2" };

type Stack = ReturnType<typeof withRoles>;

/** What the owner of a VPC has made, and nobody of this stack. */
interface Owned {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly associationIds: readonly string[];
  readonly routeTableId: string;
  /** A table that the topology does not name, with a subnet of its own. */
  readonly otherTableId: string;
  readonly aclId: string;
  /** Of a connection that nobody has accepted. */
  readonly peeringId: string;
}

function id(value: string | undefined): string {
  return value ?? assert.fail("the server gave no id");
}

async function owned(ec2: EC2Client): Promise<Owned> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.5.0.0/16" }));
  const vpcId = id(Vpc?.VpcId);
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
  const [routeTableId, otherTableId] = [await tableIn(ec2, vpcId), await tableIn(ec2, vpcId)];
  const made = [await subnetIn(ec2, vpcId, "a", routeTableId), await subnetIn(ec2, vpcId, "b", routeTableId)];
  await subnetIn(ec2, vpcId, "c", otherTableId);
  const { NetworkAcls } = await ec2.send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
  );
  const { Vpc: another } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.6.0.0/16" }));
  const { VpcPeeringConnection: peering } = await ec2.send(
    new CreateVpcPeeringConnectionCommand({ VpcId: vpcId, PeerVpcId: another?.VpcId }),
  );
  return {
    vpcId,
    subnetIds: made.map(({ subnetId }) => subnetId),
    associationIds: made.map(({ associationId }) => associationId),
    routeTableId,
    otherTableId,
    aclId: id(NetworkAcls?.[0]?.NetworkAclId),
    peeringId: id(peering?.VpcPeeringConnectionId),
  };
}

async function tableIn(ec2: EC2Client, VpcId: string): Promise<string> {
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  return id(RouteTable?.RouteTableId);
}

async function subnetIn(ec2: EC2Client, VpcId: string, zone: "a" | "b" | "c", RouteTableId: string) {
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({
      VpcId,
      CidrBlock: `10.5.${String("abc".indexOf(zone))}.0/24`,
      AvailabilityZone: `${place.region}${zone}`,
    }),
  );
  const SubnetId = id(Subnet?.SubnetId);
  const { AssociationId } = await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  return { subnetId: SubnetId, associationId: id(AssociationId) };
}

/** A VPC that calls one API by an endpoint that the program puts into it, and another one by a peered network's. */
function stackWith({ vpcId, subnetIds, routeTableId }: Owned): Stack {
  const at = { account: "one", region: place.region };
  const config = {
    "apilink:topology": {
      accounts: { one: { id: place.account } },
      networks: {
        old: { ...at, cidr: "10.5.0.0/16", existing: { vpcId, subnetIds, routeTableIds: [routeTableId] } },
        core: { ...at, cidr: "10.6.0.0/16" },
      },
      apis: { near: at, far: at },
      links: [
        { from: "old", to: "near" },
        { from: "old", to: "far", through: "core" },
      ],
    },
  };
  const { topology } = readConfig(config, { source: "the test", dir: resolve(__dirname, "../..") });
  return withRoles({ stack: "adopted", config, topology });
}

function assumedIn({ report }: DoctorReport): readonly string[] {
  return report.findings
    .filter(({ rule, where }) => rule === "assumed" && where === "networks.old")
    .map(({ message }) => message.replace(/^.*VPC vpc-\w+ /, ""));
}

/** What nobody can read: what workloads are themselves. */
const unreadable = ["gives its workloads the VPC's own resolver", "lets its workloads connect out on 443"];

describe("the doctor, of an adopted VPC", function () {
  this.timeout(240_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint, [gatewayMending()]);
  let own: Owned;
  let stack: Stack;

  const change = <Result>(by: (ec2: EC2Client) => Promise<Result>): Promise<Result> =>
    byHand(cloud().endpoint, EC2Client, place, by);
  const diagnosis = (): Promise<DoctorReport> => doctorOf(stack, cloud().endpoint);
  const brokenIn = ({ links }: DoctorReport): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(
      links
        .filter(({ state }) => state !== "ok")
        .map(({ to, state, settings }) => [`${to} ${state}`, settings.map(({ text }) => text)]),
    );
  const says = (text: string): string => `old adopted VPC ${own.vpcId}: ${text}`;

  before(async () => {
    await moto().reset();
    own = await change(owned);
    const file = stackWith(own);
    stack = withLiveIds(file, await provision(await resourcesOfProgram(file), cloud().endpoint));
  });

  it("is healthy, and takes for granted only what nobody can read", async () => {
    const report = await diagnosis();
    assert.deepEqual(
      report.differences.map(({ text }) => text),
      [],
    );
    assert.deepEqual(brokenIn(report), {});
    assert.ok(report.ok);
    assert.deepEqual(assumedIn(report), unreadable);
  });

  it("takes for granted what could not be read", async () => {
    const unauthorized =
      "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>";
    cloud().begin(({ operation }) =>
      operation === "DescribeNetworkAcls"
        ? { status: 403, contentType: "text/xml", body: unauthorized }
        : undefined,
    );
    const report = await diagnosis();
    cloud().begin();
    assert.deepEqual(
      assumedIn(report).filter((what) => !unreadable.includes(what)),
      ["lets 443 and its answers pass the network ACLs of its subnets"],
    );
    assert.ok(!report.ok);
  });

  it("finds the network ACL that refuses", async () => {
    const entry = { NetworkAclId: own.aclId, Egress: false, RuleNumber: 90 };
    await change((ec2) =>
      ec2.send(
        new CreateNetworkAclEntryCommand({
          ...entry,
          CidrBlock: "0.0.0.0/0",
          Protocol: "-1",
          RuleAction: "deny",
        }),
      ),
    );
    const report = await diagnosis();
    await change((ec2) => ec2.send(new DeleteNetworkAclEntryCommand(entry)));
    const refuses = says(`network ACL ${own.aclId} refuses what it needs`);
    assert.deepEqual(brokenIn(report), { "far broken": [refuses], "near broken": [refuses] });
    assert.deepEqual(
      report.differences.map(({ text }) => text),
      [refuses],
    );
  });

  it("finds that its resolver is off", async () => {
    const set = (Value: boolean) => (ec2: EC2Client) =>
      ec2.send(new ModifyVpcAttributeCommand({ VpcId: own.vpcId, EnableDnsSupport: { Value } }));
    await change(set(false));
    const report = await diagnosis();
    await change(set(true));
    const off = says("enableDnsSupport: true expected, false found");
    assert.deepEqual(brokenIn(report), { "near broken": [off], "far broken": [off] });
  });

  it("finds the narrower route that leads elsewhere", async () => {
    const route = (DestinationCidrBlock: string) => ({
      RouteTableId: own.routeTableId,
      DestinationCidrBlock,
    });
    const narrower = ["10.6.0.0/17", "10.6.128.0/17"];
    for (const range of narrower) {
      await change((ec2) =>
        ec2.send(new CreateRouteCommand({ ...route(range), VpcPeeringConnectionId: own.peeringId })),
      );
    }
    const astray = brokenIn(await diagnosis());
    for (const range of narrower) await change((ec2) => ec2.send(new DeleteRouteCommand(route(range))));
    assert.deepEqual(Object.keys(astray), ["far broken"]);
    assert.ok(
      astray["far broken"]?.includes(
        says(`${own.routeTableId} route 10.6.0.0/17 leads elsewhere than it needs`),
      ),
      JSON.stringify(astray),
    );
  });

  it("finds the subnet that has been given another route table", async () => {
    const replaced = async (AssociationId: string, RouteTableId: string): Promise<string> => {
      const command = new ReplaceRouteTableAssociationCommand({ AssociationId, RouteTableId });
      return id((await change((ec2) => ec2.send(command))).NewAssociationId);
    };
    const now = await replaced(own.associationIds[0] ?? "", own.otherTableId);
    const report = await diagnosis();
    await replaced(now, own.routeTableId);
    assert.deepEqual(brokenIn(report), {
      "far broken": [
        says(
          `subnet ${own.subnetIds[0] ?? ""} route table: ${own.routeTableId} expected, ${own.otherTableId} found`,
        ),
      ],
    });
  });

  // The last one, since only the program knows the way back.
  it("finds that the program's route is gone from its table", async () => {
    const { routeTableId: RouteTableId } = own;
    await change((ec2) =>
      ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: "10.6.0.0/16" })),
    );
    assert.deepEqual(brokenIn(await diagnosis()), {
      "far broken": [`${RouteTableId} route 10.6.0.0/16 is missing`],
    });
  });
});
