import assert from "node:assert/strict";
import { clientsIn, ownClients } from "../../../handlers/collect/clients";

describe("the clients of collect", () => {
  const credentials = { accessKeyId: "a", secretAccessKey: "s", sessionToken: "t" };

  it("give a service that throttles time, and one that is silent little", async () => {
    const { table, sts } = ownClients();
    const { ec2, ssm } = clientsIn("us-east-1", credentials);
    for (const client of [table, sts, ec2, ssm]) {
      assert.equal(client.config.retryMode, "adaptive");
      assert.equal(await client.config.maxAttempts(), 6);
      // What the handler was given: its public account of it is empty until the first request.
      const given: unknown = await Reflect.get(client.config.requestHandler, "configProvider");
      assert.deepEqual(
        ["connectionTimeout", "requestTimeout", "throwOnRequestTimeout"].map((name): unknown =>
          Reflect.get(Object(given) as object, name),
        ),
        [3_000, 20_000, true],
      );
    }
  });

  it("sign a region's calls with what they were given", async () => {
    const { ec2, ssm } = clientsIn("us-east-1", credentials);
    for (const { config } of [ec2, ssm]) {
      assert.equal(await config.region(), "us-east-1");
      assert.equal((await config.credentials()).sessionToken, "t");
    }
  });
});
