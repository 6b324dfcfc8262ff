import { APIGatewayClient, paginateGetBasePathMappings } from "@aws-sdk/client-api-gateway";
import { types } from "../../../model/types";
import { textOf } from "../../../model/reading";
import type { Reader } from "../types";
import { gatewayRead, mostAPage } from "./calls";
import { allOf, forEach, regional } from "./liveResource";

/** What a mapping of the root has for its path. Source: `basePath` of BasePathMapping, Amazon API Gateway API Reference. */
const root = "(none)";

/** What the topology's domain names lead to: one call a domain name. */
export const basePathMappings: Reader = {
  permissions: gatewayRead,
  types: [types.basePathMapping],
  phase: 2,
  read: (context) =>
    forEach(context.found(types.domainName), async ({ outputs }) => {
      const client = context.client(APIGatewayClient);
      const [domainName = "", domainNameId] = [outputs["domainName"], outputs["domainNameId"]].map(textOf);
      const pages = paginateGetBasePathMappings({ client }, { domainName, domainNameId, limit: mostAPage });
      return (await allOf(pages, ({ items }) => items)).map(({ basePath = root, restApiId, stage }) => {
        const path = basePath === root ? "" : basePath;
        const place = [domainName, path, ...(domainNameId === undefined ? [] : [domainNameId])];
        return regional(context, {
          type: types.basePathMapping,
          id: place.join("/"),
          outputs: {
            domainName,
            domainNameId,
            basePath: path === "" ? null : path,
            restApi: restApiId,
            stageName: stage ?? null,
          },
        });
      });
    }),
};
