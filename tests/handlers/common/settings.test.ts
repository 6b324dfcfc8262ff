import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { requiredVariable } from "../../../handlers/common/environment";
import { settingsIn } from "../../../handlers/common/settings";
import { inventoryEnvironment } from "../../../handlers/inventory/settings";
import { temporaryFolders } from "../../support/temporary";

describe("the handlers' settings", () => {
  const folder = temporaryFolders();

  it("are read from the file beside the code", () => {
    const beside = folder();
    writeFileSync(join(beside, "settings.json"), '{"sources":[]}');
    assert.deepEqual(settingsIn(beside), { sources: [] });
    assert.throws(() => settingsIn(folder()), /ENOENT/);
  });

  it("that are variables must be there", () => {
    assert.equal(requiredVariable({ TABLE_NAME: "servers" }, "TABLE_NAME"), "servers");
    assert.throws(() => requiredVariable({}, "TABLE_NAME"), /^Error: The environment has no TABLE_NAME$/);
    assert.throws(() => requiredVariable({ TABLE_NAME: "" }, "TABLE_NAME"), /no TABLE_NAME/);
  });

  it("of the inventory are its table and the origins that may read it", () => {
    const TABLE_NAME = "servers";
    assert.deepEqual(inventoryEnvironment({ TABLE_NAME, ALLOWED_ORIGINS: '["*"]' }), {
      tableName: "servers",
      origins: ["*"],
    });
    assert.deepEqual(inventoryEnvironment({ TABLE_NAME, ALLOWED_ORIGINS: "[]" }).origins, []);
    assert.throws(() => inventoryEnvironment({ ALLOWED_ORIGINS: "[]" }), /no TABLE_NAME/);
    for (const ALLOWED_ORIGINS of ['"*"', "{}", "[1]"]) {
      assert.throws(() => inventoryEnvironment({ TABLE_NAME, ALLOWED_ORIGINS }), /no JSON list of texts/);
    }
  });
});
