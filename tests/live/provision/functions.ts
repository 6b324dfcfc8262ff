import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  type ComparisonOperator,
  type Statistic,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateTableCommand,
  DynamoDBClient,
  type BillingMode,
  type ScalarAttributeType,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type Architecture,
  type Runtime,
} from "@aws-sdk/client-lambda";
import type { Mapping } from "../../../stacks/mapping";
import { types } from "../../../verify/model/types";
import {
  answered,
  blockIn,
  blocksIn,
  idOf,
  inputsOf,
  numberIn,
  optionalText,
  tagsIn,
  textIn,
  textsIn,
} from "./networkInputs";
import { nothingToMake, type Provision, type Provisions } from "./types";

const role: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(IAMClient, place).send(
    new CreateRoleCommand({
      RoleName: idOf(resource),
      AssumeRolePolicyDocument: textIn(inputs, "assumeRolePolicy"),
      Path: textIn(resource.outputs, "path"),
      Tags: tagsIn(inputs),
    }),
  );
};

const rolePolicy: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(IAMClient, place).send(
    new PutRolePolicyCommand({
      RoleName: textIn(inputs, "role"),
      PolicyName: textIn(resource.outputs, "name"),
      PolicyDocument: textIn(inputs, "policy"),
    }),
  );
};

const rolePolicyAttachment: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const [RoleName, PolicyArn] = [textIn(inputs, "role"), textIn(inputs, "policyArn")];
  await by.client(IAMClient, place).send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
};

const key: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { KeyMetadata } = await by.client(KMSClient, place).send(
    new CreateKeyCommand({
      Description: optionalText(inputs, "description"),
      Policy: optionalText(inputs, "policy"),
      Tags: tagsIn(inputs).map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
    }),
  );
  by.made(idOf(resource), answered(KeyMetadata?.KeyId, "KeyId"));
};

const table: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const encryption = blockIn(inputs, "serverSideEncryption") ?? {};
  await by.client(DynamoDBClient, place).send(
    new CreateTableCommand({
      TableName: idOf(resource),
      BillingMode: textIn(inputs, "billingMode") as BillingMode,
      KeySchema: [{ AttributeName: textIn(inputs, "hashKey"), KeyType: "HASH" }],
      AttributeDefinitions: blocksIn(inputs, "attributes").map((attribute) => ({
        AttributeName: textIn(attribute, "name"),
        AttributeType: textIn(attribute, "type") as ScalarAttributeType,
      })),
      SSESpecification: {
        Enabled: encryption["enabled"] === true,
        SSEType: "KMS",
        KMSMasterKeyId: textIn(encryption, "kmsKeyArn"),
      },
      DeletionProtectionEnabled: inputs["deletionProtectionEnabled"] === true,
      Tags: tagsIn(inputs),
    }),
  );
};

const variablesIn = (inputs: Mapping): Record<string, string> =>
  Object.fromEntries(
    Object.entries(blockIn(blockIn(inputs, "environment") ?? {}, "variables") ?? {}).map(([name, value]) => [
      name,
      // The embedded cloud keeps no secret.
      typeof value === "string" ? value : "a secret",
    ]),
  );

const lambdaFunction: Provision = async (resource, place, by) => {
  const client = by.client(LambdaClient, place);
  const inputs = inputsOf(resource, by);
  const FunctionName = idOf(resource);
  const network = blockIn(inputs, "vpcConfig");
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: textIn(inputs, "role"),
      Runtime: textIn(inputs, "runtime") as Runtime,
      Handler: textIn(inputs, "handler"),
      // An empty archive: nobody calls it.
      Code: { ZipFile: Buffer.from("504b0506000000000000000000000000000000000000", "hex") },
      Architectures: textsIn(inputs, "architectures") as Architecture[],
      Description: optionalText(inputs, "description"),
      Environment: { Variables: variablesIn(inputs) },
      KMSKeyArn: optionalText(inputs, "kmsKeyArn"),
      MemorySize: numberIn(inputs, "memorySize"),
      Timeout: numberIn(inputs, "timeout"),
      Tags: Object.fromEntries(tagsIn(inputs).map(({ Key, Value }) => [Key, Value])),
      ...(network && {
        VpcConfig: {
          SubnetIds: textsIn(network, "subnetIds"),
          SecurityGroupIds: textsIn(network, "securityGroupIds"),
        },
      }),
    }),
  );
  const ReservedConcurrentExecutions = numberIn(inputs, "reservedConcurrentExecutions") ?? -1;
  if (ReservedConcurrentExecutions < 0) return;
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
};

