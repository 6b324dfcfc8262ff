import assert from "node:assert/strict";
import { inventoryCall } from "../../bench/inventoryCall";
import { tableOf } from "../../bench/table";

describe("the benchmark of the functions", () => {
  it("calls a function that answers, and reads what it reads", async () => {
    const { handle, read, close } = inventoryCall();
    try {
      await handle();
      await read();
    } finally {
      close();
    }
  });

  it("shows sizes as they are, and none for one of many", () => {
    const [, , line = ""] = tableOf([
      { what: "bundle", unit: "kB", count: 2, apilink: 207.1, baseline: 250, target: 1 },
    ]).split("\n");
    assert.match(line, /\| +207 kB \| +250 kB \| +0\.83 \| +1\.00 \| +\|$/);
  });
});
