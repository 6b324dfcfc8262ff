import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { ResourceState } from "../../lab/state";
import { readStackFile } from "../../stacks/stackFile";
import { diagnosed } from "../../verify/doctor";
import { identities } from "../../verify/doctor/identity";
import type { Live } from "../../verify/doctor/live";
import type { DoctorReport, Unread } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { fakeLive } from "./fakeLive";

/** What no reader asks for. */
const neverRead: ReadonlySet<string> = new Set([types.logGroup, types.queue]);

describe("what the doctor finds of what was deleted or emptied", function () {
  this.timeout(60_000);
  const file = readStackFile(resolve(__dirname, "../../Pulumi.prod.yaml"));
  const { stack, topology } = file;
  let expected: readonly ResourceState[] = [];
  let live: readonly Live[] = [];
  before(async () => {
    expected = await resourcesOfProgram(file);
    live = fakeLive(expected).filter(({ type }) => !neverRead.has(type));
  });
  const diagnosis = (found: readonly Live[], unread: readonly Unread[] = []): DoctorReport => {
    const readTypes = new Set(live.map(({ type }) => type));
    return diagnosed({ stack, topology, expected, live: found, unread, readTypes, tag: `apilink/${stack}` });
  };
  /** The one of a type, in a region. */
  const one = (type: string, region: string): Live =>
    live.find((each) => each.type === type && each.region === region) ?? assert.fail(`${type} ${region}`);
  const told = ({ links }: DoctorReport): unknown =>
    links
      .filter(({ state }) => state !== "ok")
      .map(({ from, to, state, outcome, settings }) => [
        `${from} -> ${to}`,
        state,
        outcome,
        ...settings.map(({ text }) => text),
      ]);

  /** What AWS deletes with something: what lies in it, and what lies in that. */
  const without = (deleted: Live): readonly Live[] => {
    const gone = new Set([deleted]);
    for (const owner of gone) {
      const names: readonly unknown[] = [owner.id, owner.outputs["arn"]];
      for (const each of live) {
        const { key = [], within = [] } = identities.get(each.type) ?? {};
        if ([...key, ...within].some((name) => names.includes(each.outputs[name]))) gone.add(each);
      }
    }
    return live.filter((each) => !gone.has(each));
  };

  it("is nothing where all is there, whatever the things that nobody reads are called", () => {
    const { ok, differences } = diagnosis(live);
    assert.deepEqual([ok, differences], [true, []]);
  });

  const deletions: readonly (readonly [string, string, readonly string[], ...string[]])[] = [
    [
      types.endpoint,
      "ap-northeast-2",
      ["seoul -> srv", "oregon -> srv"],
      "nxdomain",
      "seoul.endpoint endpoint is missing",
    ],
    [
      types.restApi,
      "ap-northeast-2",
      ["seoul -> srv", "oregon -> srv"],
      "nxdomain",
      "srv.api API is missing",
    ],
    [
      types.peering,
      "us-west-2",
      ["oregon -> srv", "seoul -> srv-us"],
      "timeout",
      "oregon.seoul.request peering is missing",
    ],
    [
      types.lambdaFunction,
      "ap-northeast-2",
      ["seoul -> srv", "oregon -> srv"],
      "backend-error",
      "srv.inventory.function function is missing",
    ],
  ];
  for (const [type, region, links, outcome, setting] of deletions) {
    it(`is that ${String(setting)}, and that it decides the links`, () => {
      const deleted =
        live.find(
          (each) =>
            each.type === type &&
            each.region === region &&
            (type !== types.lambdaFunction || each.id.includes("inventory")),
        ) ?? assert.fail();
      const report = diagnosis(without(deleted));
      assert.deepEqual(
        told(report),
        links.map((link) => [link, "broken", outcome, setting]),
      );
      assert.deepEqual(
        report.differences.filter(({ kind }) => kind !== "unexpected").map(({ text }) => text),
        [setting],
      );
    });
  }

  it("is that a stage is missing, and not the deployment that it showed", () => {
    const report = diagnosis(without(one(types.stage, "ap-northeast-2")));
    const text = "srv.stage stage is missing";
    assert.deepEqual(
      report.differences.map((each) => each.text),
      [text],
    );
    assert.deepEqual(told(report), [
      ["seoul -> srv", "broken", "forbidden", text],
      ["oregon -> srv", "broken", "forbidden", text],
    ]);
  });

  it("is no other publication, where only the endpoint that it names was deleted, whatever else still names it", () => {
    const endpoint = one(types.endpoint, "ap-northeast-2");
    // AWS takes a deleted endpoint out of the API's own list.
    const found = without(endpoint).map((each) =>
      each.type === types.restApi && each.region === endpoint.region
        ? {
            ...each,
            outputs: {
              ...each.outputs,
              endpointConfiguration: { types: "PRIVATE", ipAddressType: "dualstack" },
            },
          }
        : each,
    );
    assert.deepEqual(
      diagnosis(found).differences.map(({ text }) => text),
      ["seoul.endpoint endpoint is missing"],
    );
  });

  it("is each rule of a default network ACL that refuses something, and it decides a link where it does", () => {
    const vpc = one(types.vpc, "ap-northeast-2");
    const all = { action: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0", fromPort: 0, toPort: 0 };
    const deny = (ruleNo: number, port: number) => ({
      ...{ ruleNo, action: "deny", protocol: "6", cidrBlock: "0.0.0.0/0", fromPort: port, toPort: port },
    });
    const acl: Live = {
      account: vpc.account,
      region: vpc.region,
      type: types.defaultNetworkAcl,
      id: "acl-0123456789abcdef0",
      outputs: {
        vpcId: vpc.id,
        subnetIds: live.filter(({ outputs }) => outputs["vpcId"] === vpc.id).map(({ id }) => id),
        ingress: [deny(50, 443), deny(60, 22), { ...all, ruleNo: 100 }],
        egress: [{ ...all, ruleNo: 100 }],
      },
      tags: {},
    };
    const place = `(${vpc.account} ${vpc.region})`;
    const text = `seoul default network ACL rule 50 denies TCP 443 in from 0.0.0.0/0 ${place}`;
    const report = diagnosis([...live, acl]);
    assert.deepEqual(
      report.differences.map((each) => each.text),
      [text, `seoul default network ACL rule 60 denies TCP 22 in from 0.0.0.0/0 ${place}`],
    );
    for (const { state, settings } of report.links)
      assert.deepEqual(
        settings.map((each) => each.text),
        state === "ok" ? [] : [text],
      );
    assert.ok(report.links.some(({ state }) => state === "broken"));
    const silent = { ...acl, outputs: { ...acl.outputs, ingress: [{ ...all, ruleNo: 100 }], egress: [] } };
    const lacking = diagnosis([...live, silent]).links.filter(({ state }) => state === "broken");
    assert.ok(lacking.length > 0);
    for (const { settings } of lacking)
      assert.deepEqual(
        settings.map((each) => each.text),
        [`seoul default network ACL has no rule that allows everything out to 0.0.0.0/0 ${place}`],
      );
  });

  it("is not that something was deleted which may be there, since its kind could not be read somewhere", () => {
    const peering = one(types.peering, "us-west-2");
    const unread: Unread = {
      account: peering.account,
      region: "us-west-2",
      permission: "ec2:DescribeVpcPeeringConnections",
      types: [types.peering],
      message: "UnauthorizedOperation",
    };
    const { links } = diagnosis(
      live.filter((each) => each !== peering),
      [unread],
    );
    assert.ok(links.every(({ state }) => state !== "broken"));
  });

  it("is every policy of a role that is another one, those that name what nobody reads as well", () => {
    const denied = JSON.stringify({ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] });
    const { differences, links } = diagnosis(
      live.map((each) =>
        each.type === types.rolePolicy ? { ...each, outputs: { ...each.outputs, policy: denied } } : each,
      ),
    );
    const resources = new Set(differences.map(({ resource }) => resource));
    const policies = expected.filter(({ type }) => type === types.rolePolicy);
    assert.equal(resources.size, policies.length);
    assert.ok(resources.has("srv.inventory.function") && resources.has("srv.collect.function"));
    for (const { to, state, settings } of links) {
      const wanted = to === "srv" ? ["broken", "srv.inventory.function"] : ["ok"];
      assert.deepEqual([state, ...new Set(settings.map(({ resource }) => resource))], wanted);
    }
  });
});
