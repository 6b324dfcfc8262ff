import { partitionOf } from "./partitions";

/** A statement of a role's own policy, as AWS reads it. */
export interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Statements as the text of a policy document. */
export function policyText(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Writing the streams of one log group. */
export function writeLogs(groupArn: string): PolicyStatement {
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${groupArn}:log-stream:*`,
  };
}

/**
 * Reading the environment variables of one function, and nothing else that the key encrypts. Source: "Securing Lambda
 * environment variables" of the Lambda developer guide, and the encryption context in the key's records of CloudTrail.
 */
export function readEnvironment(keyArn: string, functionArn: string): PolicyStatement {
  return {
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: keyArn,
    Condition: { StringEquals: { "kms:EncryptionContext:aws:lambda:FunctionArn": functionArn } },
  };
}

/** A DynamoDB table that a customer's key encrypts. */
export interface EncryptedTable {
  readonly tableArn: string;
  readonly keyArn: string;
  readonly region: string;
}

/**
 * These actions on one table, and the key for what DynamoDB decrypts of that table on the caller's behalf. Source: "DynamoDB
 * encryption at rest usage notes" of the DynamoDB developer guide.
 */
export function useTable(
  actions: readonly `dynamodb:${string}`[],
  { tableArn, keyArn, region }: EncryptedTable,
): readonly PolicyStatement[] {
  return [
    { Effect: "Allow", Action: actions, Resource: tableArn },
    {
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: keyArn,
      Condition: {
        StringEquals: {
          "kms:ViaService": `dynamodb.${region}.${partitionOf(region).dnsSuffix}`,
          "kms:EncryptionContext:aws:dynamodb:tableName": tableArn.slice(tableArn.lastIndexOf("/") + 1),
        },
      },
    },
  ];
}

/** Sending to one queue. */
export function sendTo(queueArn: string): PolicyStatement {
  return { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queueArn };
}

/**
 * How many roles one role can be allowed to assume: its own policies hold 10,240 characters in all, and a role's ARN takes up to
 * 97 of them. Source: "IAM and AWS STS quotas".
 */
export const mostAssumedRoles = 80;

/** Assuming exactly these roles; no statement where there is none, since AWS takes none without a resource. */
export function assumeRoles(roleArns: readonly string[]): readonly PolicyStatement[] {
  return roleArns.length === 0
    ? []
    : [{ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: [...roleArns] }];
}

/** Where a function's network interfaces stand. */
export interface FunctionNetwork {
  readonly region: string;
  readonly functionArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

const interfaceActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
] as const;

/**
 * The actions of AWS's own policy AWSLambdaVPCAccessExecutionRole, each as narrow as AWS takes it: describing knows no
 * resource, deleting must be allowed on all. Lambda acts by them on the function's behalf; the function's own code is refused
 * them. Sources: "Giving Lambda functions access to resources in an Amazon VPC" and "Using source function ARN to control
 * function access behavior" of the Lambda developer guide; the service authorization reference of Amazon EC2.
 */
export function useInterfaces({
  region,
  functionArn,
  subnetIds,
  securityGroupIds,
}: FunctionNetwork): readonly PolicyStatement[] {
  // Ids are unique among all accounts, and a shared subnet is another account's.
  const anywhere = `arn:${partitionOf(region).name}:ec2:${region}:*:`;
  const interfaces = `${anywhere}network-interface/*`;
  return [
    {
      Effect: "Allow",
      Action: ["ec2:CreateNetworkInterface"],
      Resource: [
        interfaces,
        ...subnetIds.map((id) => `${anywhere}subnet/${id}`),
        ...securityGroupIds.map((id) => `${anywhere}security-group/${id}`),
      ],
    },
    {
      Effect: "Allow",
      Action: ["ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
      Resource: interfaces,
    },
    { Effect: "Allow", Action: ["ec2:DeleteNetworkInterface"], Resource: `${anywhere}*/*` },
    { Effect: "Allow", Action: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], Resource: "*" },
    {
      Effect: "Deny",
      Action: interfaceActions,
      Resource: "*",
      Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    },
  ];
}
