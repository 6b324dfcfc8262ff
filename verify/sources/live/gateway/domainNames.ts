import { APIGatewayClient, paginateGetDomainNames, type DomainName } from "@aws-sdk/client-api-gateway";
import { types } from "../../../model/types";
import type { LiveResource, Reader, ReadContext } from "../types";
import { gatewayRead, mostAPage } from "./calls";
import { allOf, isOwn, regional } from "./liveResource";
import { policyText } from "./policyText";

/** The topology's custom domain names, private and public: one list of all of the account's. */
export const domainNames: Reader = {
  permissions: gatewayRead,
  types: [types.domainName],
  phase: 1,
  read: async (context) => {
    const client = context.client(APIGatewayClient);
    const pages = paginateGetDomainNames({ client }, { resourceOwner: "SELF", limit: mostAPage });
    const all = await allOf(pages, ({ items }) => items);
    return all.filter(({ tags }) => isOwn(context, tags)).map((domain) => domainOf(context, domain));
  },
};

/** A private one has an id besides its name, since the name need not be unique. */
function domainOf(context: ReadContext, domain: DomainName): LiveResource {
  const { domainName = "", domainNameId, endpointConfiguration: endpoints } = domain;
  return regional(context, {
    type: types.domainName,
    id: domainNameId === undefined ? domainName : `${domainName}/${domainNameId}`,
    tags: domain.tags ?? {},
    outputs: {
      domainName,
      domainNameId,
      arn: domain.domainNameArn,
      certificateArn: domain.certificateArn ?? null,
      regionalCertificateArn: domain.regionalCertificateArn ?? "",
      endpointConfiguration: endpoints && {
        types: endpoints.types?.[0],
        ...(endpoints.ipAddressType && { ipAddressType: endpoints.ipAddressType }),
      },
      policy: policyText(domain.policy) ?? null,
      securityPolicy: domain.securityPolicy,
      endpointAccessMode: domain.endpointAccessMode,
      routingMode: domain.routingMode,
    },
  });
}
