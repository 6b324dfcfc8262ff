import assert from "node:assert/strict";
import { median } from "../../bench/measure";
import { tableOf } from "../../bench/table";
import { topologyOfSize } from "../../bench/topologies";

describe("the benchmark's figures", () => {
  it("are medians", () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([9, 1, 5, 7]), 6);
  });

  it("make a Markdown table of at most 100 columns", () => {
    const table = tableOf([
      {
        what: "preview of prod : flat program",
        count: 2008,
        apilink: 12345.6,
        baseline: 10000,
        target: 1.3,
      },
      { what: 'npm start : import "@pulumi/aws"', apilink: 2500, baseline: 2000, target: 2 },
    ]).split("\n");
    assert.equal(table.length, 4);
    assert.ok(table.every((line) => line.length <= 100 && line.length === table[0]?.length));
    assert.match(table[2] ?? "", /2008 \| 12346 ms \| 10000 ms \| +1\.23 \| +1\.30 \| +6\.15 ms \|$/);
  });

  it("come from topologies that are the same every time, with networks apart", () => {
    assert.deepEqual(topologyOfSize(256), topologyOfSize(256));
    const cidrs = Object.values(topologyOfSize(256).topology.networks).map(({ cidr }) => cidr);
    assert.equal(new Set(cidrs).size, 256);
    assert.throws(() => topologyOfSize(257), RangeError);
  });
});
