import assert from "node:assert/strict";
import type { Filter } from "@aws-sdk/client-ec2";
import { unknown } from "../../lab/state";
import { types } from "../../verify/model/types";
import { listed } from "../../verify/sources/live/network/ec2List";
import { hostedZoneReader } from "../../verify/sources/live/network/hostedZones";
import { networkReaders } from "../../verify/sources/live/network";
import { securityGroupReader } from "../../verify/sources/live/network/securityGroups";
import type { ClientSettings, LiveResource, ReadContext } from "../../verify/sources/live/types";

/** A place where every client answers a call by its command's name and input. */
function placeWhere(
  answer: (command: string, input: Readonly<Record<string, unknown>>) => object,
  found: readonly LiveResource[] = [],
): ReadContext {
  const client = {
    send: (command: { readonly input: Readonly<Record<string, unknown>> }) =>
      Promise.resolve(answer(command.constructor.name, command.input)),
  };
  return {
    account: "111111111111",
    region: "ap-northeast-2",
    topology: "apilink/test",
    adopted: { vpcIds: [], subnetIds: [], routeTableIds: [], endpointIds: [] },
    client: <Client>(kind: new (settings: ClientSettings) => Client): Client =>
      Object.setPrototypeOf({ ...client }, kind.prototype as object) as Client,
    found: (type) => found.filter((each) => each.type === type),
  };
}

const vpc: LiveResource = {
  account: "111111111111",
  region: "ap-northeast-2",
  type: types.vpc,
  id: "vpc-1",
  outputs: {},
  tags: {},
};

describe("the lists of networks", () => {
  it("are asked for with at most 200 values of a filter, and page by page", async () => {
    const asked: number[] = [];
    const list = {
      paginate: async function* (_config: object, { Filters }: { readonly Filters: Filter[] }) {
        const [{ Values = [] } = {}] = Filters;
        asked.push(Values.length);
        for (const value of Values) yield await Promise.resolve({ values: [value] });
      },
      items: ({ values }: { readonly values: readonly string[] }) => values,
    };
    const ids = Array.from({ length: 401 }, (_, index) => `vpc-${String(index)}`);
    assert.deepEqual(
      await listed(
        placeWhere(() => ({})),
        list,
        "vpc-id",
        ids,
      ),
      ids,
    );
    assert.deepEqual(asked, [200, 200, 1]);
    assert.deepEqual(
      await listed(
        placeWhere(() => ({})),
        list,
        "vpc-id",
        [],
      ),
      [],
    );
    assert.equal(asked.length, 3, "nothing is asked about no VPC");
  });

  it("tell all of a hosted zone's records, and of another account's zone only that it may answer", async () => {
    const zone = { Name: "example.internal.", Owner: { OwningAccount: "111111111111" }, HostedZoneId: "Z1" };
    const others = (HostedZoneId: string, Name: string, owner: object) => ({
      HostedZoneId,
      Name,
      Owner: owner,
    });
    const shared = { OwningAccount: "333333333333" };
    const answers: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>> = {
      ListHostedZonesByVPCCommand: ({ NextToken }) =>
        NextToken === "more"
          ? {
              HostedZoneSummaries: [
                others("Z2", "execute-api.ap-northeast-2.amazonaws.com.", shared),
                others("Z3", "corp.example.", shared),
                others("Z4", "ap-northeast-2.amazonaws.com.", { OwningService: "vpce.amazonaws.com" }),
              ],
            }
          : { HostedZoneSummaries: [zone], NextToken: "more" },
      ListTagsForResourcesCommand: () => ({
        ResourceTagSets: [{ ResourceId: "Z1", Tags: [{ Key: "a", Value: "b" }] }],
      }),
      GetHostedZoneCommand: () => ({
        HostedZone: { Name: zone.Name },
        VPCs: [{ VPCId: "vpc-1", VPCRegion: "ap-northeast-2" }],
      }),
      ListResourceRecordSetsCommand: ({ StartRecordName }) =>
        StartRecordName === "b.example.internal."
          ? {
              ResourceRecordSets: [
                {
                  Name: "\\052.example.internal.",
                  Type: "A",
                  AliasTarget: { DNSName: "x.example.", HostedZoneId: "Z9", EvaluateTargetHealth: false },
                },
              ],
            }
          : {
              ResourceRecordSets: [
                { Name: "example.internal.", Type: "SOA" },
                { Name: "a.example.internal.", Type: "A", TTL: 60, ResourceRecords: [{ Value: "10.0.0.1" }] },
              ],
              IsTruncated: true,
              NextRecordName: "b.example.internal.",
              NextRecordType: "A",
            },
    };
    const place = placeWhere((command, input) => answers[command]?.(input) ?? assert.fail(command), [vpc]);
    const read = await hostedZoneReader.read(place);
    assert.deepEqual(
      read.map(({ type, id, outputs }) => [type, id, outputs["name"], outputs["vpcs"] ?? outputs["records"]]),
      [
        [types.zone, "Z1", "example.internal", [{ vpcId: "vpc-1", vpcRegion: "ap-northeast-2" }]],
        [types.record, "Z1_a.example.internal_A", "a.example.internal", ["10.0.0.1"]],
        [types.record, "Z1_*.example.internal_A", "*.example.internal", undefined],
        [types.zone, "Z2", "execute-api.ap-northeast-2.amazonaws.com", unknown],
      ],
    );
  });

  it("hold the security groups of what was found, whoever made them", async () => {
    const asked: unknown[] = [];
    const place = placeWhere(
      (_command, { Filters }) => {
        asked.push((Filters as Filter[]).map(({ Name, Values }) => [Name, Values]));
        return {};
      },
      [
        { ...vpc, outputs: { defaultSecurityGroupId: "sg-1" } },
        { ...vpc, type: types.endpoint, id: "vpce-1", outputs: { securityGroupIds: ["sg-2", "sg-3"] } },
        { ...vpc, type: types.loadBalancer, id: "arn", outputs: { securityGroups: ["sg-3"] } },
      ],
    );
    await securityGroupReader.read(place);
    assert.deepEqual(asked, [
      [
        ["vpc-id", ["vpc-1"]],
        ["tag:apilink:topology", ["apilink/test"]],
      ],
      [["group-id", ["sg-2", "sg-3", "sg-1"]]],
    ]);
  });

  it("need permissions to describe, get and list only", () => {
    const permissions = networkReaders.flatMap((reader) => reader.permissions);
    for (const permission of permissions)
      assert.match(permission, /^[a-z0-9]+:(Describe|Get|List)[A-Za-z]+$/);
    assert.ok(new Set(permissions).size > 20);
  });
});
