import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { publishMock } from "./mockBackend";
import { refuse } from "./problems";
import { publishProxy, type ProxyBackend } from "./proxyBackend";
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
  /**
   * The function that answers `/`, `/srv` and `/srv/{srvid}`, such as an `InventoryBackend`. It answers preflights, too, so
   * it must know the same origins.
   * @default - a mock that answers any call of `/` by itself
   */
  readonly backend?: ProxyBackend;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * A REST API and its methods, of a mock or of a function, and nothing that publishes it. Without a resource policy AWS refuses to
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
    const methods = { apiKey, cors };
    const resources =
      args.backend === undefined
        ? publishMock(this, name, region, api, methods)
        : publishProxy(this, name, region, api, methods, args.backend);

    this.restApiId = api.id;
    this.executionArn = api.executionArn;
    this.definition = resources.apply((published) =>
      JSON.stringify({ type: access.toUpperCase(), resources: published }),
    );
    this.registerOutputs({
      restApiId: this.restApiId,
      executionArn: this.executionArn,
      definition: this.definition,
    });
  }
}
