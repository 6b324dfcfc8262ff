import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { doctorText } from "../../cli/doctorText";
import { ReadingLine } from "../../cli/doctorText/readingLine";
import { plain } from "../../cli/paint";
import { resolve } from "node:path";
import { readStackFile } from "../../stacks/stackFile";
import { diagnosed } from "../../verify/doctor";
import type { Live } from "../../verify/doctor/live";
import type { DoctorReport } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { fakeLive } from "../live/fakeLive";
import { inEnvironment } from "../live/support";
import { motoVariables } from "../support/moto";
import { apilinkHere } from "../support/command";

const view = { width: 80, paint: plain, verbose: false };

/** prod in trouble: a rule is gone, a tag is another, and the endpoints of one region may not be read. */
async function troubled(): Promise<DoctorReport> {
  const { stack, topology, ...file } = readStackFile(resolve(__dirname, "../../Pulumi.prod.yaml"));
  const expected = await resourcesOfProgram({ stack, topology, ...file });
  const all = fakeLive(expected);
  const isGone = ({ type, region, outputs }: Live): boolean =>
    (type === types.securityGroupIngressRule &&
      region === "ap-northeast-2" &&
      outputs["cidrIpv4"] === "10.0.0.0/15") ||
    (type === types.endpoint && region === "us-west-2");
  const live = all
    .filter((each) => !isGone(each))
    .map((each) =>
      each.type === types.key ? { ...each, outputs: { ...each.outputs, enableKeyRotation: false } } : each,
    );
  const unread = {
    account: "111111111111",
    region: "us-west-2",
    permission: "ec2:DescribeVpcEndpoints",
    types: [types.endpoint],
    message: "UnauthorizedOperation: no",
  };
  const readTypes = new Set(all.map(({ type }) => type));
  return diagnosed({ stack, topology, expected, live, unread: [unread], readTypes, tag: "apilink/prod" });
}

describe("what apilink doctor shows", () => {
  it("is the links with what decides them, the other differences, what was not read, and counts", async () => {
    const lines = doctorText(await troubled(), view);
    const at = (text: string): number => {
      const found = lines.findIndex((line) => line.includes(text));
      assert.ok(found >= 0, `${text} is not in\n${lines.join("\n")}`);
      return found;
    };
    const order = [
      at("Links"),
      at("  seoul -> srv  broken"),
      at("-> seoul.endpoint sg ingress 10.0.0.0/15:443 is missing"),
      at("  oregon -> srv-us  unknown"),
      at("Other differences from the program"),
      at("api.ap-northeast-2.key key enableKeyRotation: true expected, false"),
      at("Not read"),
      at("111111111111 us-west-2: ec2:DescribeVpcEndpoints is missing"),
      at("prod: not as it should be, 0 of 4 links ok, 2 broken, 2 unknown"),
    ];
    assert.deepEqual(
      order,
      [...order].sort((one, other) => one - other),
    );
    assert.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
    );
  });

  it("is one line of progress on a terminal, and nothing elsewhere", () => {
    const shown = (isTTY: boolean): string => {
      let text = "";
      const stream = new Writable({
        write: (chunk, _encoding, done) => {
          text += String(chunk);
          done();
        },
      });
      const line = new ReadingLine(Object.assign(stream, { isTTY }));
      line.show({ account: "111111111111", region: "ap-northeast-2", done: 12, total: 18 });
      line.clear();
      return text;
    };
    assert.equal(shown(true), "\r\u001b[Kreading 111111111111 ap-northeast-2: 12 of 18\r\u001b[K");
    assert.equal(shown(false), "");
  });

  it("is one clear line where something is wrong with what it is given", async () => {
    const wrong = await apilinkHere(["doctor", "--stack", "dev", "--endpoint-url", "localhost:5000"]);
    assert.deepEqual([wrong.status, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /^apilink: --endpoint-url "localhost:5000" is no URL\n {2}hint: /);
    const nobody = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined };
    const endpoint = "http://127.0.0.1:9";
    const missing = await inEnvironment({ ...motoVariables(endpoint), ...nobody }, () =>
      apilinkHere(["doctor", "--stack", "dev", "--endpoint-url", endpoint]),
    );
    assert.deepEqual([missing.status, missing.stdout], [2, ""]);
    assert.match(missing.stderr, /^apilink: accounts\.api \(222222222222\): there are no credentials/);
    assert.doesNotMatch(missing.stderr, /\n {4}at /);
  });
});
