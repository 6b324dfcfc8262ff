import {
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListTagsCommand,
  paginateListFunctions,
  ResourceNotFoundException,
  type FunctionConfiguration,
  type GetFunctionEventInvokeConfigCommandOutput,
} from "@aws-sdk/client-lambda";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import { allOf, forEach, regional } from "../gateway/liveResource";
import { unlessRefused } from "../beside";
import type { LiveResource, Reader, ReadContext } from "../types";
import { environmentOf } from "./environment";
import { ownRoles } from "./ownRoles";
import { permissionsIn } from "./permissions";

/**
 * The topology's functions, with who may invoke them: one list of all functions in the place, and four calls for each of the
 * topology's. These are known by their roles, since the list tells no tags; and so is what the topology's APIs call.
 */
export const functions: Reader = {
  permissions: [
    "lambda:ListFunctions",
    "lambda:ListTags",
    "lambda:GetFunctionConcurrency",
    "lambda:GetPolicy",
    "lambda:GetFunctionEventInvokeConfig",
    "iam:GetAccountAuthorizationDetails",
  ],
  types: [types.lambdaFunction, types.lambdaPermission, types.eventInvokeConfig],
  phase: 2,
  read: async (context) => {
    const client = context.client(LambdaClient);
    const [roles, all] = await Promise.all([
      ownRoles(context),
      allOf(paginateListFunctions({ client }, {}), ({ Functions }) => Functions),
    ]);
    const roleArns = new Set(roles.map(({ Arn }) => Arn));
    const called = context
      .found(types.integration)
      .map(({ outputs }) => outputs["uri"])
      .filter((uri) => typeof uri === "string");
    const own = all.filter(
      ({ Role, FunctionArn = "" }) =>
        roleArns.has(Role) || called.some((uri) => uri.includes(`/functions/${FunctionArn}/`)),
    );
    return forEach(own, (configuration) => functionOf(context, client, configuration));
  },
};

async function functionOf(
  context: ReadContext,
  client: LambdaClient,
  configuration: FunctionConfiguration,
): Promise<readonly LiveResource[]> {
  const { FunctionName = "", FunctionArn = "" } = configuration;
  const [{ Tags = {} }, { ReservedConcurrentExecutions: reserved = -1 }, policy, invocation] =
    await Promise.all([
      client.send(new ListTagsCommand({ Resource: FunctionArn })),
      client.send(new GetFunctionConcurrencyCommand({ FunctionName })),
      orNone(client.send(new GetPolicyCommand({ FunctionName }))),
      unlessRefused(
        context,
        [types.eventInvokeConfig],
        orNone(client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))),
      ),
    ]);
  return [
    regional(context, {
      type: types.lambdaFunction,
      id: FunctionName,
      tags: Tags,
      outputs: { ...outputsOf(configuration), reservedConcurrentExecutions: reserved },
    }),
    ...permissionsIn(policy?.Policy).map((permission) =>
      regional(context, {
        type: types.lambdaPermission,
        id: permission.statementId,
        outputs: { function: FunctionName, ...permission },
      }),
    ),
    ...(invocation === undefined ? [] : [invocationOf(context, FunctionName, invocation)]),
  ];
}

/** What the list tells of a function. */
function outputsOf(configuration: FunctionConfiguration): Mapping {
  const { VpcConfig: { SubnetIds = [], SecurityGroupIds = [], VpcId } = {} } = configuration;
  return {
    name: configuration.FunctionName,
    arn: configuration.FunctionArn,
    role: configuration.Role,
    handler: configuration.Handler,
    runtime: configuration.Runtime,
    architectures: configuration.Architectures,
    memorySize: configuration.MemorySize,
    timeout: configuration.Timeout,
    description: configuration.Description,
    environment: environmentOf(configuration),
    kmsKeyArn: configuration.KMSKeyArn ?? null,
    vpcConfig:
      SubnetIds.length === 0
        ? null
        : { subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds, vpcId: VpcId },
  };
}

/** Of a function without a policy, or without settings for asynchronous calls, Lambda says that there is no such thing. */
async function orNone<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function invocationOf(
  context: ReadContext,
  functionName: string,
  config: GetFunctionEventInvokeConfigCommandOutput,
): LiveResource {
  const { OnSuccess, OnFailure } = config.DestinationConfig ?? {};
  const destinations = Object.entries({ onSuccess: OnSuccess, onFailure: OnFailure }).flatMap(([on, to]) =>
    to?.Destination === undefined ? [] : [[on, { destination: to.Destination }] as const],
  );
  return regional(context, {
    type: types.eventInvokeConfig,
    id: functionName,
    outputs: {
      functionName,
      maximumRetryAttempts: config.MaximumRetryAttempts,
      maximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
      destinationConfig: destinations.length === 0 ? null : Object.fromEntries(destinations),
    },
  });
}
