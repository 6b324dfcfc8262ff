import assert from "node:assert/strict";
import type { ResourceValidationArgs } from "@pulumi/policy";
import { unknown } from "../../lab/state";
import { endpointPolicyMissing } from "../../policies/policies";
import { types } from "../../policies/types";
import { asTheSdkDoes } from "../../policies/unknowns";
import type { Mapping } from "../../stacks/mapping";
import { askedAll, type Given, type Said } from "./asking";

const policy = JSON.stringify({
  Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "arn:aws:s3:::mine/*" },
});
/** What AWS gives an endpoint that was made without a policy. */
const awsOwn = JSON.stringify({ Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } });

function endpoint(more: Mapping = {}): Given {
  const properties = {
    id: "vpce-1",
    serviceName: "com.amazonaws.ap-northeast-2.execute-api",
    vpcEndpointType: "Interface",
    ...more,
  };
  return { type: types.endpoint, name: "door", properties };
}

function separate(more: Mapping = {}): Given {
  const properties = { vpcEndpointId: "vpce-1", policy, ...more };
  return { type: types.endpointPolicy, name: "separate", properties, madeFrom: { vpcEndpointId: ["door"] } };
}

/** What it says of resources, of which it has seen the inputs before. */
async function said(
  given: readonly Given[],
  inputs: Readonly<Record<string, Mapping>> = {},
  config: Mapping = {},
): Promise<Said> {
  const rule = endpointPolicyMissing();
  const { validateResource } = rule;
  if (typeof validateResource !== "function") throw new Error("it looks at no inputs");
  for (const { type, name } of given) {
    const urn = `urn:pulumi:s::p::${type}::${name}`;
    const props = inputs[name];
    if (props === undefined) continue;
    const args = { type, name, urn, props: asTheSdkDoes(props) };
    await validateResource(args as ResourceValidationArgs, () => assert.fail("too early"));
  }
  return askedAll(rule, given, config);
}

const none: Said = { violations: [], open: undefined };

async function stops(
  given: readonly Given[],
  inputs: Readonly<Record<string, Mapping>> = {},
  config: Mapping = {},
): Promise<void> {
  const { violations } = await said(given, inputs, config);
  assert.equal(violations.length, 1);
  assert.match(violations.join(), /^door has no policy/);
}

describe("endpoint-policy-missing", () => {
  it("passes a policy inline or by itself, before there are ids as after", async () => {
    assert.deepEqual(await said([endpoint({ policy })]), none);
    assert.deepEqual(await said([endpoint(), separate()]), none);
    assert.deepEqual(
      await said([endpoint({ id: unknown, policy: unknown }), separate({ vpcEndpointId: unknown })]),
      none,
    );
  });

  it("stops an endpoint that has none, or only another one's", async () => {
    await stops([endpoint()]);
    await stops([endpoint(), separate({ vpcEndpointId: "vpce-2" })]);
  });

  for (const empty of ["", " ", null, undefined]) {
    it(`takes ${JSON.stringify(empty)} for no policy, inline and by itself`, async () => {
      await stops([endpoint({ policy: empty })]);
      await stops([endpoint(), separate({ policy: empty })]);
    });
  }

  it("knows AWS's own policy in the answer for none", async () => {
    await stops([endpoint({ policy: awsOwn })]);
    await stops([endpoint({ policy: awsOwn }), separate({ policy: awsOwn })], { separate: { policy: "" } });
    assert.deepEqual(await said([endpoint({ policy: awsOwn }), separate()]), none);
  });

  it("judges what was asked for, where it has seen it", async () => {
    await stops([endpoint({ policy: unknown })], { door: {} });
    await stops([endpoint({ policy })], { door: { policy: "" } });
    // Whether it is too open is another rule's business, and told once.
    assert.deepEqual(await said([endpoint({ policy: awsOwn })], { door: { policy: awsOwn } }), none);
  });

  it("says what it does not know", async () => {
    const { violations, open } = await said([endpoint({ policy: unknown })]);
    assert.deepEqual(violations, []);
    assert.match(open ?? "", /door\.policy; judged in the same/);
    assert.match((await said([endpoint()], { door: { policy: unknown } })).open ?? "", /door\.policy/);
    assert.match((await said([endpoint(), separate({ policy: unknown })])).open ?? "", /door\.policy/);
    assert.match((await said([endpoint({ serviceName: unknown })])).open ?? "", /door\.serviceName/);
    assert.match((await said([endpoint({ vpcEndpointType: unknown })])).open ?? "", /door\.vpcEndpointType/);
    const unplaced = { ...separate({ vpcEndpointId: unknown }), madeFrom: {} };
    assert.match((await said([endpoint(), unplaced])).open ?? "", /separate\.vpcEndpointId/);
    await stops([endpoint(), { ...unplaced, properties: { vpcEndpointId: unknown, policy: "" } }]);
  });

  it("asks every service of AWS, by gateway as by interface", async () => {
    await stops([endpoint({ serviceName: "com.amazonaws.ap-northeast-2.sqs" })]);
    const s3 = { serviceName: "com.amazonaws.ap-northeast-2.s3" };
    await stops([endpoint({ ...s3, vpcEndpointType: "Gateway" })]);
    await stops([endpoint({ ...s3, vpcEndpointType: undefined })]);
  });

  it("asks no endpoint that takes no policy", async () => {
    for (const more of [
      { serviceName: "com.amazonaws.vpce.ap-northeast-2.vpce-svc-0123456789abcdef0" },
      { serviceName: "com.amazonaws.ap-northeast-2.iot.data" },
      { vpcEndpointType: "GatewayLoadBalancer" },
      { vpcEndpointType: "Resource", serviceName: undefined },
    ]) {
      assert.deepEqual(await said([endpoint(more)]), none);
    }
    const config = { servicesWithoutEndpointPolicies: ["sqs"] };
    const queues = endpoint({ serviceName: "com.amazonaws.ap-northeast-2.sqs" });
    assert.deepEqual(await said([queues], {}, config), none);
    await stops([endpoint()], {}, config);
  });
});
