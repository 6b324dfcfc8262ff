import assert from "node:assert/strict";
import { conclusion } from "../../../cli/deploy/conclusion";

describe("the last lines of a deployment", () => {
  const changes = { create: 2 };
  const outputs = {
    links: [{ from: "seoul", to: "srv", url: "https://srv.example" }],
    subscriptions: [{ from: "custom", to: "web", url: "http://web.example" }],
    endpoints: { seoul: "vpce-1" },
  };

  it("are the URLs of links and subscriptions after an update", () => {
    assert.equal(
      conclusion({ command: "up", stack: "dev", lab: true }, { changes, outputs }),
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

  it("say which connections wait for an acceptance", () => {
    const call = { from: "seoul", to: "web", url: "http://web.example" };
    const lines = conclusion(
      { command: "up", stack: "dev", lab: false },
      {
        changes,
        outputs: {
          links: [{ ...call, url: "https://web.example" }],
          subscriptions: [call, { ...call, from: "busan", url: "http://other.example" }],
          topology: {
            subscriptions: [
              { from: "seoul", to: "web", accept: false },
              { from: "busan", to: "web", accept: true },
            ],
          },
        },
      },
    ).split("\n");
    assert.deepEqual(
      lines.filter((line) => line.startsWith("    ")),
      [
        "    https://web.example",
        "    http://web.example (pending: not accepted)",
        "    http://other.example",
      ],
    );
  });

  it("count what happened in the order in which people read a plan", () => {
    const all = { same: 4, delete: 1, "discard-replaced": 1, create: 2 };
    assert.equal(
      conclusion({ command: "preview", stack: "dev", lab: true }, { changes: all, outputs }),
      "preview of dev on the embedded cloud: 8 resources (create 2, delete 1, same 4, discard-replaced 1)\n",
    );
  });

  it("tell no URLs after anything else", () => {
    assert.equal(
      conclusion({ command: "destroy", stack: "dev", lab: false }, { changes, outputs }),
      "destroy of dev on AWS: 2 resources (create 2)\n",
    );
  });
});
