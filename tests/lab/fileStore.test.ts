import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { FileStore } from "../../lab/fileStore";
import type { CloudResource } from "../../lab/resource";
import { temporaryFolders } from "../support/temporary";

const vpc: CloudResource = {
  type: "aws:ec2/vpc:Vpc",
  account: "111111111111",
  region: "ap-northeast-2",
  id: "vpc-1",
  urn: "urn:pulumi:dev::apilink::aws:ec2/vpc:Vpc::seoul",
  inputs: { cidrBlock: "10.0.0.0/16" },
  outputs: { cidrBlock: "10.0.0.0/16", arn: "arn:aws:ec2:ap-northeast-2:111111111111:vpc/vpc-1" },
};

describe("FileStore", () => {
  const folder = temporaryFolders();

  it("gives back what was put, to every process that looks", () => {
    const dir = folder();
    new FileStore(dir).put(vpc);
    assert.deepEqual(new FileStore(dir).get(vpc, vpc.type, vpc.id), vpc);
  });

  it("keeps an account's resources in the account's folder", () => {
    const dir = folder();
    new FileStore(dir).put(vpc);
    assert.ok(existsSync(join(dir, "111111111111", "ap-northeast-2", "aws%3Aec2%2Fvpc%3AVpc", "vpc-1.json")));
  });

  it("finds an id in its own account and region only", () => {
    const store = new FileStore(folder());
    store.put(vpc);
    assert.equal(store.get({ ...vpc, account: "222222222222" }, vpc.type, vpc.id), undefined);
    assert.equal(store.get({ ...vpc, region: "us-west-2" }, vpc.type, vpc.id), undefined);
  });

  it("lists a type over all accounts and regions", () => {
    const store = new FileStore(folder());
    assert.deepEqual(store.all(vpc.type), []);
    const others = [
      { ...vpc, account: "222222222222" },
      { ...vpc, region: "us-west-2" },
    ];
    for (const record of [vpc, ...others, { ...vpc, type: "aws:ec2/subnet:Subnet" }]) store.put(record);
    assert.equal(store.all(vpc.type).length, 3);
  });

  it("sees what another process has changed or removed", () => {
    const dir = folder();
    const [here, there] = [new FileStore(dir), new FileStore(dir)];
    here.put(vpc);
    assert.deepEqual(here.all(vpc.type), [vpc]);
    const changed = { ...vpc, outputs: { ...vpc.outputs, tags: { a: "b" } } };
    there.put(changed);
    assert.deepEqual(here.get(vpc, vpc.type, vpc.id), changed);
    there.remove(vpc);
    assert.equal(here.get(vpc, vpc.type, vpc.id), undefined);
    assert.deepEqual(here.all(vpc.type), []);
    here.remove(vpc);
  });

  it("takes any text as an id, and never leaves its folder", () => {
    const dir = folder();
    const store = new FileStore(join(dir, "cloud"));
    const ids = ["../../../out", "..", "a/b", "arn:aws:s3:::*", "Z1_a.example.internal_A"];
    for (const id of ids) store.put({ ...vpc, id });
    for (const id of ids) assert.equal(store.get(vpc, vpc.type, id)?.id, id);
    assert.deepEqual(readdirSync(dir), ["cloud"]);
  });

  it("takes ids that are longer than a file's name may be, and tells them apart", () => {
    const store = new FileStore(folder());
    const share = `arn:aws:ram:ap-northeast-2:111111111111:resource-share/${"0".repeat(36)}`;
    const ids = ["a", "b"].map((end) => `${share},${"srv.example.com/".repeat(20)}${end}`);
    for (const id of ids) store.put({ ...vpc, id });
    for (const id of ids) assert.equal(store.get(vpc, vpc.type, id)?.id, id);
  });

  it("overlooks a draft that a process left behind", () => {
    const dir = folder();
    const store = new FileStore(dir);
    store.put(vpc);
    const type = join(dir, "111111111111", "ap-northeast-2", "aws%3Aec2%2Fvpc%3AVpc");
    writeFileSync(join(type, "vpc-2.json.99-1"), '{"type":');
    assert.deepEqual(store.all(vpc.type), [vpc]);
  });

  it("is never seen half written while several processes write at once", async () => {
    const dir = folder();
    const script = `
      const { FileStore } = require(${JSON.stringify(resolve("lab/fileStore.ts"))});
      const store = new FileStore(${JSON.stringify(dir)});
      const vpc = ${JSON.stringify(vpc)};
      for (let i = 0; i < 300; i++) {
        store.put({ ...vpc, outputs: { i, padding: "x".repeat(i * 37) } });
        store.put({ ...vpc, id: "vpc-" + process.pid });
        for (const record of store.all(vpc.type)) if (record.type !== vpc.type) process.exit(1);
        store.remove({ ...vpc, id: "vpc-" + process.pid });
      }`;
    const writers = [1, 2, 3].map(() =>
      spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: "inherit" }),
    );
    const ends = await Promise.all(writers.map((writer) => once(writer, "exit")));
    assert.deepEqual(ends, [
      [0, null],
      [0, null],
      [0, null],
    ]);
    assert.equal(new FileStore(dir).all(vpc.type).length, 1);
  });
});
