import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { checkCertificate } from "./balancing";
import { block, regional, requiredText, tagged, text, unset } from "./fields";
import { arn, arnParts, shortId } from "./names";
import { checkPolicy, policyText, resourcePolicy } from "./policies";
import { needed, refuseMissing } from "./references";
import { neededApi } from "./restApi";
import { isSharedWith } from "./shares";
import { types } from "./types";

const badRequest = (message: string): Refusal => new Refusal("BadRequestException", message);

/** What a private domain is born with: nobody may call. Source: "Custom domain names for private APIs", API Gateway guide. */
const denyAll = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
});

const domain: Handler = {
  type: types.domainName,
  id: ({ inputs, digest }) => `${requiredText(inputs, "domainName")}/${shortId(digest, 10)}`,
  replaceOn: ["domainName", "region"],
  absent: ["certificateUploadDate"],
  outputs: (request, world) => {
    const { id, inputs } = request;
    checkDomain(request);
    const [, domainNameId = ""] = id.split("/");
    const policy = policyText(inputs, "policy");
    if (policy !== undefined) checkPolicy(policy, resourcePolicy);
    const twin = { domainName: requiredText(inputs, "domainName") };
    if (world.others(request, types.domainName, twin).length > 0)
      throw badRequest("The domain name you provided already exists.");
    const { ipAddressType } = { ipAddressType: "dualstack", ...block(inputs, "endpointConfiguration") };
    return tagged(
      request,
      {
        ...unset("certificateBody", "certificateChain", "certificateName", "certificatePrivateKey"),
        ...unset("mutualTlsAuthentication", "regionalCertificateName"),
        endpointAccessMode: "",
        ownershipVerificationCertificateArn: "",
        regionalCertificateArn: "",
        routingMode: "BASE_PATH_MAPPING_ONLY",
        securityPolicy: "TLS_1_2",
      },
      {
        arn: arn(request, "apigateway", `/domainnames/${twin.domainName}+${domainNameId}`),
        cloudfrontDomainName: "",
        cloudfrontZoneId: "",
        domainNameId,
        endpointConfiguration: { types: "PRIVATE", ipAddressType },
        policy: policy ?? denyAll,
        regionalDomainName: "",
        regionalZoneId: "",
      },
    );
  },
};

/** Source: "Considerations for private custom domain names", API Gateway developer guide. */
function checkDomain(request: ResourceRequest): void {
  const { inputs, region } = request;
  const type = text(block(inputs, "endpointConfiguration") ?? {}, "types") ?? "EDGE";
  if (type !== "PRIVATE") {
    const message = `The embedded cloud knows domain names of type PRIVATE only, not ${type}`;
    throw new Refusal("UnknownType", message);
  }
  if (requiredText(inputs, "domainName").startsWith("*"))
    throw badRequest("Wildcard domain names are not supported for private custom domain names.");
  const certificate = text(inputs, "certificateArn");
  if (certificate === undefined)
    throw badRequest("A certificate ARN is required for a private custom domain name.");
  checkCertificate(request, certificate, () =>
    badRequest(`The certificate ${certificate} does not exist in region ${region} of this account.`),
  );
}

const mapping: Handler = {
  type: types.basePathMapping,
  id: ({ inputs }) =>
    ["domainName", "basePath", "domainNameId"].map((key) => requiredText(inputs, key)).join("/"),
  replaceOn: ["basePath", "domainName", "domainNameId", "region"],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    const name = `${requiredText(inputs, "domainName")}/${requiredText(inputs, "domainNameId")}`;
    needed(request, world, types.domainName, name);
    const api = neededApi(request, world);
    if (text(block(api.outputs, "endpointConfiguration") ?? {}, "types") !== "PRIVATE")
      throw badRequest("Only private APIs can be mapped to a private custom domain name.");
    const stage = text(inputs, "stageName");
    if (stage !== undefined) needed(request, world, types.stage, `ags-${api.id}-${stage}`);
    return regional(request, unset("basePath", "stageName"));
  },
};

const association: Handler = {
  type: types.domainAssociation,
  id: (request) => {
    const [, path = ""] = requiredText(request.inputs, "domainNameArn").split("/domainnames/");
    const endpointId = requiredText(request.inputs, "accessAssociationSource");
    const resource = `/domainnameaccessassociations/domainname/${path}/vpcesource/${endpointId}`;
    return arn(request, "apigateway", resource);
  },
  replaceOn: ["accessAssociationSource", "accessAssociationSourceType", "domainNameArn", "region"],
  absent: [],
  outputs: (request, world) => {
    const { id, inputs } = request;
    if (text(inputs, "accessAssociationSourceType") !== "VPCE")
      throw badRequest("Invalid access association source type: it must be VPCE");
    checkEndpoint(request, world, requiredText(inputs, "accessAssociationSource"));
    visibleDomain(request, world, requiredText(inputs, "domainNameArn"));
    return tagged(request, {}, { arn: id });
  },
};

/** Only the endpoint's own account can associate it. Source: "Task 4" of "Create a private custom domain name". */
function checkEndpoint(request: ResourceRequest, world: World, id: string): void {
  const endpoint = world.find(request, types.endpoint, id);
  // An adopted endpoint's record may not name its service.
  const service = text(endpoint?.outputs ?? {}, "serviceName") ?? "execute-api";
  if (endpoint !== undefined && service.endsWith("execute-api")) return;
  throw badRequest(`Invalid VPC endpoint specified: ${id} does not exist in ${request.region}`);
}

/** The domain of an ARN, where it is this account's or has been shared with it, and in this region. */
function visibleDomain(request: ResourceRequest, world: World, domainArn: string): CloudResource {
  const { account, region } = arnParts(domainArn);
  const [found] = world.others({ account, region, id: "" }, types.domainName, { arn: domainArn });
  const isVisible = account === request.account || isSharedWith(request.account, domainArn, world);
  return found !== undefined && region === request.region && isVisible
    ? found
    : refuseMissing(types.domainName, domainArn, request);
}

/** Private custom domain names, what they lead to, and which endpoints may use them. */
export const domainHandlers: readonly Handler[] = [domain, mapping, association];
