import { partitionOf } from "../../components/partitions";
import { contentsOf, isArchive, type Contents } from "../archives";
import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Place, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { constrain, constrainNumber } from "./constraints";
import { block, flag, numberOf, requiredText, tagged, text, texts, unset } from "./fields";
import { keyProblem } from "./keys";
import { networkOf } from "./lambdaNetwork";
import { arn, physicalName } from "./names";
import { inPlace } from "./references";
import { may, roleOf, trusts } from "./roles";
import { types } from "./types";

const invalid = (message: string): Refusal => new Refusal("InvalidParameterValueException", message);

/** Runtimes that functions can be made with. Source: "Lambda runtimes", AWS Lambda Developer Guide, November 2026. */
const runtimes = [
  "dotnet8",
  "dotnet10",
  "java8.al2",
  "java11",
  "java17",
  "java21",
  "java25",
  "nodejs22.x",
  "nodejs24.x",
  "provided.al2",
  "provided.al2023",
  "python3.10",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
  "ruby3.3",
  "ruby3.4",
];

/** Runtimes that were once. */
const pastRuntime =
  /^(dotnet(5\.0|6|7)|dotnetcore\d\.\d|go1\.x|java8|nodejs(|4\.3|6\.10|8\.10|10\.x|12\.x|14\.x|16\.x|18\.x|20\.x)|provided|python(2\.7|3\.[6-9])|ruby(2\.[57]|3\.2))$/;

/** Bounds of CreateFunction, and "Lambda quotas": seconds, MB, bytes, instances. Source: AWS Lambda API Reference. */
const bounds = { timeout: [1, 900], memorySize: [128, 10240] } as const;
const largestCode = 262144000;
const largestEnvironment = 4096;
const accountConcurrency = 1000;
const leastUnreserved = 100;

/** Source: "Defined runtime environment variables", AWS Lambda Developer Guide. */
const reservedVariables = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

const lambdaFunction: Handler = {
  type: types.lambdaFunction,
  id: ({ urn, inputs, digest }) => physicalName(urn, inputs, digest),
  replaceOn: ["name", "packageType", "region", "tenancyConfig"],
  absent: ["lastModified"],
  outputs: (request, world) => {
    const { id, inputs } = request;
    constrain("functionName", id, { longest: 64 }, { pattern: /^[a-zA-Z0-9-_]+$/ });
    for (const [property, range] of Object.entries(bounds)) constrainNumber(inputs, property, range);
    checkArchitectures(texts(inputs, "architectures"));
    const code = codeOf(inputs);
    const role = checkedRole(request, world);
    checkEnvironment(request, world);
    checkDeadLetters(inputs, role, world);
    const vpcConfig = networkOf(request, world, role);
    checkConcurrency(request, world);
    return tagged(request, byDefault, {
      ...identity(request),
      codeSha256: Buffer.from(code.hash, "hex").toString("base64"),
      loggingConfig: { ...plainLogs, logGroup: `/aws/lambda/${id}`, ...block(inputs, "loggingConfig") },
      name: id,
      sourceCodeHash: text(inputs, "sourceCodeHash") ?? "",
      sourceCodeSize: code.bytes,
      vpcConfig,
    });
  },
};

const byDefault: Properties = {
  ...unset("capacityProviderConfig", "code", "codeSigningConfigArn", "deadLetterConfig", "description"),
  ...unset("durableConfig", "environment", "fileSystemConfig", "handler", "imageConfig", "imageUri"),
  ...unset(
    "kmsKeyArn",
    "layers",
    "publishTo",
    "replaceSecurityGroupsOnDestroy",
    "replacementSecurityGroupIds",
  ),
  ...unset(
    "runtime",
    "s3Bucket",
    "s3Key",
    "s3ObjectVersion",
    "snapStart",
    "sourceKmsKeyArn",
    "tenancyConfig",
  ),
  ...unset("useResourceTimeoutForPropagation"),
  architectures: ["x86_64"],
  ephemeralStorage: { size: 512 },
  memorySize: 128,
  packageType: "Zip",
  publish: false,
  reservedConcurrentExecutions: -1,
  signingJobArn: "",
  signingProfileVersionArn: "",
  skipDestroy: false,
  timeout: 3,
  tracingConfig: { mode: "PassThrough" },
};

const plainLogs: Properties = { applicationLogLevel: "", logFormat: "Text", systemLogLevel: "" };

/** The function's names: its own, that of its version, and those that API Gateway calls it by. */
function identity(request: ResourceRequest): Properties {
  const version = flag(request.inputs, "publish") === true ? "1" : "$LATEST";
  const own = arn(request, "lambda", `function:${request.id}`);
  return {
    arn: own,
    invokeArn: invokeArn(request, own),
    qualifiedArn: `${own}:${version}`,
    qualifiedInvokeArn: invokeArn(request, `${own}:${version}`),
    responseStreamingInvokeArn: invokeArn(request, own, "2021-11-15", "response-streaming-invocations"),
    version,
  };
}

function invokeArn(
  { region }: Place,
  functionArn: string,
  version = "2015-03-31",
  operation = "invocations",
): string {
  const prefix = `arn:${partitionOf(region).name}:apigateway:${region}:lambda:path`;
  return `${prefix}/${version}/functions/${functionArn}/${operation}`;
}

