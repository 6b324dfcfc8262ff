import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateAccountCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
  type EndpointType,
  type IntegrationType,
} from "@aws-sdk/client-api-gateway";
import { fingerprintLine } from "../../../components/fingerprint";
import type { ResourceState } from "../../../lab/state";
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
  textIn,
  textsIn,
} from "./networkInputs";
import type { Provision, Provisions } from "./types";

const textsOf = (inputs: Mapping, key: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(blockIn(inputs, key) ?? {}).map(([name, value]) => [name, String(value)]),
  );

/** Some names are given by the provider, so that they are outputs only. */
const nameOf = ({ outputs }: ResourceState): string => textIn(outputs, "name");

const restApi: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const endpoints = blockIn(inputs, "endpointConfiguration") ?? {};
  const made = await by.client(APIGatewayClient, place).send(
    new CreateRestApiCommand({
      name: nameOf(resource),
      endpointConfiguration: {
        types: [textIn(endpoints, "types") as EndpointType],
        ipAddressType: "dualstack",
        vpcEndpointIds: textsIn(endpoints, "vpcEndpointIds"),
      },
      tags: textsOf(inputs, "tags"),
    }),
  );
  by.made(idOf(resource), answered(made.id, "id"));
  by.made(textIn(resource.outputs, "rootResourceId"), answered(made.rootResourceId, "rootResourceId"));
};

const restApiPolicy: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(APIGatewayClient, place).send(
    new UpdateRestApiCommand({
      restApiId: textIn(inputs, "restApiId"),
      patchOperations: [{ op: "replace", path: "/policy", value: textIn(inputs, "policy") }],
    }),
  );
};

const apiResource: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { id } = await by.client(APIGatewayClient, place).send(
    new CreateResourceCommand({
      restApiId: textIn(inputs, "restApi"),
      parentId: textIn(inputs, "parentId"),
      pathPart: textIn(inputs, "pathPart"),
    }),
  );
  by.made(idOf(resource), answered(id, "id"));
};

const methodNames = (inputs: Mapping) => ({
  restApiId: textIn(inputs, "restApi"),
  resourceId: textIn(inputs, "resourceId"),
  httpMethod: textIn(inputs, "httpMethod"),
});

const method: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(APIGatewayClient, place).send(
    new PutMethodCommand({
      ...methodNames(inputs),
      authorizationType: textIn(inputs, "authorization"),
      apiKeyRequired: inputs["apiKeyRequired"] === true,
    }),
  );
};

const methodResponse: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const parameters = Object.entries(blockIn(inputs, "responseParameters") ?? {});
  await by.client(APIGatewayClient, place).send(
    new PutMethodResponseCommand({
      ...methodNames(inputs),
      statusCode: textIn(inputs, "statusCode"),
      responseParameters: Object.fromEntries(parameters.map(([name, value]) => [name, value === true])),
    }),
  );
};

const integration: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(APIGatewayClient, place).send(
    new PutIntegrationCommand({
      ...methodNames(inputs),
      type: textIn(inputs, "type") as IntegrationType,
      integrationHttpMethod: optionalText(inputs, "integrationHttpMethod"),
      uri: optionalText(inputs, "uri"),
      requestTemplates: textsOf(inputs, "requestTemplates"),
    }),
  );
};

const integrationResponse: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(APIGatewayClient, place).send(
    new PutIntegrationResponseCommand({
      ...methodNames(inputs),
      statusCode: textIn(inputs, "statusCode"),
      responseParameters: textsOf(inputs, "responseParameters"),
      responseTemplates: textsOf(inputs, "responseTemplates"),
    }),
  );
};

const deployment: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { definition = "", policy = "" } = textsOf(inputs, "triggers");
  const { id } = await by.client(APIGatewayClient, place).send(
    new CreateDeploymentCommand({
      restApiId: textIn(inputs, "restApi"),
      // Of the documents with the ids that there are: a digest cannot be translated.
      description: fingerprintLine({ definition, policy }),
    }),
  );
  by.made(idOf(resource), answered(id, "id"));
};

const stage: Provision = async (resource, place, by) => {
  const client = by.client(APIGatewayClient, place);
  const inputs = inputsOf(resource, by);
  const names = { restApiId: textIn(inputs, "restApi"), stageName: textIn(inputs, "stageName") };
  await client.send(
    new CreateStageCommand({
      ...names,
      deploymentId: textIn(inputs, "deployment"),
      tags: textsOf(inputs, "tags"),
    }),
  );
  const logs = textsOf(inputs, "accessLogSettings");
  await client.send(
    new UpdateStageCommand({
      ...names,
      patchOperations: Object.entries(logs).map(([name, value]) => ({
        op: "replace",
        path: `/accessLogSettings/${name}`,
        value,
      })),
    }),
  );
};

const methodSettings: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const settings = blockIn(inputs, "settings") ?? {};
  const patches = {
    "metrics/enabled": String(settings["metricsEnabled"]),
    "throttling/rateLimit": String(numberIn(settings, "throttlingRateLimit")),
    "throttling/burstLimit": String(numberIn(settings, "throttlingBurstLimit")),
    // moto's default is not AWS's.
    "caching/dataEncrypted": "false",
  };
  await by.client(APIGatewayClient, place).send(
    new UpdateStageCommand({
      restApiId: textIn(inputs, "restApi"),
      stageName: textIn(inputs, "stageName"),
      patchOperations: Object.entries(patches).map(([name, value]) => ({
        op: "replace",
        path: `/${textIn(inputs, "methodPath")}/${name}`,
        value,
      })),
    }),
  );
};

const account: Provision = async (resource, place, by) => {
  const value = textIn(inputsOf(resource, by), "cloudwatchRoleArn");
  await by
    .client(APIGatewayClient, place)
    .send(
      new UpdateAccountCommand({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] }),
    );
};

const apiKey: Provision = async (resource, place, by) => {
  const { id } = await by.client(APIGatewayClient, place).send(
    new CreateApiKeyCommand({
      name: nameOf(resource),
      description: textIn(resource.outputs, "description"),
      enabled: resource.outputs["enabled"] === true,
      tags: textsOf(inputsOf(resource, by), "tags"),
    }),
  );
  by.made(idOf(resource), answered(id, "id"));
};

const usagePlan: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { id } = await by.client(APIGatewayClient, place).send(
    new CreateUsagePlanCommand({
      name: nameOf(resource),
      apiStages: blocksIn(inputs, "apiStages").map((each) => ({
        apiId: textIn(each, "apiId"),
        stage: textIn(each, "stage"),
      })),
      tags: textsOf(inputs, "tags"),
    }),
  );
  by.made(idOf(resource), answered(id, "id"));
};

const usagePlanKey: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(APIGatewayClient, place).send(
    new CreateUsagePlanKeyCommand({
      usagePlanId: textIn(inputs, "usagePlanId"),
      keyId: textIn(inputs, "keyId"),
      keyType: textIn(inputs, "keyType"),
    }),
  );
};

/** What API Gateway holds. moto knows no private domain names. */
export const gatewayProvisions: Provisions = {
  [types.gatewayAccount]: account,
  [types.apiKey]: apiKey,
  [types.restApi]: restApi,
  [types.apiResource]: apiResource,
  [types.method]: method,
  [types.methodResponse]: methodResponse,
  [types.integration]: integration,
  [types.integrationResponse]: integrationResponse,
  [types.restApiPolicy]: restApiPolicy,
  [types.deployment]: deployment,
  [types.stage]: stage,
  [types.methodSettings]: methodSettings,
  [types.usagePlan]: usagePlan,
  [types.usagePlanKey]: usagePlanKey,
};
