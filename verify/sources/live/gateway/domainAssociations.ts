import {
  APIGatewayClient,
  GetDomainNameAccessAssociationsCommand,
  type DomainNameAccessAssociation,
} from "@aws-sdk/client-api-gateway";
import { types } from "../../../model/types";
import type { Reader, ReadContext } from "../types";
import { gatewayRead, mostAPage } from "./calls";
import { isOwn, regional } from "./liveResource";

/** Which of the topology's endpoints may use private domain names, of any account: one list of all of the account's. */
export const domainAssociations: Reader = {
  permissions: gatewayRead,
  types: [types.domainAssociation],
  // The endpoints are read before.
  phase: 3,
  read: async (context) => {
    const endpoints = new Set([
      ...context.adopted.endpointIds,
      ...context.found(types.endpoint).map(({ id }) => id),
    ]);
    return (await associationsIn(context))
      .filter(
        ({ tags, accessAssociationSource = "" }) =>
          isOwn(context, tags) || endpoints.has(accessAssociationSource),
      )
      .map((each) => {
        const arn = each.domainNameAccessAssociationArn ?? "";
        const { domainNameArn, accessAssociationSource, accessAssociationSourceType } = each;
        return regional(context, {
          type: types.domainAssociation,
          id: arn,
          tags: each.tags ?? {},
          outputs: { arn, domainNameArn, accessAssociationSource, accessAssociationSourceType },
        });
      });
  },
};

/** The SDK has no paginator for this list. */
async function associationsIn(context: ReadContext): Promise<readonly DomainNameAccessAssociation[]> {
  const client = context.client(APIGatewayClient);
  const all: DomainNameAccessAssociation[] = [];
  let position: string | undefined;
  do {
    const page = await client.send(
      new GetDomainNameAccessAssociationsCommand({ resourceOwner: "SELF", limit: mostAPage, position }),
    );
    all.push(...(page.items ?? []));
    position = page.position;
  } while (position !== undefined && position !== "");
  return all;
}
