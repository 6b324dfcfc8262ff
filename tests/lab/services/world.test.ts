import assert from "node:assert/strict";
import type { CloudResource, Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import { MemoryStore, World } from "../../../lab/world";
import { landscape, oregon, seoul } from "./landscape";

const record = (id: string, outputs: Properties): CloudResource => {
  return { ...seoul, type: "some:type:Thing", id, inputs: {}, outputs };
};

describe("look-ups in the embedded cloud", () => {
  it("follow what is put, changed and removed", () => {
    const store = new MemoryStore();
    const world = new World(store);
    const found = (values: Properties): readonly string[] =>
      world.where("some:type:Thing", values).map(({ id }) => id);
    store.put(record("one", { colour: "red", parts: ["a", "b"] }));
    assert.deepEqual([found({ colour: "red" }), found({ parts: "b" })], [["one"], ["one"]]);
    store.put(record("two", { colour: "red", parts: ["b"], size: 2 }));
    assert.deepEqual(found({ parts: "b" }), ["one", "two"]);
    assert.deepEqual(found({ parts: "b", size: 2 }), ["two"]);
    store.put(record("one", { colour: "blue", parts: [] }));
    assert.deepEqual(
      [found({ colour: "red" }), found({ parts: "b" }), found({ colour: "blue" })],
      [["two"], ["two"], ["one"]],
    );
    store.remove(record("two", {}));
    assert.deepEqual([found({ colour: "red" }), found({ parts: "b" })], [[], []]);
  });

  it("agree with a store that has no index", () => {
    const store = landscape().store;
    const plain = {
      get: store.get.bind(store),
      all: store.all.bind(store),
      put: store.put.bind(store),
      remove: store.remove.bind(store),
    };
    for (const { id } of store.all(types.vpc)) {
      const values = { vpcId: id };
      assert.deepEqual(
        new World(store).where(types.subnet, values),
        new World(plain).where(types.subnet, values),
      );
    }
  });

  it("find by id alone across accounts and regions, but in one place only what is there", () => {
    const made = landscape();
    const world = new World(made.store);
    const id = made.id("far");
    assert.equal(world.anywhere(types.vpc, id)?.region, oregon.region);
    assert.equal(world.find(seoul, types.vpc, id), undefined);
  });
});
