import assert from "node:assert/strict";
import { apiKeysIn, canarySettingsOf } from "../../../handlers/canary/settings";
import { SettingsError } from "../../../handlers/common/settings";
import { canarySettings } from "../../../stacks/canaryCalls";
import { parseTopology } from "../../../stacks/topology/parse";

const call = {
  to: "srv",
  through: "seoul",
  form: "alias",
  url: "https://srv.example/v1",
  headers: { Host: "api" },
  insecure: false,
  expected: "ok",
};

describe("the settings of a canary", () => {
  it("are read as the stack writes them", () => {
    const topology = parseTopology(
      {
        accounts: { one: { id: "111111111111" } },
        networks: { seoul: { account: "one", region: "ap-northeast-2", cidr: "10.0.0.0/16" } },
        apis: { srv: { account: "one", region: "ap-northeast-2", apiKey: true } },
        links: [{ from: "seoul", to: "srv" }],
      },
      "test",
    );
    const forms = {
      alias: { url: call.url, headers: {} },
      "endpoint-host": { url: call.url, headers: call.headers },
    };
    const link = { from: "seoul", to: "srv", through: "seoul", url: call.url, forms };
    const written = canarySettings("seoul", [link], topology);
    assert.equal(written.calls.length, 2);
    assert.deepEqual(canarySettingsOf(JSON.parse(JSON.stringify(written))), written);
  });

  const wrong: readonly (readonly [settings: unknown, message: string])[] = [
    [undefined, "network is not a text"],
    [{ network: "", calls: [] }, "network is not a text"],
    [{ network: "seoul" }, "calls is not a list"],
    [{ network: "seoul", calls: [call, null] }, "calls[1].to is not a text"],
    [
      { network: "seoul", calls: [{ ...call, url: "http://srv.example/v1" }] },
      "calls[0].url is not an https URL",
    ],
    [{ network: "seoul", calls: [{ ...call, url: "https://" }] }, "calls[0].url is not an https URL"],
    [
      { network: "seoul", calls: [{ ...call, headers: { Host: 1 } }] },
      "calls[0].headers is not a mapping of texts",
    ],
    [{ network: "seoul", calls: [{ ...call, insecure: "no" }] }, "calls[0].insecure is not true or false"],
    [{ network: "seoul", calls: [{ ...call, apiKey: 1 }] }, "calls[0].apiKey is not a text"],
  ];
  for (const [settings, message] of wrong) {
    it(`are refused where ${message}`, () => {
      assert.throws(() => canarySettingsOf(settings), new SettingsError(`settings.json: ${message}`));
    });
  }

  it("have the keys beside them", () => {
    assert.deepEqual(apiKeysIn({}), {});
    assert.deepEqual(apiKeysIn({ API_KEYS: '{"srv":"secret"}' }), { srv: "secret" });
  });

  it("are refused without a word of the keys where those are not readable", () => {
    for (const text of ["secret", '{"srv":"secret"', '["secret"]', '{"srv":{"value":"secret"}}', ""])
      assert.throws(
        () => apiKeysIn({ API_KEYS: text }),
        new SettingsError("The environment's API_KEYS is not a JSON mapping of texts"),
      );
  });
});
