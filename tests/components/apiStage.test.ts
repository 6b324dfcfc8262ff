import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  ApiLogRole,
  ApiStage,
  CrossAccountPolicy,
  PrivateApi,
  PrivateDomain,
  type ApiStageArgs,
} from "../../components";
import { fingerprintLine } from "../../components/fingerprint";
import { handlerOf } from "../../lab/services";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, providerFor, valueOf, type EmbeddedRun } from "../support/embedded";
import { awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";

/** A private API that denies everybody, and its stage `v1`. */
const make = (args: Partial<ApiStageArgs> = {}) =>
  onEmbeddedCloud(() => {
    const provider = providerFor("apis");
    const logRole = new ApiLogRole("api", { region }, { provider });
    const { restApiId, executionArn, definition } = new PrivateApi("srv", { region }, { provider });
    const { applied } = new CrossAccountPolicy("policy", {
      apis: { srv: { restApiId, executionArn, stage: "v1", region, provider } },
      endpoints: {},
      grants: [],
    });
    const policy = applied["srv"] ?? assert.fail("no policy");
    return new ApiStage(
      "srv",
      { restApiId, definition, policy, region, stage: "v1", ...args },
      { provider, dependsOn: logRole },
    );
  });

const ownOf = ({ states }: EmbeddedRun<ApiStage>) =>
  awsStates(states).filter(({ urn }) => urn.includes("ApiStage"));
const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("ApiStage", () => {
  it("is a deployment and the stage that shows it, with settings and an access log", async () => {
    const run = await make();
    assert.deepEqual(labelsOf(ownOf(run)), [
      "Deployment srv.deployment",
      "LogGroup srv.access",
      "MethodSettings srv.settings",
      "Stage srv.stage",
    ]);
    const stage = stateOf(run.states, types.stage, "srv.stage").inputs;
    const deployment = stateOf(run.states, types.deployment, "srv.deployment");
    const api = stateOf(run.states, types.restApi, "srv.api");
    assert.deepEqual(
      [stage["restApi"], stage["deployment"], stage["stageName"], stage["region"]],
      [api.id, deployment.id, "v1", region],
    );
    assert.equal(deployment.inputs["restApi"], api.id);
  });

  it("publishes again when definition or policy change: both are its triggers, as documents", async () => {
    const run = await make();
    const { states } = run;
    const deployment = stateOf(states, types.deployment, "srv.deployment");
    const policy = stateOf(states, types.restApiPolicy, "policy.srv");
    assert.deepEqual(deployment.inputs["triggers"], {
      definition: stateOf(states, "apilink:index:PrivateApi", "srv").outputs["definition"],
      policy: policy.inputs["policy"],
    });
    assert.ok(comesBefore(states, policy, deployment), "the policy is in place before it is published");
    assert.ok(comesBefore(states, stateOf(states, types.integrationResponse, "srv.ANY"), deployment));
    assert.ok(comesBefore(states, deployment, stateOf(states, types.stage, "srv.stage")));
    for (const change of [{ definition: "{}" }, { policy: "{}" }]) {
      const other = stateOf((await make(change)).states, types.deployment, "srv.deployment");
      assert.notEqual(other.id, deployment.id, "a change makes another deployment");
    }
  });

  it("says in the deployment's description what it publishes, which no change of the words replaces", async () => {
    const { states } = await make();
    const { inputs } = stateOf(states, types.deployment, "srv.deployment");
    const { definition = "", policy = "" } = inputs["triggers"] as Readonly<Record<string, string>>;
    assert.equal(inputs["description"], fingerprintLine({ definition, policy }));
    const { replaceOn = [] } = handlerOf(types.deployment) ?? {};
    assert.ok(!replaceOn.includes("description"));
  });

  it("answers at the root of a domain, once its stage is there", async () => {
    const certificateArn = `arn:aws:acm:${region}:222222222222:certificate/01234567-89ab-cdef-0123-456789abcdef`;
    const { states } = await onEmbeddedCloud(() => {
      const provider = providerFor("apis");
      const place = { endpoints: {}, callers: {}, certificateArn, region };
      const domain = new PrivateDomain("srv", { domainName: "srv.example.internal", ...place }, { provider });
      const { restApiId, executionArn, definition } = new PrivateApi("srv", { region }, { provider });
      const { applied } = new CrossAccountPolicy("policy", {
        apis: { srv: { restApiId, executionArn, stage: "v1", region, provider } },
        endpoints: {},
        grants: [],
      });
      const policy = applied["srv"] ?? assert.fail("no policy");
      const args = { restApiId, definition, policy, region, stage: "v1", accessLogs: false, domain };
      return new ApiStage("srv", args, { provider });
    });
    const mapping = stateOf(states, types.basePathMapping, "srv.domain");
    assert.ok(mapping.urn.includes("apilink:index:ApiStage$"));
    assert.deepEqual(mapping.inputs, {
      region,
      restApi: stateOf(states, types.restApi, "srv.api").id,
      stageName: "v1",
      domainName: "srv.example.internal",
      domainNameId: stateOf(states, types.domainName, "srv.domain").outputs["domainNameId"],
    });
    assert.ok(comesBefore(states, stateOf(states, types.stage, "srv.stage"), mapping));
    assert.equal(statesOf((await make()).states, types.basePathMapping).length, 0);
  });

  it("needs no policy for a regional API", async () => {
    const { states } = await onEmbeddedCloud(() => {
      const provider = providerFor("apis");
      const { restApiId, definition } = new PrivateApi("srv", { region, access: "regional" }, { provider });
      return new ApiStage(
        "srv",
        { restApiId, definition, region, stage: "v1", accessLogs: false },
        { provider },
      );
    });
    const { triggers } = stateOf(states, types.deployment, "srv.deployment").inputs as { triggers: object };
    assert.deepEqual(Object.keys(triggers), ["definition", "policy"]);
  });

  it("logs who called and what came of it, and no header and no body", async () => {
    const { states } = await make();
    const { accessLogSettings } = stateOf(states, types.stage, "srv.stage").inputs;
    const { destinationArn, format } = accessLogSettings as Record<string, string>;
    assert.equal(destinationArn, stateOf(states, types.logGroup, "srv.access").outputs["arn"]);
    const line = JSON.parse(format ?? "") as Record<string, string>;
    assert.deepEqual(Object.values(line).sort(), [
      "$context.error.responseType",
      "$context.httpMethod",
      "$context.identity.sourceIp",
      "$context.identity.vpcId",
      "$context.identity.vpceId",
      "$context.path",
      "$context.requestId",
      "$context.requestTime",
      "$context.responseLatency",
      "$context.status",
    ]);
  });

  it("keeps the access log 90 days under CloudWatch's own key, or as it is told", async () => {
    const byDefault = stateOf((await make()).states, types.logGroup, "srv.access").inputs;
    assert.deepEqual([byDefault["retentionInDays"], byDefault["kmsKeyId"]], [90, undefined]);
    const logKmsKeyArn = "arn:aws:kms:ap-northeast-2:222222222222:key/1";
    const told = stateOf(
      (await make({ logRetentionDays: 7, logKmsKeyArn })).states,
      types.logGroup,
      "srv.access",
    ).inputs;
    assert.deepEqual([told["retentionInDays"], told["kmsKeyId"]], [7, logKmsKeyArn]);
  });

  it("leaves access logs out where it is told to", async () => {
    const run = await make({ accessLogs: false });
    assert.equal(statesOf(run.states, types.logGroup).length, 0);
    assert.ok(!("accessLogSettings" in stateOf(run.states, types.stage, "srv.stage").inputs));
  });

  it("throttles every method and counts calls, without writing their data", async () => {
    const settingsOf = async (args: Partial<ApiStageArgs>) =>
      stateOf((await make(args)).states, types.methodSettings, "srv.settings").inputs;
    const byDefault = await settingsOf({});
    assert.deepEqual(
      [byDefault["methodPath"], byDefault["stageName"], byDefault["settings"]],
      ["*/*", "v1", { metricsEnabled: true, throttlingRateLimit: 100, throttlingBurstLimit: 200 }],
    );
    assert.deepEqual((await settingsOf({ rateLimit: 5, burstLimit: 9 }))["settings"], {
      metricsEnabled: true,
      throttlingRateLimit: 5,
      throttlingBurstLimit: 9,
    });
  });

  it("tells its URL", async () => {
    const { result, states } = await make();
    const api = stateOf(states, types.restApi, "srv.api").id ?? "";
    const invokeUrl = await valueOf(result.invokeUrl);
    assert.equal(invokeUrl, `https://${api}.execute-api.ap-northeast-2.amazonaws.com/v1`);
    assert.equal(result.apiKey, undefined);
    assert.deepEqual(stateOf(states, "apilink:index:ApiStage", "srv").outputs, { invokeUrl });
  });

  it("makes a key, a plan that admits to this stage, and puts the one into the other", async () => {
    const run = await make({ apiKey: true });
    const { states } = run;
    const [key, plan] = [
      stateOf(states, types.apiKey, "srv.key"),
      stateOf(states, types.usagePlan, "srv.plan"),
    ];
    assert.deepEqual(plan.inputs["apiStages"], [
      { apiId: stateOf(states, types.restApi, "srv.api").id, stage: "v1" },
    ]);
    assert.deepEqual(stateOf(states, types.usagePlanKey, "srv.key").inputs, {
      region,
      usagePlanId: plan.id,
      keyId: key.id,
      keyType: "API_KEY",
    });
    assert.ok(comesBefore(states, stateOf(states, types.stage, "srv.stage"), plan));
    assert.equal(ownOf(run).length, 4 + 3);
  });

  it("keeps the key secret: in its outputs, in every state, in the stack's outputs", async () => {
    const { result, states } = await make({ apiKey: true });
    const key = result.apiKey ?? assert.fail("no key");
    assert.equal(await pulumi.isSecret(key), true);
    const clear = await valueOf(key);
    assert.match(clear, /^\w{20,}$/);
    const tellTale = states.filter((state) => JSON.stringify(state).includes(clear));
    assert.deepEqual(labelsOf(tellTale), []);
    assert.deepEqual(stateOf(states, types.apiKey, "srv.key").outputs["value"], secretMark);
    assert.deepEqual(stateOf(states, types.usagePlanKey, "srv.key").outputs["value"], secretMark);
    assert.deepEqual(stateOf(states, "apilink:index:ApiStage", "srv").outputs["apiKey"], secretMark);
  });
});
