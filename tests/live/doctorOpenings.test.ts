import assert from "node:assert/strict";
import { doctorText } from "../../cli/doctorText";
import { plain } from "../../cli/paint";
import type { ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import { diagnosed } from "../../verify/doctor";
import type { Live } from "../../verify/doctor/live";
import type { DoctorReport, Unread } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { fakeLive } from "./fakeLive";

const here = { account: "net", region: "ap-northeast-2" };

/** busan calls srv through the endpoint of seoul, which carries seoul's calls to web as well. */
const topology = parseTopology(
  {
    accounts: { net: { id: "111111111111" } },
    networks: {
      seoul: { ...here, cidr: "10.0.0.0/16" },
      busan: { ...here, cidr: "10.1.0.0/16" },
    },
    apis: { web: { ...here }, srv: { ...here } },
    links: [
      { from: "seoul", to: "web" },
      { from: "busan", to: "srv", through: "seoul" },
    ],
  },
  "the test",
);

const everyone = {
  Effect: "Allow",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "execute-api:/*",
};
const strangersId = "vpce-0fffffffffffffff0";

describe("whoever gets in without a link", function () {
  this.timeout(60_000);
  let expected: readonly ResourceState[] = [];
  let live: readonly Live[] = [];
  before(async () => {
    const file = { stack: "open", file: "open.yaml", config: { "apilink:topology": topology }, topology };
    expected = await resourcesOfProgram(file);
    live = fakeLive(expected);
  });

  const report = (there: readonly Live[], unread: readonly Unread[] = []): DoctorReport =>
    diagnosed({
      stack: "open",
      topology,
      expected,
      live: there,
      unread,
      readTypes: new Set(live.map(({ type }) => type)),
      tag: "apilink/open",
    });

  /** The policy of web alone; one that is deployed by hand has no mark of what was published. */
  const withPolicy = (statements: readonly object[], deployed: boolean): readonly Live[] => {
    const web = live.find(({ type, outputs }) => type === types.restApi && outputs["name"] === "web");
    const { id = "" } =
      web ?? live.find(({ type, tags }) => type === types.restApi && tags["Name"] === "web") ?? {};
    assert.notEqual(id, "");
    return live.map((each): Live => {
      if (each.type === types.restApiPolicy && each.outputs["restApiId"] === id)
        return {
          ...each,
          outputs: {
            ...each.outputs,
            policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
          },
        };
      if (deployed && each.type === types.deployment && each.outputs["restApi"] === id)
        return { ...each, outputs: { ...each.outputs, description: "by hand" } };
      return each;
    });
  };
  const textOf = (of: DoctorReport, width = 80): readonly string[] =>
    doctorText(of, { width, paint: plain, verbose: false });

  it("is nobody where all is as the program has it", () => {
    const healthy = report(live);
    assert.deepEqual([healthy.ok, healthy.openings], [true, []]);
    assert.equal(textOf(healthy)[0], "Links");
  });

  it("is told first of all, by which form, and with the setting that decides it", () => {
    const open = report(withPolicy([everyone], true));
    assert.equal(open.ok, false);
    assert.ok(open.links.every(({ state }) => state === "ok"));
    const [opening = assert.fail(), ...more] = open.openings;
    assert.deepEqual([opening.from, opening.to, opening.who, more], ["busan", "web", "network", []]);
    assert.ok(opening.forms.includes("endpoint-header of seoul"), opening.forms.join());
    assert.deepEqual(
      opening.settings.map(({ type, setting }) => [type, setting]),
      [[types.restApiPolicy, "policy.Statement"]],
    );
    assert.ok(open.differences.includes(opening.settings[0] ?? assert.fail()));
    const lines = textOf(open);
    assert.deepEqual(lines.slice(0, 2), [
      "Isolation is broken: not linked, but let in",
      "  busan -> web  gets in",
    ]);
    const text = lines.join("\n");
    assert.match(text, /endpoint-header of seoul/);
    assert.match(text, /-> web\.api resource policy policy: lacks /);
    assert.ok(text.indexOf("-> web.api resource policy") < text.indexOf("\nLinks"));
    assert.doesNotMatch(text, /ifferences from the program/);
    assert.match(lines.slice(-2).join(" "), /1 let in without a link/);
  });

  it("is told before they get in, where the next deployment lets them", () => {
    const { openings, deployments, ...rest } = report(withPolicy([everyone], false));
    assert.deepEqual(openings, []);
    assert.deepEqual(
      deployments.map(({ api, next, nextOpen }) => [api, next, nextOpen]),
      [["web", [], [{ from: "busan", to: "web", open: true }]]],
    );
    const text = textOf({ openings, deployments, ...rest })
      .join(" ")
      .replace(/\s+/g, " ");
    assert.match(text, /with the next deployment busan, which has no link to web, would get in/);
  });

  it("is an endpoint in nobody's network that the policy admits, and none that it refuses", () => {
    const named = { Condition: { StringEquals: { "aws:SourceVpce": strangersId } } };
    const own = ownStatements();
    const allows = own.filter((statement) => JSON.stringify(statement).includes('"Allow"'));
    const open = report(withPolicy([...allows, { ...everyone, ...named }], true));
    const [stranger, ...more] = open.openings.filter(({ who }) => who === "stranger");
    assert.deepEqual([stranger?.from, stranger?.to, more], [strangersId, "web", []]);
    assert.equal(stranger?.settings[0]?.type, types.restApiPolicy);
    const text = textOf(open).join(" ").replace(/\s+/g, " ");
    assert.match(text, new RegExp(`${strangersId}, in no network of the topology, is admitted to web`));
    const refused = report(withPolicy([...own, { ...everyone, ...named, Effect: "Deny" }], true));
    assert.deepEqual(refused.openings, []);
  });

  const ownStatements = (): readonly object[] => {
    const policy = live
      .filter(({ type }) => type === types.restApiPolicy)
      .map(({ outputs }) => String(outputs["policy"]))
      .find((text) => !text.includes("10.1."));
    return (JSON.parse(policy ?? "{}") as { Statement: readonly object[] }).Statement;
  };

  it("says of a policy which statements it lacks and has besides, in lines of 80 columns", () => {
    const own = ownStatements();
    const kept = own.filter((statement) => !JSON.stringify(statement).includes('"Deny"'));
    assert.notEqual(kept.length, own.length);
    const other = {
      ...everyone,
      Resource: `arn:aws:execute-api:ap-northeast-2:111111111111:${"a".repeat(90)}/*`,
    };
    const open = report(withPolicy([...kept, other], true));
    const [difference, ...more] = open.differences.filter(({ type }) => type === types.restApiPolicy);
    assert.deepEqual(more, []);
    assert.match(difference?.text ?? "", /policy: lacks Deny execute-api:Invoke on .* to everyone if /);
    assert.match(
      difference?.text ?? "",
      /; has besides Allow execute-api:Invoke on arn:aws:\S+ to everyone$/,
    );
    assert.deepEqual(
      textOf(open).filter((line) => line.length > 80),
      [],
    );
  });

  it("is no error of a link of which nothing is known", () => {
    const unread: Unread = {
      account: "111111111111",
      region: "ap-northeast-2",
      permission: "ec2:DescribeVpcEndpoints",
      types: [types.endpoint],
      message: "UnauthorizedOperation",
    };
    const {
      ok,
      links,
      report: checked,
    } = report(
      live.filter(({ type }) => type !== types.endpoint),
      [unread],
    );
    assert.equal(ok, false);
    assert.ok(links.every(({ state }) => state === "unknown"));
    const found = checked.findings.filter(({ rule }) => rule === "link-broken");
    assert.deepEqual(
      found.map(({ severity, where }) => [severity, where]),
      [
        ["warning", "links[0]"],
        ["warning", "links[1]"],
      ],
    );
  });

  it("calls a network ACL by its id once", () => {
    const subnet = live.find(({ type }) => type === types.subnet) ?? assert.fail();
    const acl = live.find(({ type }) => type === types.defaultNetworkAcl);
    const id = "acl-0123456789abcdef0";
    const rule = {
      protocol: "-1",
      fromPort: 0,
      toPort: 0,
      cidrBlock: "0.0.0.0/0",
      ruleNo: 50,
      action: "deny",
    };
    const denying: Live = {
      ...subnet,
      type: types.defaultNetworkAcl,
      id,
      outputs: {
        vpcId: subnet.outputs["vpcId"],
        subnetIds: live.filter(({ type }) => type === types.subnet).map((each) => each.id),
        ingress: [rule],
        egress: [rule],
      },
      tags: {},
    };
    const { links } = report([...live.filter((each) => each !== acl), denying]);
    const told = links.map(({ explanation }) => explanation).join("\n");
    assert.match(told, new RegExp(id));
    assert.doesNotMatch(told, new RegExp(`${id} \\(${id}\\)`));
  });
});
