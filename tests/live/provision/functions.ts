import { nothingToMake, type Provisions } from "./types";

/** Functions with what they need and what calls them. */
export const functionProvisions: Provisions = {
  "aws:cloudwatch/eventRule:EventRule": nothingToMake,
  "aws:cloudwatch/eventTarget:EventTarget": nothingToMake,
  "aws:cloudwatch/logGroup:LogGroup": nothingToMake,
  "aws:cloudwatch/metricAlarm:MetricAlarm": nothingToMake,
  "aws:dynamodb/table:Table": nothingToMake,
  "aws:iam/role:Role": nothingToMake,
  "aws:iam/rolePolicy:RolePolicy": nothingToMake,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": nothingToMake,
  "aws:kms/key:Key": nothingToMake,
  "aws:lambda/function:Function": nothingToMake,
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": nothingToMake,
  "aws:lambda/permission:Permission": nothingToMake,
  "aws:sqs/queue:Queue": nothingToMake,
};
