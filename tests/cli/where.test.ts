import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { findStack } from "../../cli/otherStack";
import { loadStack } from "../../cli/source";
import { partsAt } from "../../cli/where";
import type { Caller } from "../../verify/check/callers";
import { stackOutputsIn } from "../../verify/stackOutputs";
import { types } from "../../lab/services/types";
import { stateOf } from "../support/states";
import { temporaryFolders } from "../support/temporary";

describe("--from", () => {
  const caller = (from: string, vantage: Caller["vantage"], ...ranges: readonly string[]): Caller => ({
    from,
    vantage,
    range: "10.0.0.0/16",
    parts: ranges.map((range) => ({ range, source: { kind: "internet" } })),
  });
  const callers = [
    caller("seoul", "workload", "10.0.0.0/18", "10.0.64.0/18"),
    caller("seoul", "corporate", "192.168.0.0/16"),
    caller("seoul", "corporate", "172.16.0.0/12"),
    caller("oregon", "public"),
    caller("internet", "internet", "0.0.0.0/0"),
  ];
  const rangesAt = (where: string) => partsAt(where, callers, "test").map(({ range }) => range);

  it("names everybody who calls, each corporate range under one name", () => {
    assert.deepEqual(rangesAt("seoul"), ["10.0.0.0/18", "10.0.64.0/18"]);
    assert.deepEqual(rangesAt("seoul/corporate"), ["192.168.0.0/16", "172.16.0.0/12"]);
    assert.deepEqual(rangesAt("oregon/public"), []);
    assert.deepEqual(rangesAt("internet"), ["0.0.0.0/0"]);
  });

  for (const where of ["oregon", "seoul/public", "seoul/workload", "tokyo", "", "internet/internet"]) {
    it(`names nobody as ${JSON.stringify(where)}, and says who there is`, () => {
      assert.throws(() => rangesAt(where), {
        name: "UserError",
        message: /^--from .*: stack test has no such place to call from\n {2}hint: /,
      });
    });
  }
});

describe("a command without a stack", function () {
  this.timeout(20_000);
  const folder = temporaryFolders();

  const network = (cidr: string) => ({ account: "a", region: "us-west-2", cidr });
  const write = (dir: string, stack: string, networks: object): void => {
    const topology = {
      accounts: { a: { id: "111111111111" } },
      networks,
      apis: { [`${stack}-api`]: { account: "a", region: "us-west-2" } },
      links: Object.keys(networks).map((from) => ({ from, to: `${stack}-api` })),
    };
    writeFileSync(join(dir, `Pulumi.${stack}.yaml`), stringify({ config: { "apilink:topology": topology } }));
  };
  /** Three stacks: `shared` is in two of them, `tokyo` in one. */
  const project = (): string => {
    const dir = folder();
    write(dir, "one", { shared: network("10.0.0.0/16"), tokyo: network("10.1.0.0/16") });
    write(dir, "two", { shared: network("10.0.0.0/16"), seoul: network("10.2.0.0/16") });
    writeFileSync(join(dir, "Pulumi.wrong.yaml"), "config: 1");
    writeFileSync(join(dir, "Pulumi.yaml"), "name: x");
    return dir;
  };
  const host = "example.com";
  const idIn = async (dir: string, stack: string): Promise<string> => {
    const { resources } = await loadStack({ file: join(dir, `Pulumi.${stack}.yaml`) });
    return stackOutputsIn(resources).apis[`${stack}-api`] ?? "";
  };

  it("takes dev where dev has the caller", async () => {
    const { stack, note } = await findStack({}, { where: "seoul/corporate", host }, project());
    assert.deepEqual([stack, note], ["dev", undefined]);
  });

  it("takes the only other stack that has the caller, and says so", async () => {
    const { stack, note } = await findStack({}, { where: "tokyo/public", host }, project());
    assert.deepEqual([stack, note], ["one", "tokyo is in stack one"]);
  });

  it("takes the one that has the API of the URL where several have the caller", async () => {
    const dir = project();
    const called = `${await idIn(dir, "two")}-vpce-00000000000000000.execute-api.us-west-2.amazonaws.com`;
    await assert.rejects(findStack({}, { where: "shared", host: called }, dir), /stacks one, two/);
    const own = `${await idIn(dir, "two")}.execute-api.us-west-2.amazonaws.com`;
    const { stack, note } = await findStack({}, { where: "shared", host: own }, dir);
    assert.deepEqual([stack, note], ["two", "shared is in stack two"]);
  });

  it("takes another stack than dev where dev has the caller, but not the API", async () => {
    const dir = project();
    const called = `${await idIn(dir, "two")}.execute-api.us-west-2.amazonaws.com`;
    const { stack, note } = await findStack({}, { where: "seoul", host: called }, dir);
    assert.deepEqual([stack, note], ["two", `${called} is in stack two`]);
    const nobodys = "0000000000.execute-api.us-west-2.amazonaws.com";
    assert.equal((await findStack({}, { where: "seoul", host: nobodys }, dir)).stack, "dev");
  });

  it("takes the stack that has the endpoint of an endpoint's own name, and dev for any service's", async () => {
    const dir = folder();
    write(dir, "one", { shared: network("10.0.0.0/16"), tokyo: network("10.1.0.0/16") });
    write(dir, "two", {
      shared: { ...network("10.0.0.0/16"), interfaces: ["sqs"] },
      seoul: network("10.2.0.0/16"),
    });
    const { resources } = await loadStack({ file: join(dir, "Pulumi.two.yaml") });
    const { id = "" } = stateOf(resources, types.endpoint, "shared.sqs.endpoint");
    const own = `${id}-abcdefgh.sqs.us-west-2.vpce.amazonaws.com`;
    const { stack, note } = await findStack({}, { where: "seoul", host: own }, dir);
    assert.deepEqual([stack, note], ["two", `${own} is in stack two`]);
    assert.equal((await findStack({}, { where: "shared", host: own }, dir)).stack, "two");
    for (const service of [
      "sqs.us-west-2.amazonaws.com",
      "vpce-00000000000000000.s3.us-west-2.amazonaws.com",
    ])
      assert.equal((await findStack({}, { where: "seoul", host: service }, dir)).stack, "dev");
  });

  it("asks for the stack where several will do", async () => {
    await assert.rejects(findStack({}, { where: "shared", host }, project()), {
      name: "UserError",
      message: "shared is in the stacks one, two\n  hint: name one of them with --stack",
    });
  });

  it("stays with the stack that is named", async () => {
    const { stack } = await findStack({ stack: "dev" }, { where: "tokyo", host }, project());
    assert.equal(stack, "dev");
  });
});
