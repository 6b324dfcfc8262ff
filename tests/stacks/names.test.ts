import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import { runTopology } from "../support/stacks";
import { statesOf } from "../support/states";

describe("a topology whose names are as long as they may be", () => {
  const long = (letter: string): string => letter.repeat(31);
  const place = { account: long("a"), region: "ap-southeast-1" };

  it("is deployed, with every name as short as AWS wants it", async () => {
    const states = await runTopology(
      {
        accounts: {
          [long("a")]: { id: "111111111111" },
          [long("b")]: { id: "222222222222", apiLogs: "create" },
        },
        networks: {
          [long("h")]: { ...place, cidr: "10.0.0.0/16", canary: true, interfaces: ["ssm"] },
          [long("n")]: { ...place, cidr: "10.1.0.0/16", canary: true, publicSubnets: true },
        },
        apis: {
          [long("p")]: {
            account: long("b"),
            region: place.region,
            backend: "inventory",
            apiKey: true,
            cors: ["*"],
            front: { network: long("h") },
          },
        },
        links: ["h", "n"].map((from) => ({ from: long(from), to: long("p"), through: long("h") })),
        services: { [long("s")]: { network: long("h") } },
        subscriptions: [{ from: long("n"), to: long("s") }],
      },
      { "apilink:flowLogs": true },
    );
    assert.equal(statesOf(states, types.lambdaFunction).length, 4);
    assert.equal(statesOf(states, types.eventRule).length, 3);
  });
});

describe("a topology whose names begin as the ids of security groups do", () => {
  const place = { account: "a", region: "ap-southeast-1" };
  const topology = {
    accounts: { a: { id: "111111111111" } },
    networks: {
      "sg-prod": { ...place, cidr: "10.0.0.0/16", interfaces: ["ssm"] },
      "sg-dev": { ...place, cidr: "10.1.0.0/16" },
    },
    apis: { "sg-srv": { ...place, front: { network: "sg-prod" } } },
    links: [{ from: "sg-prod", to: "sg-srv" }],
    services: { "sg-web": { network: "sg-prod" } },
    subscriptions: [{ from: "sg-dev", to: "sg-web" }],
  };

  it("is deployed, with groups of other names", async () => {
    const states = await runTopology(topology);
    const names = statesOf(states, types.securityGroup).map(({ outputs }) => String(outputs["name"]));
    assert.equal(names.length, 6);
    for (const name of names) assert.match(name, /^apilink-sg-/);
  });
});

describe("a topology with a name that every object has", () => {
  const place = { account: "constructor", region: "ap-southeast-1" };

  for (const backend of ["mock", "inventory"]) {
    it(`is deployed: the ${backend} of one API is not taken for the other's`, async () => {
      const states = await runTopology({
        accounts: { constructor: { id: "111111111111" } },
        networks: { constructor: { ...place, cidr: "10.0.0.0/16" } },
        apis: { constructor: { ...place, backend }, other: { ...place, backend: "inventory" } },
        links: ["constructor", "other"].map((to) => ({ from: "constructor", to })),
      });
      assert.equal(statesOf(states, types.table).length, backend === "inventory" ? 2 : 1);
      assert.equal(statesOf(states, types.basePathMapping).length, 0);
    });
  }
});
