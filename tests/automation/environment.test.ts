import assert from "node:assert/strict";
import { labEnvironment } from "../../automation/environment";
import { labFolders } from "../../automation/labFolders";

const folders = labFolders("/project/.lab", "dev");

describe("the environment of a lab run", () => {
  const caller = {
    PATH: "/bin",
    AWS_PROFILE: "production",
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_SESSION_TOKEN: "real",
    AWS_ENDPOINT_URL_EC2: "https://real.example",
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials",
    aws_region: "us-east-1",
    PULUMI_BACKEND_URL: "s3://real-states",
    PULUMI_ACCESS_TOKEN: "pul-real",
    PULUMI_CONFIG_PASSPHRASE_FILE: "/real/passphrase",
    PULUMI_STACK: "prod",
  };
  const lab = labEnvironment(caller, folders);
  const together: Readonly<Record<string, string | undefined>> = { ...caller, ...lab };

  it("keeps nothing that the caller has set for AWS or Pulumi", () => {
    const values = Object.values(together);
    const real = Object.entries(caller).filter(([name]) => name !== "PATH");
    assert.deepEqual(
      real.filter(([, value]) => values.includes(value)),
      [],
    );
  });

  it("has credentials and an endpoint that lead nowhere, and no other source of them", () => {
    assert.equal(together["AWS_ACCESS_KEY_ID"], "LAB");
    assert.equal(together["AWS_PROFILE"], "");
    assert.equal(together["AWS_EC2_METADATA_DISABLED"], "true");
    assert.equal(together["AWS_ENDPOINT_URL"], "http://127.0.0.1:9");
    for (const file of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) {
      assert.match(together[file] ?? "", /null|nul/i);
    }
  });

  it("keeps state, home and cloud in the lab", () => {
    assert.equal(together["PULUMI_BACKEND_URL"], "file:///project/.lab/dev/state?metadata=skip");
    assert.equal(together["PULUMI_HOME"], "/project/.lab/dev/home");
    assert.equal(together["APILINK_LAB"], "/project/.lab/dev/cloud");
  });

  it("lets the engine look for nothing on the network", () => {
    assert.equal(together["PULUMI_SKIP_UPDATE_CHECK"], "1");
    assert.equal(together["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"], "true");
    assert.equal(together["PULUMI_IGNORE_AMBIENT_PLUGINS"], "true");
  });
});
