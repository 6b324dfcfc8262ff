import assert from "node:assert/strict";
import {
  assumeRoles,
  policyText,
  readEnvironment,
  sendTo,
  useInterfaces,
  useTable,
  writeLogs,
} from "../../components/roleStatements";

const keyArn = "arn:aws:kms:ap-northeast-2:222222222222:key/1";
const functionArn = "arn:aws:lambda:ap-northeast-2:222222222222:function:srv";

describe("a statement of a role", () => {
  it("writes the streams of one log group, and makes no group", () => {
    assert.deepEqual(writeLogs("arn:aws:logs:ap-northeast-2:222222222222:log-group:srv"), {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:ap-northeast-2:222222222222:log-group:srv:log-stream:*",
    });
  });

  it("decrypts by a key what is one function's environment, and nothing else", () => {
    assert.deepEqual(readEnvironment(keyArn, functionArn), {
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: keyArn,
      Condition: { StringEquals: { "kms:EncryptionContext:aws:lambda:FunctionArn": functionArn } },
    });
  });

  it("uses one table by the given actions, and its key for DynamoDB and this table alone", () => {
    const tableArn = "arn:aws-cn:dynamodb:cn-north-1:222222222222:table/srv.servers-1";
    assert.deepEqual(
      useTable(["dynamodb:GetItem", "dynamodb:Scan"], { tableArn, keyArn, region: "cn-north-1" }),
      [
        { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Scan"], Resource: tableArn },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: keyArn,
          Condition: {
            StringEquals: {
              "kms:ViaService": "dynamodb.cn-north-1.amazonaws.com.cn",
              "kms:EncryptionContext:aws:dynamodb:tableName": "srv.servers-1",
            },
          },
        },
      ],
    );
  });

  it("sends to one queue", () => {
    const queueArn = "arn:aws:sqs:ap-northeast-2:222222222222:failures";
    assert.deepEqual(sendTo(queueArn), {
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: queueArn,
    });
  });

  it("assumes exactly the given roles, and is not there for none", () => {
    const roles = ["arn:aws:iam::111111111111:role/one", "arn:aws:iam::222222222222:role/two"];
    assert.deepEqual(assumeRoles(roles), [{ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: roles }]);
    assert.deepEqual(assumeRoles([]), []);
  });

  it("stands in a document", () => {
    const statement = sendTo("arn:aws:sqs:ap-northeast-2:222222222222:failures");
    assert.deepEqual(JSON.parse(policyText([statement])), { Version: "2012-10-17", Statement: [statement] });
  });
});

describe("the statements of network interfaces", () => {
  const region = "us-gov-west-1";
  const statements = useInterfaces({
    region,
    functionArn,
    subnetIds: ["subnet-1", "subnet-2"],
    securityGroupIds: ["sg-1"],
  });

  it("allow what AWS's own policy does, each as narrow as AWS takes it", () => {
    const place = "arn:aws-us-gov:ec2:us-gov-west-1:*:";
    const allowed = statements
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action, Resource }) => Action.map((action) => [action, [Resource].flat()]));
    assert.deepEqual(Object.fromEntries(allowed), {
      "ec2:CreateNetworkInterface": [
        `${place}network-interface/*`,
        `${place}subnet/subnet-1`,
        `${place}subnet/subnet-2`,
        `${place}security-group/sg-1`,
      ],
      "ec2:AssignPrivateIpAddresses": [`${place}network-interface/*`],
      "ec2:UnassignPrivateIpAddresses": [`${place}network-interface/*`],
      "ec2:DeleteNetworkInterface": [`${place}*/*`],
      "ec2:DescribeNetworkInterfaces": ["*"],
      "ec2:DescribeSubnets": ["*"],
    });
  });

  it("refuse all of it to the function's own code", () => {
    const [allowed, [denied, ...more]] = [
      statements.filter(({ Effect }) => Effect === "Allow"),
      statements.filter(({ Effect }) => Effect === "Deny"),
    ];
    assert.equal(more.length, 0);
    assert.deepEqual(denied?.Condition, { ArnEquals: { "lambda:SourceFunctionArn": functionArn } });
    assert.equal(denied.Resource, "*");
    assert.deepEqual([...denied.Action].sort(), allowed.flatMap(({ Action }) => Action).sort());
  });
});
