import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { statementPrefix } from "./plainName";
import { keptIntegration } from "./keptIntegration";
import {
  inventoryMethods,
  inventoryPaths,
  publishedProxy,
  type ProxyMethod,
  type PublishedMethods,
} from "./restMethods";

/** A function behind an API. */
export interface ProxyBackend {
  readonly functionName: pulumi.Input<string>;
  /** What API Gateway calls it by: the function's `invokeArn`. */
  readonly invokeArn: pulumi.Input<string>;
}

/** A path of the API: its id, and what the names of its parts begin with. */
interface Place {
  readonly name: string;
  readonly resourceId: pulumi.Output<string>;
}

/**
 * Makes the paths and methods of an inventory, all answered by one function, and lets exactly these methods of the API call
 * it.
 *
 * @returns the methods by path, as the definition has them: known once all of them, and the permissions, are in place.
 */
export function publishProxy(
  parent: pulumi.Resource,
  name: string,
  region: string,
  api: aws.apigateway.RestApi,
  options: { readonly apiKey: boolean; readonly cors: readonly string[] },
  { functionName, invokeArn }: ProxyBackend,
): pulumi.Output<PublishedMethods> {
  const methods = inventoryMethods(options);
  const permissions = methods.map(({ httpMethod }) =>
    permit(parent, `${name}.${httpMethod}`, region, api, functionName, httpMethod),
  );
  const integrations = placesOf(parent, name, region, api).flatMap((place) =>
    methods.map((method) => publishMethod(parent, place, region, api, method, invokeArn)),
  );
  return pulumi
    .all([invokeArn, pulumi.all(permissions), pulumi.all(integrations)])
    .apply(([uri]): PublishedMethods =>
      Object.fromEntries(
        inventoryPaths.map(({ path }) => [path, methods.map((method) => publishedProxy(method, uri))]),
      ),
    );
}

/** The root is there with the API; each other path stands below its parent. */
function placesOf(
  parent: pulumi.Resource,
  name: string,
  region: string,
  api: aws.apigateway.RestApi,
): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { path, parent: above, pathPart } of inventoryPaths) {
    const outer = above === undefined ? undefined : places.get(above);
    if (outer === undefined) {
      places.set(path, { name, resourceId: api.rootResourceId });
      continue;
    }
    const own = `${outer.name}.${pathPart.replace(/\W/g, "")}`;
    const { id } = new aws.apigateway.Resource(
      own,
      { region, restApi: api.id, parentId: outer.resourceId, pathPart },
      { parent },
    );
    places.set(path, { name: own, resourceId: id });
  }
  return [...places.values()];
}

/** Lets one HTTP method of the API, in whatever stage and path, call the function. */
function permit(
  parent: pulumi.Resource,
  name: string,
  region: string,
  api: aws.apigateway.RestApi,
  functionName: pulumi.Input<string>,
  httpMethod: string,
): pulumi.Output<string> {
  return new aws.lambda.Permission(
    name,
    {
      region,
      statementIdPrefix: statementPrefix(name),
      function: functionName,
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      // It names the account, too, so that a condition on the account would add nothing.
      sourceArn: pulumi.interpolate`${api.executionArn}/*/${httpMethod}/*`,
    },
    { parent },
  ).id;
}

/** Makes one method. The id is that of its integration, its last part. */
function publishMethod(
  parent: pulumi.Resource,
  { name, resourceId }: Place,
  region: string,
  api: aws.apigateway.RestApi,
  { httpMethod, apiKeyRequired }: ProxyMethod,
  uri: pulumi.Input<string>,
): pulumi.Output<string> {
  const child = { parent };
  const own = `${name}.${httpMethod}`;
  const place = { region, restApi: api.id, resourceId };
  const made = new aws.apigateway.Method(
    own,
    { ...place, httpMethod, authorization: "NONE", apiKeyRequired },
    child,
  );
  return new aws.apigateway.Integration(
    own,
    // Lambda is called by POST, whatever the method. Source: "Lambda proxy integrations" of the API Gateway developer guide.
    { ...place, httpMethod: made.httpMethod, type: "AWS_PROXY", integrationHttpMethod: "POST", uri },
    keptIntegration(child),
  ).id;
}
