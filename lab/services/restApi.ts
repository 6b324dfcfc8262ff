import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Place } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { block, regional, requiredText, tagged, text, texts, unset } from "./fields";
import { arn, gatewayArn, hash, nameOf, shortId } from "./names";
import { checkPolicy, policyText, resourcePolicy } from "./policies";
import { needed } from "./references";
import { types } from "./types";

const restApi: Handler = {
  type: types.restApi,
  id: ({ digest }) => shortId(digest, 10),
  replaceOn: ["region"],
  absent: ["createdDate"],
  outputs: (request, world) => {
    const own = policyText(request.inputs, "policy");
    if (own !== undefined) checkPolicy(own, resourcePolicy);
    return tagged(
      request,
      {
        ...unset("body", "endpointAccessMode", "failOnWarnings", "parameters", "putRestApiMode"),
        apiKeySource: "HEADER",
        binaryMediaTypes: [],
        description: "",
        disableExecuteApiEndpoint: false,
        minimumCompressionSize: "",
        securityPolicy: "TLS_1_0",
      },
      {
        arn: gatewayArn(request, `restapis/${request.id}`),
        endpointConfiguration: endpointConfiguration(request, world),
        executionArn: arn(request, "execute-api", request.id),
        name: nameOf(request),
        policy: own ?? separatePolicy(request, request.id, world) ?? "",
        rootResourceId: rootResourceId(request, request.id),
      },
    );
  },
};

function rootResourceId(place: Place, apiId: string): string {
  return shortId(hash("root resource", place.account, place.region, apiId), 10);
}

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-ip-address-type.html */
const ipAddressTypes: Readonly<Record<string, readonly [byDefault: string, ...others: string[]]>> = {
  EDGE: ["ipv4", "dualstack"],
  REGIONAL: ["ipv4", "dualstack"],
  PRIVATE: ["dualstack"],
};

function endpointConfiguration(request: ResourceRequest, world: World): Record<string, unknown> {
  const given = block(request.inputs, "endpointConfiguration") ?? {};
  const type = text(given, "types") ?? "EDGE";
  const allowed = ipAddressTypes[type];
  if (allowed === undefined) throw new Refusal("BadRequestException", `Invalid endpoint type: ${type}`);
  const ipAddressType = text(given, "ipAddressType") ?? allowed[0];
  if (!allowed.includes(ipAddressType)) {
    throw new Refusal(
      "BadRequestException",
      `The ${type} endpoint type only supports the ${allowed.join()} IP address type`,
    );
  }
  const vpcEndpointIds = texts(given, "vpcEndpointIds");
  if (vpcEndpointIds.length > 0 && type !== "PRIVATE") {
    throw new Refusal("BadRequestException", "VPCEndpoints can only be specified with PRIVATE apis.");
  }
  for (const id of vpcEndpointIds) checkEndpoint(request, world, id);
  return { types: type, ipAddressType, vpcEndpointIds };
}

/**
 * The endpoint may belong to any account, but not to another region.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/associate-private-api-with-vpc-endpoint.html
 */
function checkEndpoint(request: ResourceRequest, world: World, id: string): void {
  const found = world.anywhere(types.endpoint, id);
  const service = text(found?.outputs ?? {}, "serviceName") ?? "execute-api";
  if (found?.region === request.region && service.endsWith("execute-api")) return;
  throw new Refusal(
    "BadRequestException",
    `Invalid VPC endpoint specified: ${id} does not exist in ${request.region}`,
  );
}

/** The resource policy of an API: a resource of its own, or the API's own input. */
export function policyOf(api: CloudResource, world: World): string | undefined {
  return separatePolicy(api, api.id, world) ?? policyText(api.inputs, "policy");
}

function separatePolicy(place: Place, apiId: string, world: World): string | undefined {
  return text(world.find(place, types.restApiPolicy, apiId)?.outputs ?? {}, "policy");
}

/** The API that an input names, in the account and region of the request. */
export function neededApi(request: ResourceRequest, world: World, property = "restApi"): CloudResource {
  return needed(request, world, types.restApi, requiredText(request.inputs, property));
}

const restApiPolicy: Handler = {
  type: types.restApiPolicy,
  id: ({ inputs }) => requiredText(inputs, "restApiId"),
  replaceOn: ["region", "restApiId"],
  absent: [],
  outputs: (request, world) => {
    neededApi(request, world, "restApiId");
    const policy = policyText(request.inputs, "policy") ?? "";
    checkPolicy(policy, resourcePolicy);
    return regional(request, {}, { policy });
  },
};

/** REST APIs and the resource policies that are resources of their own. */
export const restApiHandlers: readonly Handler[] = [restApi, restApiPolicy];
