import type { Reader } from "../types";
import { account } from "./account";
import { basePathMappings } from "./basePathMappings";
import { domainAssociations } from "./domainAssociations";
import { domainNames } from "./domainNames";
import { restApis } from "./restApis";
import { stages } from "./stages";
import { usagePlans } from "./usagePlans";

export { publicationOf, withPublications } from "./publications";
export type { LivePublication, PublishedAs, ReadDeployment } from "./publications";

/** What reads API Gateway. */
export const gatewayReaders: readonly Reader[] = [
  restApis,
  stages,
  usagePlans,
  domainNames,
  basePathMappings,
  domainAssociations,
  account,
];
