import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
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

/**
 * Reads the keys of a place.
 *
 * @param topologies The topology that a key's tags name; undefined of a key whose tags may not be read.
 * @param named The key that a function of the topology has.
 */
const read = (
  topologies: Readonly<Record<string, string | undefined>>,
  named = "",
): Promise<readonly LiveResource[]> => {
  const kms = new KMSClient({
    ...settings,
    requestHandler: {
      handle: ({ headers, body }: Asked) => {
        const operation = headers["x-amz-target"]?.split(".").at(-1) ?? "";
        const { KeyId = "" } = JSON.parse(body) as { KeyId?: string };
        const topology = topologies[KeyId];
        const denied = operation === "ListResourceTags" && topology === undefined;
        const told: Readonly<Record<string, object>> = {
          ListKeys: { Keys: Object.keys(topologies).map((each) => ({ KeyId: each })) },
          ListResourceTags: { Tags: [{ TagKey: "apilink:topology", TagValue: topology }] },
          DescribeKey: { KeyMetadata: { KeyId, Enabled: true } },
          GetKeyPolicy: { Policy: "{}" },
        };
        const what = denied ? { __type: "AccessDeniedException", message: "no" } : told[operation];
        return answer(denied ? 400 : 200, "application/x-amz-json-1.1", JSON.stringify(what));
      },
    },
  });
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
    const listed = { own: "apilink/dev", other: "apilink/prod", named: "apilink/prod" };
    assert.deepEqual(idsOf(await read(listed)), ["own"]);
    assert.deepEqual(idsOf(await read(listed, "named")), ["named", "own"]);
  });

  it("are found beside keys of others that nobody may look at", async () => {
    assert.deepEqual(idsOf(await read({ other: undefined, own: "apilink/dev" })), ["own"]);
  });

  it("are not taken to be missing where none may be looked at", async () => {
    await assert.rejects(read({ other: undefined, another: "apilink/prod" }), {
      name: "AccessDeniedException",
    });
    await assert.rejects(read({ named: undefined, own: "apilink/dev" }, "named"), {
      name: "AccessDeniedException",
    });
  });
});
