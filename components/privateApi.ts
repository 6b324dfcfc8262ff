import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { mockMethods, type RestMethod } from "./restMethods";
import { refuse } from "./problems";
import { tagsOf, type Tags } from "./tags";

/** Who can reach the API at all: only interface endpoints, or the internet too. */
export type ApiAccess = "private" | "regional";

export interface PrivateApiArgs {
  readonly region: string;
  /**
   * `regional` is a public API, for a start from which it goes private; a change updates the API in place.
   * @default "private"
   */
  readonly access?: ApiAccess;
  /**
   * The interface endpoints, of any account in the API's region, that get an alias URL of this API. Only for private
   * access.
   * @default - none
   */
  readonly endpointIds?: readonly pulumi.Input<string>[];
  /**
   * Whether a caller must send an API key.
   * @default false
   */
  readonly apiKey?: boolean;
  /**
   * Origins of the browser pages that may call; `*` stands for all.
   * @default - none, so that no browser page of another origin can
   */
  readonly cors?: readonly string[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * A REST API with a mock backend: its methods, and nothing that publishes it. Without a resource policy AWS refuses to
 * deploy a private API, so `CrossAccountPolicy` and then `ApiStage` come next.
 *
 * @throws pulumi.InputPropertiesError for endpoints of an API that is not private.
 */
export class PrivateApi extends pulumi.ComponentResource {
  readonly restApiId: pulumi.Output<string>;
  /** The API's ARN for policies, without stage: `arn:aws:execute-api:{region}:{account}:{api}`. */
  readonly executionArn: pulumi.Output<string>;
  /** All that a deployment would publish, as canonical JSON; known once the methods are in place. */
  readonly definition: pulumi.Output<string>;

  constructor(name: string, args: PrivateApiArgs, opts?: pulumi.ComponentResourceOptions) {
    const { region, access = "private", endpointIds = [], apiKey = false, cors = [] } = args;
    const misplaced = access === "regional" && endpointIds.length > 0;
    refuse(
      "PrivateApi",
      name,
      misplaced
        ? [{ propertyPath: "endpointIds", reason: "only a private API is associated with endpoints" }]
        : [],
    );
    super("apilink:index:PrivateApi", name, {}, opts);

    const api = new aws.apigateway.RestApi(
      `${name}.api`,
      {
        region,
        name,
        endpointConfiguration: {
          types: access.toUpperCase(),
          // AWS knows no other type for private APIs, and a change from private to regional must keep it.
          ipAddressType: "dualstack",
          ...(endpointIds.length > 0 && { vpcEndpointIds: [...endpointIds] }),
        },
        tags: tagsOf("PrivateApi", name, args.tags),
      },
      { parent: this },
    );
    const methods = mockMethods({ apiKey, cors });
    const published = methods.map((method) =>
      publish(this, `${name}.${method.httpMethod}`, region, api, method),
    );

    this.restApiId = api.id;
    this.executionArn = api.executionArn;
    this.definition = pulumi
      .all(published)
      .apply(() => JSON.stringify({ type: access.toUpperCase(), resources: { "/": methods } }));
    this.registerOutputs({
      restApiId: this.restApiId,
      executionArn: this.executionArn,
      definition: this.definition,
    });
  }
}

/** Makes one method of the root resource. The id is that of its last part: known once all of it is in place. */
function publish(
  parent: pulumi.Resource,
  name: string,
  region: string,
  api: aws.apigateway.RestApi,
  method: RestMethod,
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
    child,
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
