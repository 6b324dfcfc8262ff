import assert from "node:assert/strict";
import { ApiLogRole } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, providerFor, valueOf } from "../support/embedded";
import { statementsOf } from "../support/policies";
import { awsStates, comesBefore, labelsOf, stateOf } from "../support/states";

const make = (region = "ap-northeast-2") =>
  onEmbeddedCloud(() => new ApiLogRole("api", { region }, { provider: providerFor("apis") }));

describe("ApiLogRole", () => {
  it("is a role that API Gateway may assume, with AWS's own policy for it, set in the account", async () => {
    const { result, states } = await make();
    assert.deepEqual(labelsOf(awsStates(states)), [
      "Account api.logs",
      "Role api.logs",
      "RolePolicyAttachment api.logs",
    ]);
    const role = stateOf(states, types.role, "api.logs");
    assert.deepEqual(statementsOf(role.inputs["assumeRolePolicy"]), [
      { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: ["sts:AssumeRole"] },
    ]);
    assert.deepEqual(stateOf(states, types.rolePolicyAttachment, "api.logs").inputs, {
      role: role.outputs["name"],
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    });
    assert.deepEqual(stateOf(states, types.gatewayAccount, "api.logs").inputs, {
      region: "ap-northeast-2",
      cloudwatchRoleArn: role.outputs["arn"],
    });
    assert.equal(await valueOf(result.roleArn), role.outputs["arn"]);
    assert.deepEqual(stateOf(states, "apilink:index:ApiLogRole", "api").outputs, {
      roleArn: role.outputs["arn"],
    });
  });

  it("sets the role only once the policy is attached, since API Gateway tries it out", async () => {
    const { states } = await make();
    const attachment = stateOf(states, types.rolePolicyAttachment, "api.logs");
    assert.ok(comesBefore(states, attachment, stateOf(states, types.gatewayAccount, "api.logs")));
  });

  it("names the policy of the region's partition", async () => {
    const { states } = await make("cn-north-1");
    assert.equal(
      stateOf(states, types.rolePolicyAttachment, "api.logs").inputs["policyArn"],
      "arn:aws-cn:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    );
  });
});
