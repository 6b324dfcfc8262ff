import {
  RAMClient,
  paginateGetResourceShareAssociations,
  paginateGetResourceShares,
  type ResourceShare,
  type ResourceShareAssociation,
} from "@aws-sdk/client-ram";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { outputsFrom, regional, type Fields } from "./fields";
import { everyItem } from "./pages";

/** What the account shares with others: the shares with the topology's tag, and those that hold domain names of API Gateway. */
export const resourceShareReader: Reader = {
  permissions: ["ram:GetResourceShares", "ram:GetResourceShareAssociations"],
  types: [types.resourceShare, types.resourceAssociation, types.principalAssociation],
  phase: 2,
  read: async (context) => {
    const client = context.client(RAMClient);
    const [shares, resources, principals] = await Promise.all([
      everyItem(
        paginateGetResourceShares({ client }, { resourceOwner: "SELF", resourceShareStatus: "ACTIVE" }),
        ({ resourceShares }) => resourceShares,
      ),
      associations(context, "RESOURCE"),
      associations(context, "PRINCIPAL"),
    ]);
    const holdsDomains = new Set(resources.filter(isDomain).map(({ resourceShareArn }) => resourceShareArn));
    const own = shares.filter(
      (share) =>
        tagsIn(share)["apilink:topology"] === context.topology || holdsDomains.has(share.resourceShareArn),
    );
    const arns = new Set(own.map(({ resourceShareArn }) => resourceShareArn));
    const of = (all: readonly ResourceShareAssociation[]): readonly ResourceShareAssociation[] =>
      all.filter(({ resourceShareArn }) => arns.has(resourceShareArn));
    return [
      ...own.map((share) => shareOf(share, context)),
      ...of(resources).map((each) => associationOf(types.resourceAssociation, "resourceArn", each, context)),
      ...of(principals).map((each) => associationOf(types.principalAssociation, "principal", each, context)),
    ];
  },
};

async function associations(
  context: ReadContext,
  associationType: "RESOURCE" | "PRINCIPAL",
): Promise<readonly ResourceShareAssociation[]> {
  const pages = paginateGetResourceShareAssociations(
    { client: context.client(RAMClient) },
    { associationType, associationStatus: "ASSOCIATED" },
  );
  return everyItem(pages, ({ resourceShareAssociations }) => resourceShareAssociations);
}

function isDomain({ associatedEntity = "" }: ResourceShareAssociation): boolean {
  return associatedEntity.includes(":apigateway:") && associatedEntity.includes("/domainnames/");
}

const fields: Fields<ResourceShare> = {
  arn: "resourceShareArn",
  name: "name",
  allowExternalPrincipals: "allowExternalPrincipals",
};

function shareOf(share: ResourceShare, context: ReadContext): LiveResource {
  return regional(
    context,
    types.resourceShare,
    share.resourceShareArn,
    outputsFrom(share, fields),
    tagsIn(share),
  );
}

function tagsIn({ tags = [] }: ResourceShare): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
}

/** The provider makes the id of both. */
function associationOf(
  type: string,
  property: string,
  { resourceShareArn = "", associatedEntity = "" }: ResourceShareAssociation,
  context: ReadContext,
): LiveResource {
  const id = [resourceShareArn, associatedEntity].join();
  return regional(context, type, id, { resourceShareArn, [property]: associatedEntity });
}
