import assert from "node:assert/strict";
import { conclusion } from "../../cli/deploy";

describe("the last lines of a deployment", () => {
  const changes = { create: 2 };
  const outputs = {
    links: [{ from: "seoul", to: "srv", url: "https://srv.example" }],
    subscriptions: [{ from: "custom", to: "web", url: "http://web.example" }],
    endpoints: { seoul: "vpce-1" },
  };

  it("are the URLs of links and subscriptions after an update", () => {
    assert.equal(
      conclusion("up", "dev", true, { changes, outputs }),
      [
        "up of dev on the embedded cloud: 2 resources (create 2)",
        "  seoul -> srv",
        "    https://srv.example",
        "  custom -> web",
        "    http://web.example",
        "",
      ].join("\n"),
    );
  });

  it("tell no URLs after anything else", () => {
    assert.equal(
      conclusion("destroy", "dev", false, { changes, outputs }),
      "destroy of dev on AWS: 2 resources (create 2)\n",
    );
  });
});
