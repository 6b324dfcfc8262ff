import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  EncryptionKey,
  HandlerFunction,
  HandlerRole,
  type HandlerFunctionArgs,
  type PolicyStatement,
} from "../../components";
import { types } from "../../lab/services/types";
import { isSecret, type ResourceState } from "../../lab/state";
import {
  accountIds,
  onEmbeddedCloud,
  problemsOf,
  providerFor,
  valueOf,
  type EmbeddedRun,
  handlerCode as code,
} from "../support/embedded";
import { statementsOf } from "../support/policies";
import { awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const numbers = { timeoutSeconds: 10, memoryMb: 256, reservedConcurrency: 2 };
const spec = { region, code, description: "Answers", ...numbers };

const make = (
  args: (provider: aws.Provider) => Partial<HandlerFunctionArgs> = () => ({}),
  name = "srv.inventory",
) =>
  onEmbeddedCloud(() => {
    const provider = providerFor("apis");
    const { keyArn } = new EncryptionKey("needed", { region, accountId: accountIds.apis }, { provider });
    return new HandlerFunction(name, { ...spec, keyArn, ...args(provider) }, { provider });
  });

const networked = (provider: aws.Provider) => {
  const vpc = new aws.ec2.Vpc("needed", { region, cidrBlock: "10.0.0.0/16" }, { provider });
  const place = { region, vpcId: vpc.id };
  const subnet = new aws.ec2.Subnet("needed", { ...place, cidrBlock: "10.0.0.0/24" }, { provider });
  const group = new aws.ec2.SecurityGroup("needed", place, { provider });
  return { vpc: { subnetIds: [subnet.id], securityGroupIds: [group.id] } };
};

const ownOf = (states: readonly ResourceState[]) =>
  awsStates(states).filter(({ urn }) => urn.includes("HandlerFunction"));
const functionOf = ({ states }: EmbeddedRun<unknown>) =>
  stateOf(states, types.lambdaFunction, "srv.inventory.function");
const rightsOf = ({ states }: EmbeddedRun<unknown>) =>
  statementsOf(stateOf(states, types.rolePolicy, "srv.inventory.function").inputs["policy"]);

describe("HandlerFunction", () => {
  it("is a function with a role, its rights and a log group, and nothing that calls it", async () => {
    const run = await make();
    assert.deepEqual(labelsOf(ownOf(run.states)), [
      "Function srv.inventory.function",
      "LogGroup srv.inventory.function",
      "Role srv.inventory.function",
      "RolePolicy srv.inventory.function",
    ]);
    const [group, role, key] = [
      stateOf(run.states, types.logGroup, "srv.inventory.function"),
      stateOf(run.states, types.role, "srv.inventory.function"),
      stateOf(run.states, types.key, "needed.key"),
    ];
    const { tags, code: sent, ...inputs } = functionOf(run).inputs;
    assert.ok(tags !== undefined && sent !== undefined);
    assert.deepEqual(inputs, {
      region,
      name: String(group.outputs["name"]).replaceAll(".", "-"),
      description: "Answers",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: role.outputs["arn"],
      timeout: 10,
      memorySize: 256,
      reservedConcurrentExecutions: 2,
      kmsKeyArn: key.outputs["arn"],
      environment: { variables: { NODE_OPTIONS: "--enable-source-maps" } },
      loggingConfig: { logGroup: group.outputs["name"], logFormat: "Text" },
    });
  });

  it("runs on the newest Node that the SDK names", () => {
    const versions = Object.values(aws.lambda.Runtime).flatMap((runtime) => {
      const [, major] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
      return major === undefined ? [] : [Number(major)];
    });
    assert.equal(
      Math.max(...versions),
      24,
      "a newer Node: use it in HandlerFunction and as esbuild's target",
    );
  });

  it("lets its role write this log group and read this function's environment, before the first call", async () => {
    const run = await make();
    const [group, role, rights, key, made] = [
      stateOf(run.states, types.logGroup, "srv.inventory.function"),
      stateOf(run.states, types.role, "srv.inventory.function"),
      stateOf(run.states, types.rolePolicy, "srv.inventory.function"),
      stateOf(run.states, types.key, "needed.key"),
      functionOf(run),
    ];
    assert.equal(rights.inputs["role"], role.outputs["name"]);
    assert.deepEqual(statementsOf(role.inputs["assumeRolePolicy"]), [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: ["sts:AssumeRole"] },
    ]);
    assert.deepEqual(rightsOf(run), [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${String(group.outputs["arn"])}:log-stream:*`],
      },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [key.outputs["arn"]],
        Condition: {
          StringEquals: { "kms:EncryptionContext:aws:lambda:FunctionArn": [made.outputs["arn"]] },
        },
      },
    ]);
    assert.ok(comesBefore(run.states, rights, made));
    assert.ok(comesBefore(run.states, group, made));
  });

  it("keeps its logs 90 days or as it is told, under the key", async () => {
    const logsOf = ({ states }: EmbeddedRun<unknown>) => {
      const { inputs } = stateOf(states, types.logGroup, "srv.inventory.function");
      const { outputs } = stateOf(states, types.key, "needed.key");
      return [inputs["retentionInDays"], inputs["kmsKeyId"] === outputs["arn"]];
    };
    assert.deepEqual(logsOf(await make()), [90, true]);
    assert.deepEqual(logsOf(await make(() => ({ logRetentionDays: 7 }))), [7, true]);
  });

  it("may do what it is told to beside, and has the environment that it is given", async () => {
    const statement: PolicyStatement = {
      Effect: "Allow",
      Action: ["dynamodb:GetItem"],
      Resource: ["arn:aws:dynamodb:ap-northeast-2:222222222222:table/servers"],
    };
    const run = await make(() => ({
      statements: pulumi.output([statement]),
      environment: { TABLE_NAME: "servers" },
    }));
    assert.deepEqual(rightsOf(run).slice(2), [statement]);
    assert.deepEqual(functionOf(run).inputs["environment"], {
      variables: { NODE_OPTIONS: "--enable-source-maps", TABLE_NAME: "servers" },
    });
  });

  it("keeps secrets of its environment secret, as inputs and as outputs", async () => {
    const run = await make(() => ({ environment: { OPEN: "told" }, secrets: { API_KEYS: "hush hush" } }));
    assert.ok(!JSON.stringify(run.states).includes("hush hush"));
    const { inputs, outputs } = functionOf(run);
    for (const { environment } of [inputs, outputs]) {
      const { variables } = environment as { variables?: Record<string, unknown> };
      assert.ok(isSecret(environment) || isSecret(variables) || isSecret(variables?.["API_KEYS"]));
    }
    const secretOf = async (args?: () => Partial<HandlerFunctionArgs>) =>
      (await make(args)).options.find(({ type }) => type === types.lambdaFunction)?.additionalSecretOutputs;
    assert.deepEqual(await secretOf(() => ({ secrets: { API_KEYS: "hush hush" } })), ["environment"]);
    assert.deepEqual(await secretOf(), []);
  });

  it("calls from the network that it is given, where its role may stand and its own code may not", async () => {
    const run = await make(networked);
    const [subnet, group] = [
      stateOf(run.states, types.subnet, "needed"),
      stateOf(run.states, types.securityGroup, "needed"),
    ];
    assert.deepEqual(functionOf(run).inputs["vpcConfig"], {
      subnetIds: [subnet.id],
      securityGroupIds: [group.id],
    });
    const place = "arn:aws:ec2:ap-northeast-2:*:";
    const creating = rightsOf(run).find(({ Action }) => Action.join() === "ec2:CreateNetworkInterface");
    assert.deepEqual(creating?.Resource, [
      `${place}network-interface/*`,
      `${place}subnet/${subnet.id ?? ""}`,
      `${place}security-group/${group.id ?? ""}`,
    ]);
    const denied = rightsOf(run).filter(({ Effect }) => Effect === "Deny");
    assert.deepEqual(
      denied.map(({ Condition }) => Condition),
      [{ ArnEquals: { "lambda:SourceFunctionArn": [functionOf(run).outputs["arn"]] } }],
    );
  });

  it("keeps what it failed on in an encrypted queue for two weeks, where it is told to", async () => {
    assert.equal((await make()).result.failureQueueArn, undefined);
    const run = await make(() => ({ onFailure: true }));
    const queue = stateOf(run.states, types.queue, "srv.inventory.failures");
    const { tags, ...inputs } = queue.inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      namePrefix: "srv-inventory-failures-",
      messageRetentionSeconds: 1209600,
      sqsManagedSseEnabled: true,
    });
    assert.deepEqual(stateOf(run.states, types.eventInvokeConfig, "srv.inventory.failures").inputs, {
      region,
      functionName: functionOf(run).outputs["name"],
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 3600,
      destinationConfig: { onFailure: { destination: queue.outputs["arn"] } },
    });
    assert.deepEqual(rightsOf(run).slice(2), [
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queue.outputs["arn"]] },
    ]);
    const told = run.result.failureQueueArn ?? assert.fail("no queue");
    assert.equal(await valueOf(told), queue.outputs["arn"]);
  });

  it("is deployed whatever its name: what AWS takes no longer names of is named by a part of it", async () => {
    for (const name of ["a".repeat(31) + ".inventory", "a".repeat(47), "a".repeat(48), "b.".repeat(80)]) {
      const { states } = await make(() => ({ onFailure: true }), name);
      const group = stateOf(states, types.logGroup, `${name}.function`);
      assert.match(String(group.outputs["name"]), /\.function-[0-9a-f]+$/);
      assert.equal(
        stateOf(states, types.lambdaFunction, `${name}.function`).outputs["name"],
        String(group.outputs["name"]).replaceAll(".", "-"),
      );
    }
  });

  it("takes a role that was there before, and gives it its rights", async () => {
    const run = await make((provider) => ({ role: new HandlerRole("srv.collect", {}, { provider }) }));
    const role = stateOf(run.states, types.role, "srv.collect.function");
    assert.deepEqual(statesOf(run.states, types.role), [role]);
    assert.equal(functionOf(run).inputs["role"], role.outputs["arn"]);
    const rights = stateOf(run.states, types.rolePolicy, "srv.inventory.function");
    assert.equal(rights.inputs["role"], role.outputs["name"]);
    assert.deepEqual(stateOf(run.states, "apilink:index:HandlerRole", "srv.collect").outputs, {
      roleArn: role.outputs["arn"],
      roleName: role.outputs["name"],
    });
  });

  it("tells its outputs", async () => {
    const run = await make();
    const { outputs } = functionOf(run);
    const told = {
      functionName: await valueOf(run.result.functionName),
      functionArn: await valueOf(run.result.functionArn),
      invokeArn: await valueOf(run.result.invokeArn),
      roleArn: await valueOf(run.result.roleArn),
      roleName: await valueOf(run.result.roleName),
      logGroupName: await valueOf(run.result.logGroupName),
    };
    assert.deepEqual(told, {
      functionName: outputs["name"],
      functionArn: outputs["arn"],
      invokeArn: outputs["invokeArn"],
      roleArn: stateOf(run.states, types.role, "srv.inventory.function").outputs["arn"],
      roleName: stateOf(run.states, types.role, "srv.inventory.function").outputs["name"],
      logGroupName: stateOf(run.states, types.logGroup, "srv.inventory.function").outputs["name"],
    });
    assert.deepEqual(stateOf(run.states, "apilink:index:HandlerFunction", "srv.inventory").outputs, told);
  });

  it("refuses numbers outside Lambda's quotas, and half a network", async () => {
    const wrong = { timeoutSeconds: 901, memoryMb: 127, reservedConcurrency: 0 };
    const vpc = { subnetIds: [], securityGroupIds: [] };
    assert.deepEqual(
      await problemsOf(() => new HandlerFunction("srv", { ...spec, ...wrong, vpc, keyArn: "arn" })),
      [
        { propertyPath: "timeoutSeconds", reason: "must be a whole number from 1 to 900, not 901" },
        { propertyPath: "memoryMb", reason: "must be a whole number from 128 to 10240, not 127" },
        { propertyPath: "reservedConcurrency", reason: "must be a whole number from 1, not 0" },
        { propertyPath: "vpc.subnetIds", reason: "must name at least one" },
        { propertyPath: "vpc.securityGroupIds", reason: "must name at least one" },
      ],
    );
  });
});
