import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { types } from "../../verify/model/types";
import { keys } from "../../verify/sources/live/functions/keys";
import type { LiveResource } from "../../verify/sources/live/types";

const place = { account: "222222222222", region: "ap-northeast-2" };
const settings = {
  region: place.region,
  credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
};

interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const answer = (statusCode: number, contentType: string, body: string) =>
  Promise.resolve({
    response: {
      statusCode,
      headers: { "content-type": contentType },
      body: Readable.from([Buffer.from(body)]),
    },
  });

interface KeysThere {
  /** The keys that bear the topology's tag. */
  readonly own: readonly string[];
  /** The key that a function of the topology has. */
  readonly named?: string;
  /** Keys that may not be looked at. */
  readonly closed?: readonly string[];
}

/** Reads the keys of a place, and notes what is asked. */
const read = (
  { own, named = "", closed = [] }: KeysThere,
  asked: string[] = [],
): Promise<readonly LiveResource[]> => {
  const requestHandler = {
    handle: ({ headers, body }: Asked) => {
      const operation = headers["x-amz-target"]?.split(".").at(-1) ?? "";
      const { KeyId = "" } = JSON.parse(body) as { KeyId?: string };
      asked.push(operation);
      const told: Readonly<Record<string, object>> = {
        GetResources: {
          ResourceTagMappingList: own.map((each) => ({
            ResourceARN: `arn:aws:kms:${place.region}:${place.account}:key/${each}`,
            Tags: [{ Key: "apilink:topology", Value: "apilink/dev" }],
          })),
        },
        ListResourceTags: { Tags: [] },
        DescribeKey: { KeyMetadata: { KeyId, Enabled: true } },
        GetKeyPolicy: { Policy: "{}" },
      };
      const denied = closed.includes(KeyId);
      const what = denied ? { __type: "AccessDeniedException", message: "no" } : told[operation];
      return answer(denied ? 400 : 200, "application/x-amz-json-1.1", JSON.stringify(what));
    },
  };
  const kms = new KMSClient({ ...settings, requestHandler });
  const tagging = new ResourceGroupsTaggingAPIClient({ ...settings, requestHandler });
  const roles = "GetAccountAuthorizationDetails";
  const iam = new IAMClient({
    ...settings,
    requestHandler: {
      handle: () => answer(200, "text/xml", `<${roles}Response><${roles}Result/></${roles}Response>`),
    },
  });
  const kmsKeyArn = `arn:aws:kms:${place.region}:${place.account}:key/${named}`;
  const fn = { ...place, type: types.lambdaFunction, id: "f", tags: {}, outputs: { kmsKeyArn } };
  return keys.read({
    ...place,
    client: (kind) => {
      if (kms instanceof kind) return kms;
      if (tagging instanceof kind) return tagging;
      return iam instanceof kind ? iam : assert.fail("another service is called");
    },
    topology: "apilink/dev",
    adopted: { vpcIds: [], subnetIds: [], routeTableIds: [], endpointIds: [] },
    found: (type) => (type === fn.type && named !== "" ? [fn] : []),
  });
};

const idsOf = (found: readonly LiveResource[]): string[] => found.map(({ id }) => id).sort();

describe("the keys that are read", () => {
  it("are those with the topology's tag, and those that its functions name", async () => {
    assert.deepEqual(idsOf(await read({ own: ["own"] })), ["own"]);
    assert.deepEqual(idsOf(await read({ own: ["own"], named: "named" })), ["named", "own"]);
  });

  it("are told by one list and two calls each, whatever else is in the account", async () => {
    const asked: string[] = [];
    await read({ own: ["one", "other"] }, asked);
    assert.deepEqual(asked.sort(), [
      ...["DescribeKey", "DescribeKey", "GetKeyPolicy", "GetKeyPolicy"],
      "GetResources",
    ]);
  });

  it("are not taken to be missing where they may not be looked at", async () => {
    for (const there of [
      { own: ["own"], closed: ["own"] },
      { own: [], named: "named", closed: ["named"] },
    ]) {
      await assert.rejects(read(there), { name: "AccessDeniedException" });
    }
  });
});
