import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keptIntegration } from "./keptIntegration";
import { mockMethods, type MockMethod, type PublishedMethods } from "./restMethods";

/**
 * Makes the methods of the mock at the API's root.
 *
 * @returns the methods by path, as the definition has them: known once all of them are in place.
 */
export function publishMock(
  parent: pulumi.Resource,
  name: string,
  region: string,
  api: aws.apigateway.RestApi,
  options: { readonly apiKey: boolean; readonly cors: readonly string[] },
): pulumi.Output<PublishedMethods> {
  const methods = mockMethods(options);
  const made = methods.map((method) =>
    publishMethod(parent, `${name}.${method.httpMethod}`, region, api, method),
  );
  return pulumi.all(made).apply((): PublishedMethods => ({ "/": methods }));
}

/** Makes one method of the root resource. The id is that of its last part: known once all of it is in place. */
function publishMethod(
  parent: pulumi.Resource,
  name: string,
  region: string,
  api: aws.apigateway.RestApi,
  method: MockMethod,
): pulumi.Output<string> {
  const child = { parent };
  const { httpMethod, apiKeyRequired, requestTemplate, statusCode, responseTemplate, headers } = method;
  const parameters = Object.entries(headers).map(
    ([header, value]) => [`method.response.header.${header}`, value] as const,
  );
  const made = new aws.apigateway.Method(
    name,
    {
      region,
      restApi: api.id,
      resourceId: api.rootResourceId,
      httpMethod,
      authorization: "NONE",
      apiKeyRequired,
    },
    child,
  );
  // Each part names the one before, since AWS makes them in this order only.
  const place = { region, restApi: api.id, resourceId: api.rootResourceId, httpMethod: made.httpMethod };
  const integration = new aws.apigateway.Integration(
    name,
    { ...place, type: "MOCK", requestTemplates: { "application/json": requestTemplate } },
    keptIntegration(child),
  );
  const response = new aws.apigateway.MethodResponse(
    name,
    {
      ...place,
      statusCode,
      responseParameters: Object.fromEntries(parameters.map(([parameter]) => [parameter, true])),
    },
    child,
  );
  const integrationResponse = new aws.apigateway.IntegrationResponse(
    name,
    {
      ...place,
      httpMethod: integration.httpMethod,
      statusCode: response.statusCode,
      responseParameters: Object.fromEntries(parameters),
      responseTemplates: { "application/json": responseTemplate },
    },
    child,
  );
  return integrationResponse.id;
}
