import assert from "node:assert/strict";
import { EncryptionKey, InventoryBackend, type InventoryBackendArgs } from "../../components";
import { types } from "../../lab/services/types";
import {
  accountIds,
  onEmbeddedCloud,
  providerFor,
  valueOf,
  type EmbeddedRun,
  handlerCode as code,
} from "../support/embedded";
import { statementsOf } from "../support/policies";
import { awsStates, comesBefore, labelsOf, stateOf } from "../support/states";

const region = "ap-northeast-2";

const make = (args: Partial<InventoryBackendArgs> = {}) =>
  onEmbeddedCloud(() => {
    const provider = providerFor("apis");
    const { keyArn } = new EncryptionKey("needed", { region, accountId: accountIds.apis }, { provider });
    return new InventoryBackend("srv", { region, code, keyArn, ...args }, { provider });
  });

const tableOf = ({ states }: EmbeddedRun<unknown>) => stateOf(states, types.table, "srv.servers");
const functionOf = ({ states }: EmbeddedRun<unknown>) =>
  stateOf(states, types.lambdaFunction, "srv.inventory.function");
const keyOf = ({ states }: EmbeddedRun<unknown>) => stateOf(states, types.key, "needed.key");

describe("InventoryBackend", () => {
  it("is a table and the function that reads it", async () => {
    const run = await make();
    const own = awsStates(run.states).filter(({ urn }) => urn.includes("InventoryBackend"));
    assert.deepEqual(labelsOf(own), [
      "Function srv.inventory.function",
      "LogGroup srv.inventory.function",
      "Role srv.inventory.function",
      "RolePolicy srv.inventory.function",
      "Table srv.servers",
    ]);
  });

  it("keeps servers by instance id, on demand, encrypted by the key, with a way back in time", async () => {
    const run = await make();
    const { tags, ...inputs } = tableOf(run).inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      attributes: [{ name: "instance-id", type: "S" }],
      hashKey: "instance-id",
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: keyOf(run).outputs["arn"] },
      deletionProtectionEnabled: false,
    });
  });

  it("lets its function read this table and decrypt it, and nothing else of the account's", async () => {
    const run = await make();
    const [table, key] = [tableOf(run).outputs, keyOf(run).outputs];
    const rights = stateOf(run.states, types.rolePolicy, "srv.inventory.function");
    const [logs, environment, ...others] = statementsOf(rights.inputs["policy"]);
    assert.equal(logs?.Action[0], "logs:CreateLogStream");
    assert.deepEqual(environment?.Action, ["kms:Decrypt"]);
    assert.deepEqual(others, [
      { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Scan"], Resource: [table["arn"]] },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [key["arn"]],
        Condition: {
          StringEquals: {
            "kms:ViaService": ["dynamodb.ap-northeast-2.amazonaws.com"],
            "kms:EncryptionContext:aws:dynamodb:tableName": [table["name"]],
          },
        },
      },
    ]);
    assert.ok(comesBefore(run.states, tableOf(run), functionOf(run)));
  });

  it("tells its function the table, the origins and what signs positions", async () => {
    const variablesOf = async (args?: Partial<InventoryBackendArgs>) => {
      const run = await make(args);
      return [
        tableOf(run).outputs["name"],
        functionOf(run).inputs["environment"],
        keyOf(run).outputs["arn"],
      ] as const;
    };
    const [name, environment, key] = await variablesOf();
    const always = { NODE_OPTIONS: "--enable-source-maps", TABLE_NAME: name, POSITION_KEY: key };
    assert.deepEqual(environment, { variables: { ...always, ALLOWED_ORIGINS: "[]" } });
    const cors = ["https://one.example.com", "https://other.example.com"];
    const [, told] = await variablesOf({ cors });
    assert.deepEqual(told, { variables: { ...always, ALLOWED_ORIGINS: JSON.stringify(cors) } });
  });

  it("answers before API Gateway gives up, as many at once as it is told", async () => {
    const { inputs } = functionOf(await make());
    assert.ok(Number(inputs["timeout"]) < 29);
    assert.equal(inputs["reservedConcurrentExecutions"], 10);
    const told = await make({ reservedConcurrency: 3, logRetentionDays: 7 });
    assert.equal(functionOf(told).inputs["reservedConcurrentExecutions"], 3);
    const group = stateOf(told.states, types.logGroup, "srv.inventory.function");
    assert.equal(group.inputs["retentionInDays"], 7);
  });

  it("marks its function as its own, by which a model of the stack knows what it answers", async () => {
    const { tags } = functionOf(await make({ tags: { team: "net" } })).inputs as { tags: object };
    assert.deepEqual(tags, {
      Name: "srv",
      "apilink:topology": "acme/test",
      "apilink:component": "InventoryBackend/srv",
      team: "net",
    });
  });

  it("tells its outputs", async () => {
    const run = await make();
    const [table, made] = [tableOf(run).outputs, functionOf(run).outputs];
    const told = {
      tableName: await valueOf(run.result.tableName),
      tableArn: await valueOf(run.result.tableArn),
      functionName: await valueOf(run.result.functionName),
      functionArn: await valueOf(run.result.functionArn),
      invokeArn: await valueOf(run.result.invokeArn),
    };
    assert.deepEqual(told, {
      tableName: table["name"],
      tableArn: table["arn"],
      functionName: made["name"],
      functionArn: made["arn"],
      invokeArn: made["invokeArn"],
    });
    assert.deepEqual(stateOf(run.states, "apilink:index:InventoryBackend", "srv").outputs, told);
  });
});
