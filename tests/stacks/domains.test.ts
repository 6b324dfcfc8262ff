import assert from "node:assert/strict";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import { check } from "../../verify/check";
import { accountIds } from "../support/embedded";
import { assertPublishedInOrder, outputsOf, runTopology } from "../support/stacks";
import { accountOfState, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const certificateArn = `arn:aws:acm:${region}:${accountIds.apis}:certificate/01234567-89ab-cdef-0123-456789abcdef`;
/** The API and its front are of one account, one of the callers of another. */
const topology = {
  accounts: { net: { id: accountIds.networks }, api: { id: accountIds.apis, apiLogs: "create" } },
  networks: {
    seoul: { account: "api", region, cidr: "10.0.0.0/16" },
    busan: { account: "net", region, cidr: "10.2.0.0/16" },
    oregon: { account: "net", region: "us-west-2", cidr: "10.4.0.0/16" },
  },
  apis: {
    srv: {
      account: "api",
      region,
      domain: { name: "srv.example.internal", certificateArn },
      front: { network: "seoul" },
    },
    crm: { account: "api", region },
  },
  links: [
    { from: "seoul", to: "srv" },
    { from: "busan", to: "srv" },
    { from: "oregon", to: "srv", through: "seoul" },
    { from: "oregon", to: "crm", through: "seoul" },
  ],
};

describe("what a private domain is wired to", () => {
  let states: readonly ResourceState[];
  before(async () => {
    states = await runTopology(topology);
  });

  it("comes before the policies that name it, and is mapped once the stage is there", () => {
    const domain = stateOf(states, types.domainName, "srv.domain");
    const named = [
      stateOf(states, types.restApiPolicy, "policy.srv"),
      stateOf(states, types.endpointPolicy, "policy.seoul"),
      stateOf(states, types.endpointPolicy, "policy.busan"),
    ];
    const arn = String(domain.outputs["arn"]).replace("apigateway", "execute-api");
    for (const policy of named) {
      assert.ok(String(policy.inputs["policy"]).includes(`"${arn}"`), policy.urn);
      assert.ok(comesBefore(states, domain, policy), policy.urn);
    }
    assert.ok(!String(stateOf(states, types.restApiPolicy, "policy.crm").inputs["policy"]).includes(arn));
    assertPublishedInOrder(states, "srv");
    const mapping = stateOf(states, types.basePathMapping, "srv.domain");
    assert.ok(comesBefore(states, stateOf(states, types.stage, "srv.stage"), mapping));
  });

  it("is shared with the endpoints' other accounts, and resolved in each caller's own", () => {
    assert.deepEqual(labelsOf(statesOf(states, types.principalAssociation)), [
      `PrincipalAssociation srv.domain-${accountIds.networks}`,
    ]);
    assert.deepEqual(labelsOf(statesOf(states, types.domainAssociation)), [
      "DomainNameAccessAssociation srv.domain-busan",
      "DomainNameAccessAssociation srv.domain-seoul",
    ]);
    const zones = statesOf(states, types.zone).map((zone) => [
      ...labelsOf([zone]),
      accountOfState(states, zone),
    ]);
    assert.deepEqual(zones.sort(), [
      ["Zone srv.domain-busan", accountIds.networks],
      ["Zone srv.domain-oregon", accountIds.networks],
      ["Zone srv.domain-seoul", accountIds.apis],
    ]);
  });

  it("is the recommended URL of its API's links, and one of their forms", () => {
    const { links } = outputsOf(states);
    const told = links as readonly { to: string; url: string; forms: Readonly<Record<string, unknown>> }[];
    for (const { to, url, forms } of told) {
      const byDomain = { url: "https://srv.example.internal/", headers: {} };
      assert.equal(url === byDomain.url, to === "srv");
      assert.deepEqual(forms["domain"], to === "srv" ? byDomain : undefined);
      assert.equal(
        Object.keys(forms).length,
        to === "srv" && "nlb-header" in forms ? 7 : to === "srv" ? 5 : 4,
      );
    }
  });

  it("is green with a front, which shows its certificate: no client has to accept another", () => {
    const { ok, findings, links } = check("test", parseTopology(topology, "test"), states);
    assert.ok(ok);
    assert.deepEqual(
      links.map(({ to, url }) => url === "https://srv.example.internal/" || to === "crm"),
      [true, true, true, true],
    );
    assert.deepEqual(
      findings.map(({ rule }) => rule).filter((rule) => rule !== "assumed"),
      [],
    );
  });

  it("without a link is there, denies everybody and is mapped", async () => {
    const { srv } = topology.apis;
    const apis = { srv: { account: srv.account, region, domain: srv.domain } };
    const idle = await runTopology({ ...topology, apis, links: [] });
    const { policy } = stateOf(idle, types.domainName, "srv.domain").inputs;
    assert.match(String(policy), /^\{"Version":"2012-10-17","Statement":\[\{"Effect":"Deny"[^{}]*\}\]\}$/);
    assert.equal(statesOf(idle, types.basePathMapping).length, 1);
    for (const type of [types.zone, types.domainAssociation, types.resourceShare])
      assert.deepEqual(statesOf(idle, type), []);
  });
});
