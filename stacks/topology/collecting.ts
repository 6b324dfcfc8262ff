import { compare } from "../../components/compare";
import { partitionOf } from "../../components/partitions";
import { mapNamed, type Named } from "../named";
import { knownRegions } from "./regions";
import * as schema from "./schema";
import type { Account, Api, Network, WrittenApi } from "./types";

/**
 * Fills in what each inventory is collected from: all accounts, and all regions that the API's partition has of the topology.
 * A mock API keeps what is written, for the rules to tell of.
 */
export function withCollecting(
  apis: Named<WrittenApi>,
  { accounts, networks }: { readonly accounts: Named<Account>; readonly networks: Named<Network> },
): Named<Api> {
  const places = [...Object.values(networks), ...Object.values(apis)].map(({ region }) => region);
  const known = [...new Set(places)].filter((region) => knownRegions.includes(region)).sort(compare);
  const names = Object.keys(accounts).sort(compare);
  return mapNamed(apis, ({ collect, ...api }): Api => {
    if (collect === undefined && api.backend !== "inventory") return api;
    const partition = partitionOf(api.region).name;
    const near = known.filter((region) => partitionOf(region).name === partition);
    return {
      ...api,
      collect: { accounts: names, regions: near, ...(collect ?? schema.collect.parse({})) },
    };
  });
}
