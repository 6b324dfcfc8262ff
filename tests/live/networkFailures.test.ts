import assert from "node:assert/strict";
import { resolve } from "node:path";
import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
  ReplaceRouteCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { readConfig } from "../../stacks/config";
import type { ResourceState } from "../../lab/state";
import { readStackFile, stackFileOf } from "../../stacks/stackFile";
import type { DoctorReport } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withMoto } from "../support/moto";
import { stateOf } from "../support/states";
import { withCloud } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { byHand, provision } from "./provision/provision";
import { doctorOf, withLiveIds, withRoles } from "./support";

const projectDir = resolve(__dirname, "../..");
const account = "111111111111";
const [seoul, oregon] = ["ap-northeast-2", "us-west-2"] as const;

type Stack = ReturnType<typeof withRoles>;

/** The links that are not answered, each with the settings that decide it. */
function brokenIn({ links }: DoctorReport): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    links
      .filter(({ state }) => state !== "ok")
      .map(({ from, to, outcome, settings }) => [
        `${from} ${to} ${outcome}`,
        settings.map(({ text }) => text),
      ]),
  );
}

describe("what somebody has changed in a network", function () {
  this.timeout(240_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint, [gatewayMending()]);

  /** Makes a stack on the server. */
  const made = async (file: Stack): Promise<Made> => {
    await moto().reset();
    const expected = await resourcesOfProgram(file);
    const ids = await provision(expected, cloud().endpoint);
    return { stack: withLiveIds(file, ids), expected, ids };
  };

  const inRegion = <Result>(region: string, change: (ec2: EC2Client) => Promise<Result>): Promise<Result> =>
    byHand(cloud().endpoint, EC2Client, { account, region }, change);

  describe("of prod", () => {
    let prod: Made;
    before(async () => {
      prod = await made(withRoles(readStackFile(stackFileOf("prod", projectDir))));
    });

    const idOf = (type: string, name: string): string => idIn(prod, type, name);
    const diagnosis = (): Promise<DoctorReport> => doctorOf(prod.stack, cloud().endpoint);

    const everybody = "seoul.endpoint sg ingress 10.0.0.0/15:443";
    const https = (
      CidrIp: string,
    ): { IpProtocol: string; FromPort: number; ToPort: number; IpRanges: { CidrIp: string }[] } => ({
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      IpRanges: [{ CidrIp }],
    });
    const admit = (range: string) => (ec2: EC2Client) =>
      ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: idOf(types.securityGroup, "seoul.endpoint"),
          IpPermissions: [https(range)],
        }),
      );
    const shut = (range: string) => (ec2: EC2Client) =>
      ec2.send(
        new RevokeSecurityGroupIngressCommand({
          GroupId: idOf(types.securityGroup, "seoul.endpoint"),
          IpPermissions: [https(range)],
        }),
      );

    it("is found where the endpoint's security group lets nobody in (C9)", async () => {
      await inRegion(seoul, shut("10.0.0.0/15"));
      assert.deepEqual(brokenIn(await diagnosis()), {
        "seoul srv timeout": [`${everybody} is missing`],
        "oregon srv timeout": [`${everybody} is missing`],
      });
      await inRegion(seoul, admit("10.0.0.0/15"));
    });

    it("is found where the endpoint's security group lacks the other region's range (R7)", async () => {
      await inRegion(seoul, shut("10.0.0.0/15"));
      await inRegion(seoul, admit("10.0.0.0/16"));
      const found = await diagnosis();
      assert.deepEqual(brokenIn(found), { "oregon srv timeout": [`${everybody} is missing`] });
      assert.deepEqual(
        found.differences.map(({ kind, found: rule }) => [kind, rule === null]),
        [
          ["missing", true],
          ["unexpected", false],
        ],
      );
      await inRegion(seoul, shut("10.0.0.0/16"));
      await inRegion(seoul, admit("10.0.0.0/15"));
    });

    for (const [way, region, table, destination] of [
      ["forward", oregon, "oregon.isolated", "10.0.0.0/16"],
      ["return", seoul, "seoul.isolated", "10.1.0.0/16"],
    ] as const) {
      it(`is found where the ${way} route is gone (R6)`, async () => {
        const route = {
          RouteTableId: idOf(types.routeTable, table),
          DestinationCidrBlock: destination,
        };
        await inRegion(region, (ec2) => ec2.send(new DeleteRouteCommand(route)));
        const says = `${table} route ${destination} is missing`;
        assert.deepEqual(brokenIn(await diagnosis()), {
          "oregon srv timeout": [says],
          "seoul srv-us timeout": [says],
        });
        const VpcPeeringConnectionId = idOf(types.peering, "oregon.seoul.request");
        await inRegion(region, (ec2) =>
          ec2.send(new CreateRouteCommand({ ...route, VpcPeeringConnectionId })),
        );
      });
    }

    it("is found where the peering was asked for anew, and nobody accepted (R5)", async () => {
      const old = idOf(types.peering, "oregon.seoul.request");
      const anew = await inRegion(oregon, async (ec2) => {
        await ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: old }));
        const { VpcPeeringConnection } = await ec2.send(
          new CreateVpcPeeringConnectionCommand({
            VpcId: idOf(types.vpc, "oregon.vpc"),
            PeerVpcId: idOf(types.vpc, "seoul.vpc"),
            PeerOwnerId: account,
            PeerRegion: seoul,
          }),
        );
        return VpcPeeringConnection?.VpcPeeringConnectionId ?? assert.fail("no connection");
      });
      for (const [region, table, DestinationCidrBlock] of [
        [oregon, "oregon.isolated", "10.0.0.0/16"],
        [seoul, "seoul.isolated", "10.1.0.0/16"],
      ] as const) {
        await inRegion(region, (ec2) =>
          ec2.send(
            new ReplaceRouteCommand({
              RouteTableId: idOf(types.routeTable, table),
              DestinationCidrBlock,
              VpcPeeringConnectionId: anew,
            }),
          ),
        );
      }
      const says =
        "oregon.seoul.accept peering acceptance acceptStatus: active expected, pending-acceptance found";
      assert.deepEqual(brokenIn(await diagnosis()), {
        "oregon srv timeout": [says],
        "seoul srv-us timeout": [says],
      });
      await inRegion(seoul, (ec2) =>
        ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: anew })),
      );
      assert.deepEqual(brokenIn(await diagnosis()), {});
    });
  });

  it("is found where private DNS is off that the program turns on (C2)", async () => {
    const dir = resolve(projectDir, "examples/cross-account");
    const file = resolve(dir, "Pulumi.cross-account.yaml");
    const { topology: plain, ...stack } = readStackFile(file);
    const network = Object.keys(plain.networks)[0] ?? "";
    const networks = { ...plain.networks, [network]: { ...plain.networks[network], privateDns: true } };
    const config = { ...stack.config, "apilink:topology": { ...plain, networks } };
    const { topology } = readConfig(config, { source: file, dir });
    const own = await made(withRoles({ ...stack, config, topology }));
    await inRegion(seoul, (ec2) =>
      ec2.send(
        new ModifyVpcEndpointCommand({
          VpcEndpointId: idIn(own, types.endpoint, `${network}.endpoint`),
          PrivateDnsEnabled: false,
        }),
      ),
    );
    const { differences, report } = await doctorOf(own.stack, cloud().endpoint);
    assert.deepEqual(
      differences.map(({ type, resource, setting, kind, text }) => [type, resource, setting, kind, text]),
      [
        [
          types.endpoint,
          `${network}.endpoint`,
          "privateDnsEnabled",
          "differs",
          `${network}.endpoint endpoint privateDnsEnabled: true expected, false found`,
        ],
      ],
    );
    assert.deepEqual(
      differences.map((each) => [each.expected, each.found]),
      [["true", "false"]],
    );
    const probes = report.probes.filter(
      ({ from, form, linked }) => from === network && form === "default" && linked,
    );
    assert.deepEqual([...new Set(probes.map(({ outcome }) => outcome))], ["nxdomain"]);
  });
});

/** A stack as it is on the server. */
interface Made {
  readonly stack: Stack;
  readonly expected: readonly ResourceState[];
  readonly ids: ReadonlyMap<string, string>;
}

function idIn({ expected, ids }: Made, type: string, name: string): string {
  const { id = "" } = stateOf(expected, type, name);
  return ids.get(id) ?? assert.fail(`${name} is not on the server`);
}