/** A function of files, which has a handler and a runtime. AWS looks at neither in the files. */
function codeOf(inputs: Properties): Contents {
  const code = inputs["code"];
  if (!isArchive(code)) throw invalid("Please provide a source for function code.");
  const [runtime, handler] = [text(inputs, "runtime"), text(inputs, "handler")];
  if (runtime === undefined || handler === undefined) {
    throw invalid(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  checkRuntime(runtime);
  constrain("handler", handler, { longest: 128 }, { pattern: /^[^\s]+$/ });
  const contents = contentsOf(code);
  if (contents.files === 0) throw invalid("Uploaded file must be a non-empty zip");
  if (contents.bytes > largestCode) throw invalid(`Unzipped size must be smaller than ${largestCode} bytes`);
  return contents;
}

function checkRuntime(runtime: string): void {
  if (runtimes.includes(runtime)) return;
  throw invalid(
    pastRuntime.test(runtime)
      ? `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
          "We recommend you use a supported runtime while creating or updating functions."
      : `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ` +
          `[${runtimes.join(", ")}] or be a valid ARN`,
  );
}

function checkArchitectures(architectures: readonly string[]): void {
  for (const architecture of architectures) {
    constrain("architectures", architecture, { oneOf: ["x86_64", "arm64"] });
  }
  constrain("architectures", architectures.length, { atMost: 1 });
}

function checkedRole(request: ResourceRequest, world: World): CloudResource {
  const role = requiredText(request.inputs, "role");
  constrain("role", role, { pattern: /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/ });
  const found = roleOf(world, role);
  if (role.split(":")[4] !== request.account) {
    throw new Refusal("AccessDeniedException", "Cross-account pass role is not allowed.");
  }
  if (found !== undefined && trusts(found, "lambda.amazonaws.com")) return found;
  throw invalid("The role defined for the function cannot be assumed by Lambda.");
}

function checkEnvironment(request: ResourceRequest, world: World): void {
  const variables = block(block(request.inputs, "environment") ?? {}, "variables") ?? {};
  const names = Object.keys(variables);
  if (names.length === 0) return;
  const unable =
    "Lambda was unable to configure your environment variables because the environment variables";
  const reserved = names.filter((name) => reservedVariables.has(name));
  if (reserved.length > 0) {
    const why = "contains reserved keys that are currently not supported for modification.";
    throw invalid(
      `${unable} you have provided ${why} Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  // AWS shows what it has measured: the values would be in the logs.
  if (Buffer.byteLength(JSON.stringify(variables)) > largestEnvironment) {
    throw invalid(`${unable} you have provided exceeded the 4KB limit.`);
  }
  for (const name of names)
    constrain("environment.variables", name, { pattern: /^[a-zA-Z]([a-zA-Z0-9_])+$/ });
  const keyArn = text(request.inputs, "kmsKeyArn");
  const problem = keyArn === undefined ? undefined : keyProblem(request, world, keyArn);
  if (problem === undefined) return;
  throw invalid(
    "Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. " +
      `Please check your KMS key settings. KMS Exception: ${problem}`,
  );
}

/** What sends to a dead-letter queue or topic, by the service in its ARN. */
const deadLetterActions: Readonly<Record<string, readonly [action: string, service: string]>> = {
  sqs: ["SendMessage", "SQS"],
  sns: ["Publish", "SNS"],
};

function checkDeadLetters(inputs: Properties, role: CloudResource, world: World): void {
  const resource = text(block(inputs, "deadLetterConfig") ?? {}, "targetArn");
  if (resource === undefined) return;
  const service = resource.split(":")[2] ?? "";
  const [action, title] = deadLetterActions[service] ?? [];
  if (action === undefined) throw invalid(`The provided target ARN ${resource} is invalid.`);
  if (may(role, world, { action: `${service}:${action}`, resource })) return;
  throw invalid(
    `The provided execution role does not have permissions to call ${action} on ${title ?? service}`,
  );
}

/** The quotas are those that AWS documents; a new account's may be lower. */
function checkConcurrency(request: ResourceRequest, world: World): void {
  const wanted = numberOf(request.inputs, "reservedConcurrentExecutions") ?? -1;
  if (wanted < 0) return;
  const others = world
    .where(types.lambdaFunction, {})
    .filter((other) => inPlace(request)(other) && other.id !== request.id)
    .map(({ outputs }) => Math.max(0, numberOf(outputs, "reservedConcurrentExecutions") ?? 0));
  const reserved = others.reduce((sum, one) => sum + one, wanted);
  if (accountConcurrency - reserved >= leastUnreserved) return;
  throw invalid(
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
      `below its minimum value of [${leastUnreserved}].`,
  );
}

/**
 * The function that a request names by its name or its ARN, in the request's account and region; a qualifier in it is left
 * out of account.
 */
export function functionNamed(
  request: ResourceRequest,
  world: World,
  nameOrArn: string,
): CloudResource | undefined {
  const name = /^(?:.*:function:)?([a-zA-Z0-9-_]+)(?::[^:]+)?$/.exec(nameOrArn)?.[1];
  const found = world.find(request, types.lambdaFunction, name);
  const elsewhere =
    nameOrArn.startsWith("arn:") && !nameOrArn.startsWith(requiredText(found?.outputs ?? {}, "arn"));
  return elsewhere ? undefined : found;
}

/** Lambda functions of files; those of images or of S3 objects are not known here. */
export const lambdaFunctionHandlers: readonly Handler[] = [lambdaFunction];
