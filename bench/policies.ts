import { canonical, resourcePolicy, type Admission } from "../components/policyDocuments";
import { oracleEffect, type PlainRequest } from "../tests/verify/policy/oracle";
import { requestOf } from "../tests/verify/policy/requests";
import { compilePolicy } from "../verify/policy";
import { interleaved, processorTime, type Rounds } from "./measure";
import type { Row } from "./row";

const rounds: Rounds = { warmUp: 2, counted: 7 };

/** So many that the simulator takes a time that can be measured; it takes this side so many times more. */
const decisions = 2000;
const more = 50;

const executionArn = "arn:aws:execute-api:ap-northeast-2:222222222222:a1b2c3d4e5";
const admissions: readonly Admission[] = Array.from({ length: 10 }, (_, index) => ({
  endpointId: `vpce-${index}`,
  ranges: [`10.${index}.0.0/16`, `192.168.${index}.0/24`],
}));

/** Calls through each of the endpoints and one more, from addresses of which half are admitted. */
const calls: readonly PlainRequest[] = Array.from({ length: admissions.length + 1 }, (_, index) =>
  [`10.${index}.7.9`, `172.16.${index}.1`].map((address): PlainRequest => ({
    principal: { kind: "anonymous" },
    action: "execute-api:Invoke",
    resource: `${executionArn}/v1/GET/srv/${index}`,
    context: { "aws:SourceVpce": [`vpce-${index}`], "aws:VpcSourceIp": [address] },
  })),
).flat();

/**
 * Decides on calls of an API by the resource policy that the program gives it, beside an independent simulator, which
 * reads the document anew for each.
 */
export async function policyRows(): Promise<readonly Row[]> {
  const document = resourcePolicy(executionArn, "v1", admissions);
  const policy = compilePolicy(canonical(document));
  const requests = calls.map(requestOf);
  const [apilink = 0, baseline = 0] = await interleaved(
    [
      repeated(decisions * more, (index) => policy.decide(itemAt(requests, index)).effect),
      repeated(decisions, (index) => oracleEffect(document, itemAt(calls, index))),
    ],
    rounds,
  );
  return [{ what: "policy evaluation : iam-simulate", apilink: apilink / more, baseline, target: 0.02 }];
}

/** Takes the time of all the decisions together; they must come to something, or they could be left out. */
function repeated(times: number, decide: (index: number) => string): ReturnType<typeof processorTime> {
  return processorTime(() => {
    let allowed = 0;
    for (let index = 0; index < times; index++) if (decide(index) === "allow") allowed++;
    return allowed > 0 ? Promise.resolve() : Promise.reject(new Error("no call was allowed"));
  });
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError("there are no calls");
  return item;
}
