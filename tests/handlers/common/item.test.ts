import assert from "node:assert/strict";
import fc from "fast-check";
import { serverOf, type Item } from "../../../handlers/common/item";
import { sampleServers } from "../../../lab/sampleServers";
import { servers } from "../inventory/arbitraries";
import { itemOf } from "../inventory/fakeDynamo";

describe("an item of the inventory's table", () => {
  it("is the server that was written", () => {
    fc.assert(
      fc.property(servers, (all) => {
        assert.deepEqual(
          all.map((server) => serverOf({ ...itemOf(server), region: { S: "ap-northeast-2" } })),
          all,
        );
      }),
    );
  });

  it("is a server whatever it lacks", () => {
    const id = { S: "1" };
    const [sample] = sampleServers;
    const bare = {
      ...sample,
      aws_account_id: "",
      aws_account_name: "",
      os: "",
      version: "",
      ip: "",
      name: "",
      service: "",
      role: "",
      alive: 0,
      etc: "",
    };
    assert.deepEqual(serverOf({ "instance-id": id }), bare);
    const odd: Item = {
      "instance-id": id,
      aws_account_id: { N: "111111111111" },
      os: { NULL: true },
      ip: { SS: ["10.0.0.1"] },
      name: { M: {} },
      alive: { S: "1" },
    };
    assert.deepEqual(serverOf(odd), { ...bare, aws_account_id: "111111111111" });
    assert.equal(serverOf({ "instance-id": id, alive: { N: "1" } }).alive, 1);
    assert.equal(serverOf({ "instance-id": id, alive: { N: "0" } }).alive, 0);
    assert.equal(serverOf({ "instance-id": id, alive: { N: "2" } }).alive, 0);
  });
});
