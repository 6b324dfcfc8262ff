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

  it("of the inventory are its table, the origins that may read it, and what signs its positions", () => {
    const complete = { TABLE_NAME: "servers", ALLOWED_ORIGINS: '["*"]', POSITION_KEY: "a key" };
    assert.deepEqual(inventoryEnvironment(complete), {
      tableName: "servers",
      origins: ["*"],
      positionKey: "a key",
    });
    assert.deepEqual(inventoryEnvironment({ ...complete, ALLOWED_ORIGINS: "[]" }).origins, []);
    for (const name of Object.keys(complete)) {
      assert.throws(() => inventoryEnvironment({ ...complete, [name]: "" }), new RegExp(`no ${name}`));
    }
    for (const ALLOWED_ORIGINS of ['"*"', "{}", "[1]"]) {
      assert.throws(() => inventoryEnvironment({ ...complete, ALLOWED_ORIGINS }), /no JSON list of texts/);
    }
  });
});
