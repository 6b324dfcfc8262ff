import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { constrain, constrainNumber } from "./constraints";
import { block, numberOf, regional, requiredText, text, unset } from "./fields";
import { functionNamed } from "./lambdaFunctions";
import { arn, arnParts, physicalName } from "./names";
import { may, roleOf } from "./roles";
import { types } from "./types";

const invalid = (message: string): Refusal => new Refusal("InvalidParameterValueException", message);

/** Pulumi names a statement as it names everything else. */
function statementId({ urn, inputs, digest }: Parameters<Handler["id"]>[0]): string {
  const [name, namePrefix] = [text(inputs, "statementId"), text(inputs, "statementIdPrefix")];
  return physicalName(urn, { name, namePrefix }, digest);
}

const permission: Handler = {
  type: types.lambdaPermission,
  id: statementId,
  // A statement cannot be changed: it is removed and added.
  replaceOn: [
    "action",
    "eventSourceToken",
    "function",
    "functionUrlAuthType",
    "invokedViaFunctionUrl",
    "principal",
    "principalOrgId",
    "qualifier",
    "region",
    "sourceAccount",
    "sourceArn",
    "statementId",
    "statementIdPrefix",
  ],
  absent: [],
  outputs: (request, world) => {
    const { id, inputs } = request;
    constrain("statementId", id, { longest: 100 }, { pattern: /^([a-zA-Z0-9-_]+)$/ });
    constrain("action", requiredText(inputs, "action"), { pattern: /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/ });
    const named = requiredText(inputs, "function");
    const found = functionNamed(request, world, named);
    if (found === undefined) {
      const missing = named.startsWith("arn:") ? named : arn(request, "lambda", `function:${named}`);
      throw new Refusal("ResourceNotFoundException", `Function not found: ${missing}`);
    }
    if (!/^(\*|\d{12}|arn:.+|[a-z0-9.-]+\.[a-z0-9.-]+)$/.test(requiredText(inputs, "principal"))) {
      throw invalid("The provided principal was invalid. Please check the principal and try again.");
    }
    const twins = world
      .others({ ...request, id: "" }, types.lambdaPermission, { statementId: id })
      .filter((other) => other.urn !== request.urn && grantedOn(other, request, world)?.id === found.id);
    if (twins.length > 0) {
      const message = `The statement id (${id}) provided already exists.`;
      throw new Refusal(
        "ResourceConflictException",
        `${message} Please provide a new statement id, or remove the existing statement.`,
      );
    }
    return regional(
      request,
      {
        ...unset("eventSourceToken", "functionUrlAuthType", "invokedViaFunctionUrl", "principalOrgId"),
        ...unset("qualifier", "sourceAccount", "sourceArn"),
        statementIdPrefix: "",
      },
      { statementId: id },
    );
  },
};

function grantedOn(
  { outputs }: CloudResource,
  request: ResourceRequest,
  world: World,
): CloudResource | undefined {
  return functionNamed(request, world, requiredText(outputs, "function"));
}

/** What a role needs to send to a destination, by the service in its ARN. Source: "Capturing records of Lambda asynchronous invocations", Developer Guide. */
const sendingActions: Readonly<Record<string, string>> = {
  sqs: "sqs:SendMessage",
  sns: "sns:Publish",
  lambda: "lambda:InvokeFunction",
  events: "events:PutEvents",
  s3: "s3:PutObject",
};

/** Types of which it is known here what exists, by the service in the ARN. */
const destinationTypes: Readonly<Record<string, string>> = { sqs: types.queue, lambda: types.lambdaFunction };

/** Source: PutFunctionEventInvokeConfig, AWS Lambda API Reference. */
const retries = [0, 2] as const;
const eventAge = [60, 21600] as const;

const eventInvokeConfig: Handler = {
  type: types.eventInvokeConfig,
  id: ({ inputs }) => {
    const qualifier = text(inputs, "qualifier");
    return [requiredText(inputs, "functionName"), ...(qualifier === undefined ? [] : [qualifier])].join(":");
  },
  replaceOn: ["functionName", "qualifier", "region"],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    constrainNumber(inputs, "maximumRetryAttempts", retries);
    constrainNumber(inputs, "maximumEventAgeInSeconds", eventAge);
    const source = functionNamed(request, world, requiredText(inputs, "functionName"));
    if (source === undefined) throw new Refusal("ResourceNotFoundException", "The function doesn't exist.");
    const config = block(inputs, "destinationConfig") ?? {};
    const destinations = ["onSuccess", "onFailure"].flatMap(
      (outcome) => text(block(config, outcome) ?? {}, "destination") ?? [],
    );
    const told = ["maximumRetryAttempts", "maximumEventAgeInSeconds"].some(
      (property) => numberOf(inputs, property) !== undefined,
    );
    if (destinations.length === 0 && !told) {
      throw invalid("You must specify at least one of error handling or destination setting.");
    }
    for (const destination of destinations) checkDestination(source, world, destination);
    return regional(request, {
      ...unset("destinationConfig", "maximumEventAgeInSeconds", "qualifier"),
      maximumRetryAttempts: 2,
    });
  },
};

/** The same words for what is not there and for what the role may not send to. Source: the AWS provider's documentation of the resource. */
function checkDestination(source: CloudResource, world: World, destination: string): void {
  if (destination === source.outputs["arn"]) {
    throw invalid("You can't specify the function as a destination for itself.");
  }
  const { service } = arnParts(destination);
  const action = sendingActions[service];
  if (action === undefined) throw invalid(`The provided destination config ${destination} is invalid.`);
  const type = destinationTypes[service];
  const exists = type === undefined || world.where(type, { arn: destination }).length > 0;
  const role = roleOf(world, requiredText(source.outputs, "role"));
  if (exists && role !== undefined && may(role, world, { action, resource: destination })) return;
  throw invalid(`The destination ARN ${destination} is invalid.`);
}

/** What is set on a function: who may invoke it, and what becomes of asynchronous invocations. */
export const lambdaSettingHandlers: readonly Handler[] = [permission, eventInvokeConfig];
