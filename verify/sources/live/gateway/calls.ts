/** All that reading API Gateway takes: its actions are named after the methods of HTTP. */
export const gatewayRead = ["apigateway:GET"] as const;

/** Items a page. Source: `limit` of the Get operations, Amazon API Gateway API Reference. */
export const mostAPage = 500;

/**
 * What each call reads, as the resource of an ARN. Source: "Actions, resources, and condition keys for Amazon API Gateway
 * Management", Service Authorization Reference.
 */
export const gatewayResources: Readonly<Record<string, string>> = {
  GetAccount: "/account",
  GetApiKeys: "/apikeys",
  GetBasePathMappings: "/domainnames/*",
  GetDeployments: "/restapis/*",
  GetDomainNameAccessAssociations: "/domainnameaccessassociations",
  GetDomainNames: "/domainnames",
  GetResources: "/restapis/*",
  GetRestApis: "/restapis",
  GetStages: "/restapis/*",
  GetUsagePlanKeys: "/usageplans/*",
  GetUsagePlans: "/usageplans",
};
