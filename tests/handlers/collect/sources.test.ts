import assert from "node:assert/strict";
import { sourcesOf } from "../../../handlers/collect/sources";
import { SettingsError } from "../../../handlers/common/settings";

const account = (name: string, id: string) => ({ name, id, roleArn: `arn:aws:iam::${id}:role/reader` });
const [shop, bank] = [account("shop", "111111111111"), account("bank", "222222222222")];

describe("sourcesOf", () => {
  it("takes each account times its regions, in order, none twice", () => {
    const settings = {
      sources: [
        { ...shop, regions: ["ap-northeast-2", "us-east-1", "us-east-1"] },
        { ...bank, regions: ["us-east-1"] },
        { ...account("empty", "333333333333"), regions: [] },
      ],
    };
    assert.deepEqual(sourcesOf(settings), [
      { account: shop, region: "ap-northeast-2" },
      { account: shop, region: "us-east-1" },
      { account: bank, region: "us-east-1" },
    ]);
  });

  for (const [settings, message] of [
    [undefined, 'settings.json has no list "sources"'],
    [{}, 'settings.json has no list "sources"'],
    [{ sources: {} }, 'settings.json has no list "sources"'],
    [{ sources: [null] }, "settings.json: sources[0].name is not a text"],
    [
      {
        sources: [
          { ...shop, regions: [] },
          { name: "x", id: 1 },
        ],
      },
      "settings.json: sources[1].id is not a text",
    ],
    [{ sources: [{ ...shop, roleArn: "" }] }, "settings.json: sources[0].roleArn is not a text"],
    [{ sources: [shop] }, "settings.json: sources[0].regions is not a list of texts"],
    [{ sources: [{ ...shop, regions: [1] }] }, "settings.json: sources[0].regions is not a list of texts"],
  ] as const) {
    it(`refuses ${JSON.stringify(settings)}`, () => {
      assert.throws(() => sourcesOf(settings), new SettingsError(message));
    });
  }
});
