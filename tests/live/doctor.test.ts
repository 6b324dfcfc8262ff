import assert from "node:assert/strict";
import { resolve } from "node:path";
import { readConfig } from "../../stacks/config";
import { readStackFile } from "../../stacks/stackFile";
import type { DoctorReport } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withMoto } from "../support/moto";
import { withCloud, type CloudAnswer } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { provision } from "./provision/provision";
import { doctorOf, withLiveIds, withRoles } from "./support";

const projectDir = resolve(__dirname, "../..");

/** RAM's own way of calling GetResourceShares and the like is POST. */
const readOnly =
  /^(Describe|Get|List)[A-Z]|^GET \/|^POST \/(get|list)[a-z]+$|^(AssumeRole|GetCallerIdentity)$/;

type Stack = ReturnType<typeof withRoles>;

function ec2Failure(code: string, status: number): CloudAnswer {
  const body =
    `<Response><Errors><Error><Code>${code}</Code><Message>as the test asked for</Message></Error></Errors>` +
    "<RequestID>1</RequestID></Response>";
  return { status, contentType: "text/xml", body };
}

/** Two networks and three APIs in one region, with so many links. */
function stackWith(links: number): Stack {
  const [account, region] = ["one", "ap-northeast-2"];
  const network = (cidr: string) => ({ account, region, cidr, zones: 1, privateDns: true });
  const [networks, apis] = [
    { seoul: network("10.0.0.0/16"), busan: network("10.1.0.0/16") },
    ["a", "b", "c"],
  ];
  const all = apis.flatMap((to) => Object.keys(networks).map((from) => ({ from, to })));
  const topology = {
    accounts: { one: { id: "111111111111" } },
    networks,
    apis: Object.fromEntries(apis.map((name) => [name, { account, region }])),
    links: all.slice(0, links),
  };
  const config = { "apilink:topology": topology };
  const place = { source: "the test", dir: projectDir };
  return withRoles({ stack: "links", config, topology: readConfig(config, place).topology });
}

describe("the doctor, of what is on a server that answers as AWS does", function () {
  this.timeout(240_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint, [gatewayMending()]);

  const made = async (stack: Stack): Promise<Stack> => {
    await moto().reset();
    cloud().begin();
    return withLiveIds(stack, await provision(await resourcesOfProgram(stack), cloud().endpoint));
  };
  const ofFile = (name: string): Stack =>
    withRoles(readStackFile(resolve(projectDir, `Pulumi.${name}.yaml`)));

  const assertHealthy = ({ links, differences, unread, deployments, ok }: DoctorReport): void => {
    assert.deepEqual(
      { differences: differences.map(({ text }) => text), unread, deployments },
      { differences: [], unread: [], deployments: [] },
    );
    assert.deepEqual(
      links.filter(({ state }) => state !== "ok"),
      [],
    );
    assert.ok(ok);
  };

  it("finds dev as the program has it", async () => {
    assertHealthy(await doctorOf(await made(ofFile("dev")), cloud().endpoint));
  });

  it("makes as many calls for six links as for one", async () => {
    const counts: number[] = [];
    for (const links of [1, 6]) {
      const stack = await made(stackWith(links));
      cloud().begin();
      const { links: told } = await doctorOf(stack, cloud().endpoint);
      assert.equal(told.length, links);
      counts.push(cloud().calls.length);
    }
    assert.equal(counts[0], counts[1]);
  });

  describe("prod", () => {
    let stack: Stack;
    before(async () => {
      stack = await made(ofFile("prod"));
    });

    it("is as the program has it; only reads are made, and few", async () => {
      cloud().begin();
      const places = new Set<string>();
      const report = await doctorOf(stack, cloud().endpoint, {
        onProgress: ({ account, region }) => places.add(`${account} ${region}`),
      });
      assertHealthy(report);
      const calls = cloud().calls.map(({ operation }) => operation);
      assert.deepEqual(
        calls.filter((operation) => !readOnly.test(operation)),
        [],
      );
      assert.equal(places.size, 4);
      const [aPlace, anApi] = [50, 10];
      assert.ok(calls.length <= aPlace * places.size + anApi * 2, `${calls.length} calls`);
    });

    it("survives being throttled", async () => {
      let refused = 0;
      cloud().begin(({ operation }) => {
        if (operation !== "DescribeSubnets" || refused === 3) return undefined;
        refused += 1;
        return ec2Failure("RequestLimitExceeded", 503);
      });
      assertHealthy(await doctorOf(stack, cloud().endpoint));
      assert.equal(refused, 3);
    });

    it("leaves unknown what it may not read, names the permission, and goes on with the rest", async () => {
      cloud().begin(({ operation, account, region }) =>
        operation === "DescribeVpcEndpoints" && account === "111111111111" && region === "us-west-2"
          ? ec2Failure("UnauthorizedOperation", 403)
          : undefined,
      );
      const { ok, links, unread, differences } = await doctorOf(stack, cloud().endpoint);
      assert.ok(!ok);
      const [first] = unread;
      assert.deepEqual(
        new Set(unread.map(({ account, region, permission }) => `${account} ${region} ${permission ?? ""}`)),
        new Set(["111111111111 us-west-2 ec2:DescribeVpcEndpoints"]),
      );
      assert.ok(first?.types.includes(types.endpoint));
      assert.deepEqual(
        differences.map(({ text }) => text),
        [],
      );
      assert.deepEqual(
        links.map(({ to, state }) => [to, state]),
        [
          ["srv", "ok"],
          ["srv", "ok"],
          ["srv-us", "unknown"],
          ["srv-us", "unknown"],
        ],
      );
    });

    it("knows nothing of a place whose VPCs it may not read, and calls nothing there missing or broken", async () => {
      cloud().begin(({ operation, account, region }) =>
        operation === "DescribeVpcs" && account === "111111111111" && region === "ap-northeast-2"
          ? ec2Failure("UnauthorizedOperation", 403)
          : undefined,
      );
      const { ok, links, unread, differences } = await doctorOf(stack, cloud().endpoint);
      assert.ok(!ok);
      assert.deepEqual(
        unread.map(({ account, region, permission }) => `${account} ${region} ${permission ?? ""}`),
        ["111111111111 ap-northeast-2 ec2:DescribeVpcs"],
      );
      for (const type of [types.vpc, types.subnet, types.routeTable, types.endpoint, types.securityGroup])
        assert.ok(unread[0]?.types.includes(type), type);
      assert.deepEqual(
        differences.map(({ text }) => text),
        [],
      );
      assert.deepEqual(
        links.map(({ from, to, state, explanation }) => [
          `${from} ${to} ${state}`,
          explanation.includes("ec2:DescribeVpcs is missing"),
        ]),
        [
          ["seoul srv unknown", true],
          ["oregon srv unknown", true],
          ["oregon srv-us ok", false],
          ["seoul srv-us unknown", true],
        ],
      );
    });
  });
});