const permission: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(LambdaClient, place).send(
    new AddPermissionCommand({
      FunctionName: textIn(inputs, "function"),
      StatementId: idOf(resource),
      Action: textIn(inputs, "action"),
      Principal: textIn(inputs, "principal"),
      SourceArn: optionalText(inputs, "sourceArn"),
      SourceAccount: optionalText(inputs, "sourceAccount"),
    }),
  );
};

const eventInvokeConfig: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const onFailure = blockIn(blockIn(inputs, "destinationConfig") ?? {}, "onFailure");
  await by.client(LambdaClient, place).send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: textIn(inputs, "functionName"),
      MaximumRetryAttempts: numberIn(inputs, "maximumRetryAttempts"),
      MaximumEventAgeInSeconds: numberIn(inputs, "maximumEventAgeInSeconds"),
      ...(onFailure && {
        DestinationConfig: { OnFailure: { Destination: textIn(onFailure, "destination") } },
      }),
    }),
  );
};

const eventRule: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(EventBridgeClient, place).send(
    new PutRuleCommand({
      Name: idOf(resource),
      Description: optionalText(inputs, "description"),
      ScheduleExpression: textIn(inputs, "scheduleExpression"),
      State: "ENABLED",
      Tags: tagsIn(inputs),
    }),
  );
};

const eventTarget: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(EventBridgeClient, place).send(
    new PutTargetsCommand({
      Rule: textIn(inputs, "rule"),
      Targets: [
        {
          Id: textIn(resource.outputs, "targetId"),
          Arn: textIn(inputs, "arn"),
          Input: optionalText(inputs, "input"),
        },
      ],
    }),
  );
};

const metricAlarm: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(CloudWatchClient, place).send(
    new PutMetricAlarmCommand({
      AlarmName: idOf(resource),
      AlarmDescription: optionalText(inputs, "alarmDescription"),
      Namespace: textIn(inputs, "namespace"),
      MetricName: textIn(inputs, "metricName"),
      Dimensions: Object.entries(blockIn(inputs, "dimensions") ?? {}).map(([Name, Value]) => ({
        Name,
        Value: String(Value),
      })),
      Statistic: textIn(inputs, "statistic") as Statistic,
      ComparisonOperator: textIn(inputs, "comparisonOperator") as ComparisonOperator,
      Threshold: numberIn(inputs, "threshold"),
      Period: numberIn(inputs, "period"),
      EvaluationPeriods: numberIn(inputs, "evaluationPeriods"),
      TreatMissingData: optionalText(inputs, "treatMissingData"),
      AlarmActions: textsIn(inputs, "alarmActions"),
      OKActions: textsIn(inputs, "okActions"),
      Tags: tagsIn(inputs),
    }),
  );
};

/** Functions with what they need and what calls them. */
export const functionProvisions: Provisions = {
  [types.eventRule]: eventRule,
  [types.eventTarget]: eventTarget,
  [types.metricAlarm]: metricAlarm,
  [types.table]: table,
  [types.role]: role,
  [types.rolePolicy]: rolePolicy,
  [types.rolePolicyAttachment]: rolePolicyAttachment,
  [types.key]: key,
  [types.lambdaFunction]: lambdaFunction,
  [types.eventInvokeConfig]: eventInvokeConfig,
  [types.lambdaPermission]: permission,
  // No reader asks for them.
  [types.logGroup]: nothingToMake,
  [types.queue]: nothingToMake,
};
