import assert from "node:assert/strict";
import { count, metricEntry } from "../../../handlers/common/metrics";

describe("the handlers' metrics", () => {
  it("are lines in the embedded format, with units, of one value or a list of them", () => {
    const entry = metricEntry(
      {
        at: 1_700_000_000_000,
        dimensions: { Function: "seoul-canary" },
        metrics: { LinkFailures: count(2), Latency: { unit: "Milliseconds", value: [1.5, 2] } },
      },
      { level: "info" },
    );
    assert.deepEqual(entry, {
      level: "info",
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "apilink",
            Dimensions: [["Function"]],
            Metrics: [
              { Name: "LinkFailures", Unit: "Count" },
              { Name: "Latency", Unit: "Milliseconds" },
            ],
          },
        ],
      },
      Function: "seoul-canary",
      LinkFailures: 2,
      Latency: [1.5, 2],
    });
  });
});
