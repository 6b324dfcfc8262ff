import assert from "node:assert/strict";
import { linksOf } from "../../../verify/check/links";
import type { Caller } from "../../../verify/check/callers";
import { parseTopology } from "../../../stacks/topology/parse";
import { types } from "../../../verify/model/types";
import { add, apiId, modelWith, region, resource, set, type Change } from "../../support/oneEndpoint";

const gateway = (digit: string): string => `tgw-${digit.repeat(17)}`;
const wide = { cidr: "192.168.0.0/16", via: gateway("1") };
const narrow = { cidr: "192.168.1.0/24", via: gateway("1") };
const network = (index: number, corporate: readonly object[]): object => ({
  account: "one",
  region,
  cidr: `10.${index}.0.0/16`,
  corporate,
});

/** Three networks: `linked` is linked through itself, `through` through it, `other` not at all. */
function topologyWith(linked: object, other: object) {
  return parseTopology(
    {
      accounts: { one: { id: "111111111111" } },
      networks: {
        linked: network(1, [linked]),
        through: network(2, [{ cidr: "172.16.0.0/12", via: gateway("2") }]),
        other: network(3, [other]),
      },
      apis: { srv: { account: "one", region }, more: { account: "one", region } },
      links: [
        { from: "linked", to: "srv" },
        { from: "through", to: "srv", through: "linked" },
      ],
    },
    "test",
  );
}

const caller = (
  from: string,
  vantage: Caller["vantage"],
  range = "10.0.0.0/8",
  gatewayId = wide.via,
): Caller => ({
  from,
  vantage,
  range,
  parts: [],
  ...(vantage === "corporate" && { gatewayId }),
});

const cases: readonly (readonly [
  title: string,
  caller: Caller,
  api: string,
  linked: boolean,
  through?: string,
])[] = [
  ["a network's workloads", caller("linked", "workload"), "srv", true, "linked"],
  ["a network's public subnets", caller("linked", "public"), "srv", true, "linked"],
  ["a network's workloads, another API", caller("linked", "workload"), "more", false],
  ["workloads through another network", caller("through", "workload"), "srv", true, "linked"],
  ["a network without a link", caller("other", "workload"), "srv", false],
  ["the internet", caller("internet", "internet"), "srv", false],
  [
    "the corporate range of a network that is linked through itself",
    caller("linked", "corporate", wide.cidr),
    "srv",
    true,
    "linked",
  ],
  [
    "the corporate range of a network that is linked through another",
    caller("through", "corporate", "172.16.0.0/12"),
    "srv",
    false,
  ],
  ["the same range behind another network", caller("other", "corporate", wide.cidr), "srv", true],
  [
    "the same range behind another network, another API",
    caller("other", "corporate", wide.cidr),
    "more",
    false,
  ],
  [
    "the same range by another gateway, where others have it",
    caller("other", "corporate", wide.cidr, gateway("3")),
    "srv",
    false,
  ],
  ["a part of the range behind another network", caller("other", "corporate", narrow.cidr), "srv", true],
  ["a wider range behind another network", caller("other", "corporate", "192.0.0.0/8"), "srv", false],
  ["the addresses of that range, inside a network", caller("other", "workload", narrow.cidr), "srv", false],
];

describe("who is linked", () => {
  const links = linksOf(modelWith(), topologyWith(wide, narrow));
  for (const [title, who, api, linked, through] of cases)
    it(`${title}: ${linked ? "is" : "is not"}`, () => {
      assert.equal(links.isLinked(who, api), linked);
      assert.equal(links.relied(who, api)?.through, through);
    });
});

describe("the recommended form", () => {
  const link = { from: "home", to: "srv", through: "home" };
  const advice = (vantage: Caller["vantage"], ...changes: readonly Change[]) =>
    linksOf(modelWith(...changes), topologyWith(wide, narrow)).recommended(vantage, link);
  const domain = (basePath: string | undefined): Change =>
    add(
      resource(types.domainName, "dom", "dom", {
        domainName: "d.internal",
        endpointConfiguration: { types: "PRIVATE" },
      }),
      resource(types.basePathMapping, "m", "m", {
        domainName: "d.internal",
        restApi: apiId,
        stageName: "v1",
        basePath,
      }),
    );
  const alias = { form: "alias", through: "home" };
  const own = { form: "domain", through: null };
  it("is the alias without a private domain", () => {
    assert.deepEqual(advice("workload"), alias);
    assert.deepEqual(advice("corporate"), alias);
  });
  it("is the private domain at its root, for workloads", () => {
    assert.deepEqual(advice("workload", domain(undefined)), own);
    assert.deepEqual(advice("workload", domain("(none)")), own);
    assert.deepEqual(advice("corporate", domain(undefined)), alias);
    assert.deepEqual(advice("workload", domain("base")), alias);
    assert.deepEqual(advice("workload", domain(undefined), set("m", { restApi: "zzz" })), alias);
  });
});
