import assert from "node:assert/strict";
import { parseTopology } from "../../../stacks/topology/parse";
import type { Topology } from "../../../stacks/topology/types";
import { check } from "../../../verify/check";
import type { Report } from "../../../verify/contract";
import type { Properties } from "../../../lab/resource";
import { types } from "../../../verify/model/types";
import { runTopology } from "../../support/stacks";
import {
  add,
  allowAll,
  apiArn,
  apiId,
  mock,
  region,
  resource,
  set,
  statesWith,
  topology,
  triggers,
  type Change,
} from "../../support/oneEndpoint";

/** The landscape of one endpoint, in which only home is meant to call srv: away gets in by whatever a change opens. */
const meant: Topology = { ...topology, links: topology.links.filter(({ from }) => from === "home") };

/** What the API's policy admits home to, and nobody else. */
const narrow = {
  Statement: [
    {
      Effect: "Allow",
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: `${apiArn}/v1/*`,
      Condition: { IpAddress: { "aws:VpcSourceIp": ["10.0.0.0/16", "192.168.0.0/16"] } },
    },
  ],
};
const published = (policy: Properties): Change => set("deployment", triggers({ "/": [mock()] }, policy));

function reportWith(...changes: readonly Change[]): Report {
  return check("test", meant, statesWith(published(narrow), ...changes));
}

/** Who gets in that must not, and how. */
function intruders({ probes }: Report): readonly string[] {
  return probes
    .filter(({ ok, linked }) => !ok && !linked)
    .map(({ from, form, method, url }) => `${from} ${form} ${method} ${new URL(url).pathname}`);
}

describe("whoever gets in without a link", () => {
  it("is nobody where the policy is narrow", () => {
    const report = reportWith();
    assert.deepEqual([report.ok, intruders(report)], [true, []]);
  });

  it("is found by another method than GET", () => {
    const wide = { Effect: "Allow", Principal: "*", Action: "*", Resource: `${apiArn}/v1/POST/*` };
    const report = reportWith(published({ Statement: [...narrow.Statement, wide] }));
    assert.equal(report.ok, false);
    assert.deepEqual(intruders(report), ["away alias POST /v1", "away endpoint-host POST /v1"]);
    const [finding] = report.findings.filter(({ rule }) => rule === "isolation-broken");
    assert.match(finding?.message ?? "", /^away \(workload, .*\(POST \/v1\)/);
  });

  it("is found on another stage", () => {
    const report = reportWith(
      add(
        resource(types.deployment, "open", "deploy-1", {
          restApi: apiId,
          ...triggers(
            { "/": [mock({ httpMethod: "GET" })], "/srv/{id}": [mock({ httpMethod: "PUT" })] },
            allowAll(),
          ),
        }),
        resource(types.stage, "test", "stage-1", {
          restApi: apiId,
          stageName: "test",
          deployment: "deploy-1",
        }),
      ),
    );
    assert.deepEqual(intruders(report), [
      "away alias GET /test",
      "away alias PUT /test/srv/1",
      "away endpoint-host GET /test",
      "away endpoint-host PUT /test/srv/1",
    ]);
  });

  it("is found through an endpoint that the stack's outputs do not name", () => {
    const name = `vpce-0f-xyz.execute-api.${region}.vpce.amazonaws.com`;
    const admits = {
      ...narrow.Statement[0],
      Condition: { StringEquals: { "aws:SourceVpce": "vpce-0f" } },
    };
    const report = reportWith(
      published({ Statement: [...narrow.Statement, admits] }),
      add(
        resource(types.endpoint, "rogue", "vpce-0f", {
          vpcId: "vpc-away",
          ownerId: "111111111111",
          serviceName: `com.amazonaws.${region}.execute-api`,
          subnetIds: ["subnet-guest"],
          subnetConfigurations: [{ subnetId: "subnet-guest", ipv4: "10.1.0.5" }],
          securityGroupIds: ["sg-0"],
          dnsEntries: [{ dnsName: name }],
        }),
      ),
    );
    assert.deepEqual(intruders(report), ["away endpoint-host GET /v1", "away endpoint-header GET /v1"]);
  });
});

describe("a link", () => {
  it("is broken where the stack's outputs name no endpoint for it", () => {
    const report = check("test", topology, statesWith(set("apilink-test", { endpoints: {} })));
    assert.equal(report.ok, false);
    assert.deepEqual(
      report.links.map(({ ok }) => ok),
      [false, false],
    );
    assert.deepEqual(
      report.findings.filter(({ rule }) => rule === "link-broken").map(({ message }) => message),
      [
        "home cannot call srv: the stack's outputs name no endpoint of home",
        "away cannot call srv: the stack's outputs name no endpoint of home",
      ],
    );
  });

  it("of a corporate range admits that range alone, also where a wider one comes in by the same gateway", async () => {
    const via = "tgw-0123456789abcdef0";
    const place = { account: "a", region };
    const nested = {
      accounts: { a: { id: "111111111111" } },
      networks: {
        one: { ...place, cidr: "10.0.0.0/16", corporate: [{ cidr: "192.168.0.0/16", via }] },
        two: { ...place, cidr: "10.1.0.0/16", corporate: [{ cidr: "192.168.0.0/15", via }] },
      },
      apis: { srv: place, more: place },
      links: [
        { from: "one", to: "srv" },
        { from: "two", to: "more" },
      ],
    };
    const { ok, probes, findings } = check("test", parseTopology(nested, "test"), await runTopology(nested));
    assert.deepEqual([ok, findings.filter(({ severity }) => severity === "error")], [true, []]);
    const linkedOf = (range: string) =>
      new Set(
        probes
          .filter(({ from, to, source }) => from === "two" && to === "srv" && source === range)
          .map(({ linked }) => linked),
      );
    assert.deepEqual([...linkedOf("192.168.0.0/16")], [true]);
    assert.deepEqual([...linkedOf("192.169.0.0/16")], [false]);
  });
});
