import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CallLog, callLogName } from "../../lab/plugin/callLog";
import { carriedAtOnce, carriedWithFaults, type Call } from "../../lab/plugin/calls";
import { faultsOf, type Faults } from "../../lab/plugin/faults";
import { Refusal } from "../../lab/refusal";
import { temporaryFolders } from "../support/temporary";

const none: Faults = { slow: 0, fail: [], throttle: undefined, lose: [], die: [] };
const call = (type = "aws:ec2/vpc:Vpc"): Call => ({ operation: "create", urn: `urn::${type}::one`, type });

describe("the faults of a lab run", () => {
  const of = (text: string): Faults | undefined => faultsOf({ APILINK_LAB_FAULTS: text });

  it("are none unless there are some", () => {
    assert.equal(faultsOf({}), undefined);
    assert.equal(of(""), undefined);
    assert.deepEqual(of("{}"), none);
  });

  it("are read from JSON", () => {
    const throttle = { from: 3, calls: 40 };
    const faults = { slow: 50, fail: [12], throttle, lose: [7, 9], die: [20] };
    assert.deepEqual(of(JSON.stringify(faults)), faults);
  });

  const wrong: readonly (readonly [text: string, problem: string])[] = [
    ["{fail: 1}", "is no JSON"],
    ["[]", "must be an object"],
    ['{"slo": 1}', "slo is not known, only slow, fail, throttle, lose, die"],
    ['{"slow": -1}', "slow must be milliseconds from 0 to 60000"],
    ['{"slow": "1"}', "slow must be milliseconds from 0 to 60000"],
    ['{"slow": 60001}', "slow must be milliseconds from 0 to 60000"],
    ['{"fail": 12}', "fail must be a list of numbers of calls, from 1 on"],
    ['{"lose": [0]}', "lose must be a list of numbers of calls, from 1 on"],
    ['{"die": [1.5]}', "die must be a list of numbers of calls, from 1 on"],
    ['{"throttle": 5}', 'throttle must be {"from": the first call, "calls": how many}'],
    ['{"throttle": {"from": 1}}', 'throttle must be {"from": the first call, "calls": how many}'],
    ['{"throttle": {"from": 1, "calls": 2, "every": 3}}', "throttle.every is not known, only from, calls"],
  ];
  for (const [text, problem] of wrong) {
    it(`are refused where they are ${text}`, () => {
      assert.throws(() => of(text), {
        name: "FaultsError",
        message: `APILINK_LAB_FAULTS: ${problem}; see docs/lab.md, for example {"slow": 50, "fail": [12]}`,
      });
    });
  }
});

describe("the log of a run's calls", () => {
  const folder = temporaryFolders();

  it("numbers them over all providers of a run, and each run by itself", () => {
    const dir = folder();
    const [one, other] = [new CallLog(dir, 7), new CallLog(dir, 8)];
    assert.deepEqual([one.add("a"), one.add("a"), other.add("a"), one.add("b")], [1, 2, 1, 3]);
  });

  it("gives no number twice, whatever the number of processes", async function () {
    this.timeout(20_000);
    const dir = folder();
    const children = [1, 2, 3].map(() =>
      spawn(process.execPath, ["--import", "tsx", "-e", adding(dir)], {
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
    const texts = children.map(async (child) => {
      let text = "";
      child.stdout.on("data", (data: Buffer) => (text += data.toString()));
      await once(child, "close");
      return text;
    });
    const numbers = (await Promise.all(texts)).flatMap((text) => text.trim().split("\n").map(Number));
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      Array.from({ length: 150 }, (_, index) => index + 1),
    );
    assert.equal(
      readFileSync(join(dir, callLogName(1)), "utf8")
        .trim()
        .split("\n").length,
      150,
    );
  });
});

function adding(dir: string): string {
  return `
    const { CallLog } = require(${JSON.stringify(resolve("lab/plugin/callLog.ts"))});
    const log = new CallLog(${JSON.stringify(dir)}, 1);
    for (let i = 0; i < 50; i += 1) console.log(log.add("create"));`;
}

describe("a call to the lab's cloud", () => {
  const folder = temporaryFolders();
  const never = (): never => assert.fail("died");

  async function carried(faults: Partial<Faults>, count: number, type?: string): Promise<readonly string[]> {
    const carry = carriedWithFaults({ ...none, ...faults }, new CallLog(folder(), 1), never);
    const outcomes: string[] = [];
    for (let made = 1; made <= count; made += 1) {
      try {
        outcomes.push(`made ${await carry(call(type), () => made)}`);
      } catch (error) {
        outcomes.push(error instanceof Refusal ? `${error.code}: ${error.message}` : String(error));
      }
    }
    return outcomes;
  }

  it("is made", async () => {
    assert.deepEqual(await carried({}, 2), ["made 1", "made 2"]);
    assert.equal(await carriedAtOnce(call(), () => 5), 5);
  });

  it("fails where it is told to, and is not made", async () => {
    const failing = "InternalFailure: call 2 of this run fails, as APILINK_LAB_FAULTS says";
    assert.deepEqual(await carried({ fail: [2] }, 3), ["made 1", failing, "made 3"]);
    let made = 0;
    const carry = carriedWithFaults({ ...none, fail: [1] }, new CallLog(folder(), 1), never);
    await assert.rejects(carry(call(), () => (made += 1)));
    assert.equal(made, 0);
  });

  it("is made and its answer lost where it is told to", async () => {
    let made = 0;
    const carry = carriedWithFaults({ ...none, lose: [1] }, new CallLog(folder(), 1), never);
    await assert.rejects(
      carry(call(), () => (made += 1)),
      { code: "RequestError", message: /^call 1 of this run is done and its answer is lost/ },
    );
    assert.equal(made, 1);
  });

  it("is made and its provider ends where it is told to", async () => {
    const events: string[] = [];
    const die = (): never => {
      events.push("died");
      throw new Error("died");
    };
    const carry = carriedWithFaults({ ...none, die: [1] }, new CallLog(folder(), 1), die);
    await assert.rejects(carry(call(), () => events.push("made")));
    assert.deepEqual(events, ["made", "died"]);
  });

  it("is tried again while it is throttled, and counted each time", async () => {
    assert.deepEqual(await carried({ throttle: { from: 2, calls: 5 }, fail: [7] }, 3), [
      "made 1",
      "InternalFailure: call 7 of this run fails, as APILINK_LAB_FAULTS says",
      "made 3",
    ]);
  });

  for (const [type, message] of [
    [
      "aws:ec2/vpc:Vpc",
      "RequestLimitExceeded: exceeded maximum number of attempts, 25: Request limit exceeded.",
    ],
    [
      "aws:apigateway/restApi:RestApi",
      "TooManyRequestsException: exceeded maximum number of attempts, 25: Too Many Requests",
    ],
    [
      "aws:lambda/function:Function",
      "ThrottlingException: exceeded maximum number of attempts, 25: Rate exceeded",
    ],
  ] as const) {
    it(`is given up after 25 attempts: ${type}`, async () => {
      assert.deepEqual(await carried({ throttle: { from: 1, calls: 25 } }, 2, type), [message, "made 2"]);
    });
  }

  it("takes as long as it is told to, half of it before the resource is there", async () => {
    const carry = carriedWithFaults({ ...none, slow: 80 }, new CallLog(folder(), 1), never);
    const begun = performance.now();
    const madeAfter = await carry(call(), () => performance.now() - begun);
    const took = performance.now() - begun;
    assert.ok(madeAfter >= 35 && madeAfter < took - 20, `${madeAfter} of ${took}`);
    assert.ok(took >= 75, String(took));
  });
});
