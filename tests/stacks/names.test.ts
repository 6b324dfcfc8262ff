import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import { runTopology } from "../support/stacks";
import { statesOf } from "../support/states";

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
