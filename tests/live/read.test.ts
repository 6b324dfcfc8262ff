import assert from "node:assert/strict";
import { EC2Client, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { types } from "../../verify/model/types";
import { Clients } from "../../verify/sources/live/clients";
import { readLive, type Reading } from "../../verify/sources/live/read";
import type { LiveResource, Reader } from "../../verify/sources/live/types";

const account = "111111111111";
const adopted = { vpcIds: [], subnetIds: [], routeTableIds: [], endpointIds: [] };

async function readIn(regions: readonly string[], readers: readonly Reader[]): Promise<Reading> {
  const credentials = (): Promise<{ accessKeyId: string; secretAccessKey: string }> =>
    Promise.resolve({ accessKeyId: "testing", secretAccessKey: "testing" });
  // Nobody listens there.
  const clients = new Clients({ endpointUrl: "http://127.0.0.1:1" });
  try {
    return await readLive(
      regions.map((region, index) => ({ account, region, adopted, isFirstOfAccount: index === 0 })),
      { readers, accounts: new Map([[account, credentials]]), clients, topology: "apilink/test" },
    );
  } finally {
    clients.destroy();
  }
}

function reader(type: string, read: Reader["read"], phase: Reader["phase"] = 2): Reader {
  return { permissions: [`ec2:Describe${type.split(":").at(-1) ?? ""}s`], types: [type], phase, read };
}

describe("readLive", () => {
  it("tells once what has no region and is found from several, as a zone with VPCs in two", async () => {
    const zone = (region: string): LiveResource => ({
      ...{ account, region, type: types.zone, id: "Z1" },
      outputs: { zoneId: "Z1" },
      tags: {},
    });
    const named = (region: string): LiveResource => ({
      ...{ account, region, type: types.lambdaFunction, id: "same" },
      outputs: { region },
      tags: {},
    });
    const { resources } = await readIn(
      ["eu-west-1", "us-west-2"],
      [reader(types.zone, ({ region }) => Promise.resolve([zone(region), named(region)]))],
    );
    assert.deepEqual(resources, [zone("eu-west-1"), named("eu-west-1"), named("us-west-2")]);
  });

  it("knows nothing of what goes by something that could not be read, for the same reason", async () => {
    const vpcs = reader(
      types.vpc,
      async (context) => {
        await context.client(EC2Client).send(new DescribeVpcsCommand({}));
        return [];
      },
      1,
    );
    const subnets = reader(types.subnet, (context) => Promise.resolve(context.found(types.vpc)));
    const endpoints = reader(types.endpoint, (context) => Promise.resolve(context.found(types.subnet)), 3);
    const tables = reader(types.table, () => Promise.resolve([]), 3);
    const { unread } = await readIn(["eu-west-1"], [vpcs, subnets, endpoints, tables]);
    assert.deepEqual(
      unread.map((each) => each.types),
      [[types.vpc, types.subnet, types.endpoint]],
    );
  }).timeout(30_000);
});
