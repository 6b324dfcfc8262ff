import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { callersOf } from "../../../verify/check/callers";
import { types } from "../../../verify/model/types";
import { add, modelWith, region, resource, topology, traceIn, type Change } from "../../support/oneEndpoint";

const endpoint = (service: string, id: string, more: Properties): Change =>
  add(
    resource(types.endpoint, service, id, {
      vpcId: "vpc-home",
      serviceName: `com.amazonaws.${region}.${service}`,
      ...more,
    }),
  );
const buckets = (range: string): Change =>
  endpoint("s3", "vpce-0a", {
    vpcEndpointType: "Gateway",
    routeTableIds: ["rtb-caller", "rtb-carrier"],
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "*",
          Resource: "*",
          Condition: { IpAddress: { "aws:VpcSourceIp": range } },
        },
      ],
    }),
  });
const queues = endpoint("sqs", "vpce-0b", {
  vpcEndpointType: "Interface",
  subnetIds: ["subnet-carrier"],
  subnetConfigurations: [{ subnetId: "subnet-carrier", ipv4: "10.0.1.9" }],
});

/** Each part of the home network, and what a call from it to S3 comes to. */
function partsWith(...changes: readonly Change[]): readonly string[] {
  const model = modelWith(...changes);
  const home = callersOf(model, topology).find(
    ({ from, vantage }) => from === "home" && vantage === "workload",
  );
  return (home?.parts ?? []).map(({ range, source }) => {
    const { outcome } = traceIn(model, { from: source, url: `https://a.s3.${region}.amazonaws.com/b` });
    return `${range} ${outcome}`;
  });
}

describe("the callers of AWS's services", () => {
  it("are told apart where a gateway endpoint's policy tells them apart", () => {
    assert.deepEqual(partsWith(buckets("10.0.0.128/25")), [
      "10.0.0.0/25 access-denied",
      "10.0.0.128/25 ok",
      "10.0.1.0/24 access-denied",
    ]);
  });

  it("have no address that an interface endpoint has", () => {
    const alone = (parts: readonly string[]) => parts.filter((part) => part.startsWith("10.0.1.9/32 "));
    assert.deepEqual(alone(partsWith(buckets("10.0.1.9/32"))), ["10.0.1.9/32 ok"]);
    assert.deepEqual(alone(partsWith(buckets("10.0.1.9/32"), queues)), []);
  });
});
