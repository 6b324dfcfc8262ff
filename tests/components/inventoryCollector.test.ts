import assert from "node:assert/strict";
import {
  EncryptionKey,
  HandlerRole,
  InventoryBackend,
  InventoryCollector,
  InventoryReader,
  type InventoryCollectorArgs,
} from "../../components";
import { types } from "../../lab/services/types";
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
import { awsStates, comesBefore, labelsOf, stateOf } from "../support/states";

const region = "ap-northeast-2";

/** A collector in the account of the APIs, and a reader in each of the two accounts. */
const make = (args: Partial<InventoryCollectorArgs> = {}) =>
  onEmbeddedCloud(() => {
    const [own, other] = [{ provider: providerFor("apis") }, { provider: providerFor("networks") }];
    const { keyArn } = new EncryptionKey("needed", { region, accountId: accountIds.apis }, own);
    const { tableName, tableArn } = new InventoryBackend("needed", { region, code, keyArn }, own);
    const role = new HandlerRole("srv.collect", {}, own);
    const trusting = { collectorRoleArn: role.roleArn, regions: [region] };
    const readerRoleArns = [
      new InventoryReader("apis", trusting, own).roleArn,
      new InventoryReader("networks", trusting, other).roleArn,
    ];
    return new InventoryCollector(
      "srv",
      { region, code, keyArn, role, readerRoleArns, tableName, tableArn, ...args },
      own,
    );
  });

const functionOf = ({ states }: EmbeddedRun<unknown>) =>
  stateOf(states, types.lambdaFunction, "srv.collect.function");
const rightsOf = ({ states }: EmbeddedRun<unknown>) =>
  stateOf(states, types.rolePolicy, "srv.collect.function");

describe("InventoryCollector", () => {
  it("is a function that a schedule calls, and a queue for what it failed on", async () => {
    const run = await make();
    const own = awsStates(run.states).filter(({ urn }) => urn.includes("InventoryCollector"));
    assert.deepEqual(labelsOf(own), [
      "EventRule srv.collect.schedule",
      "EventTarget srv.collect.schedule",
      "Function srv.collect.function",
      "FunctionEventInvokeConfig srv.collect.failures",
      "LogGroup srv.collect.function",
      "Permission srv.collect.schedule",
      "Queue srv.collect.failures",
      "RolePolicy srv.collect.function",
    ]);
    const { inputs } = functionOf(run);
    assert.equal(inputs["role"], stateOf(run.states, types.role, "srv.collect.function").outputs["arn"]);
    assert.deepEqual([inputs["reservedConcurrentExecutions"], inputs["timeout"]], [1, 900]);
    assert.deepEqual(inputs["environment"], {
      variables: {
        NODE_OPTIONS: "--enable-source-maps",
        TABLE_NAME: stateOf(run.states, types.table, "needed.servers").outputs["name"],
      },
    });
  });

  it("may write the table and assume exactly the readers, which all wait for each other", async () => {
    const run = await make();
    const table = stateOf(run.states, types.table, "needed.servers").outputs;
    const key = stateOf(run.states, types.key, "needed.key").outputs;
    const readers = ["apis", "networks"].map((name) => stateOf(run.states, types.role, `${name}.reader`));
    const queue = stateOf(run.states, types.queue, "srv.collect.failures").outputs;
    const [, , ...statements] = statementsOf(rightsOf(run).inputs["policy"]);
    assert.deepEqual(statements, [
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queue["arn"]] },
      { Effect: "Allow", Action: ["dynamodb:Scan", "dynamodb:PutItem"], Resource: [table["arn"]] },
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
      {
        Effect: "Allow",
        Action: ["sts:AssumeRole"],
        Resource: readers.map(({ outputs }) => outputs["arn"]),
      },
    ]);
    const own = stateOf(run.states, types.role, "srv.collect.function");
    for (const reader of readers) {
      assert.ok(comesBefore(run.states, own, reader));
      assert.ok(comesBefore(run.states, reader, rightsOf(run)));
    }
    assert.ok(comesBefore(run.states, rightsOf(run), functionOf(run)));
  });

  it("assumes nothing where nothing is read", async () => {
    const run = await make({ readerRoleArns: [] });
    const actions = statementsOf(rightsOf(run).inputs["policy"]).flatMap(({ Action }) => Action);
    assert.ok(!actions.includes("sts:AssumeRole"));
  });

  it("is called once a day or as it is told, by this rule alone and only once that may", async () => {
    const run = await make();
    const [rule, target, permission] = [
      stateOf(run.states, types.eventRule, "srv.collect.schedule"),
      stateOf(run.states, types.eventTarget, "srv.collect.schedule"),
      stateOf(run.states, types.lambdaPermission, "srv.collect.schedule"),
    ];
    assert.equal(rule.inputs["scheduleExpression"], "rate(1 day)");
    assert.deepEqual(permission.inputs, {
      region,
      statementIdPrefix: "srv-collect-",
      function: functionOf(run).outputs["name"],
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      sourceArn: rule.outputs["arn"],
    });
    assert.deepEqual(target.inputs, {
      region,
      rule: rule.outputs["name"],
      arn: functionOf(run).outputs["arn"],
    });
    assert.ok(comesBefore(run.states, permission, target));
    const told = await make({ schedule: "cron(0 3 * * ? *)" });
    const { inputs } = stateOf(told.states, types.eventRule, "srv.collect.schedule");
    assert.equal(inputs["scheduleExpression"], "cron(0 3 * * ? *)");
  });

  it("tells its outputs", async () => {
    const run = await make();
    const told = {
      functionName: await valueOf(run.result.functionName),
      functionArn: await valueOf(run.result.functionArn),
    };
    const { outputs } = functionOf(run);
    assert.deepEqual(told, { functionName: outputs["name"], functionArn: outputs["arn"] });
    assert.deepEqual(stateOf(run.states, "apilink:index:InventoryCollector", "srv").outputs, told);
  });

  it("holds its rights within what IAM takes of a role, by as many readers as it takes at most", async () => {
    // The longest ARN of a role without a path.
    const readerRoleArns = Array.from({ length: 80 }, (_, index) => {
      const id = String(index).padStart(12, "1");
      return `arn:aws-us-gov:iam::${id}:role/${String(index).padEnd(64, "r")}`;
    });
    const policy = String(rightsOf(await make({ readerRoleArns })).inputs["policy"]);
    assert.ok(policy.length <= 10240, String(policy.length));
    const problems = await problemsOf(() => {
      const role = { roleArn: "arn", roleName: "name" };
      const table = { tableName: "name", tableArn: "arn" };
      const place = { region, code, keyArn: "arn", role, ...table };
      const tooMany = [...readerRoleArns, "arn"];
      return new InventoryCollector("srv", { ...place, readerRoleArns: tooMany, schedule: "daily" });
    });
    assert.deepEqual(problems, [
      {
        propertyPath: "schedule",
        reason:
          'must be a schedule rate(…) or cron(…), not "daily": such as rate(1 day), rate(5 minutes) or cron(0 3 * * ? *)',
      },
      {
        propertyPath: "readerRoleArns",
        reason: "has 81 roles, of which a policy holds 80: collect into several inventories",
      },
    ]);
  });
});
