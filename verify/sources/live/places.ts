import type { ResourceState } from "../../../lab/state";
import type { Topology } from "../../../stacks/topology/types";
import { placeFinder } from "../../doctor/place";
import type { AdoptedIds, LivePlace } from "./types";

/** A place to read. */
export interface ReadingPlace extends LivePlace {
  readonly adopted: AdoptedIds;
  /** Where an account has several, in which of them the services without regions are read. */
  readonly isFirstOfAccount: boolean;
}

/** Every account and region that the program has something in, in order, and what the topology adopts there. */
export function placesOf(topology: Topology, expected: readonly ResourceState[]): readonly ReadingPlace[] {
  const placeOf = placeFinder(expected);
  const networks = Object.values(topology.networks).map(({ account, region }) => ({
    account: topology.accounts[account]?.id ?? "",
    region,
  }));
  const keys = new Set(
    [...expected.flatMap((state) => placeOf(state) ?? []), ...networks].map(
      ({ account, region }) => `${account} ${region}`,
    ),
  );
  const places = [...keys].sort().map((key): LivePlace => {
    const [account = "", region = ""] = key.split(" ");
    return { account, region };
  });
  return places.map((place, index) => ({
    ...place,
    adopted: adoptedIn(topology, place),
    isFirstOfAccount: places.findIndex(({ account }) => account === place.account) === index,
  }));
}

function adoptedIn({ accounts, networks }: Topology, { account, region }: LivePlace): AdoptedIds {
  const adopted = Object.values(networks).flatMap((network) =>
    network.existing !== undefined && network.region === region && accounts[network.account]?.id === account
      ? [network.existing]
      : [],
  );
  return {
    vpcIds: adopted.map(({ vpcId }) => vpcId),
    subnetIds: adopted.flatMap(({ subnetIds }) => subnetIds),
    routeTableIds: adopted.flatMap(({ routeTableIds }) => routeTableIds),
    endpointIds: adopted.flatMap(({ endpointId }) => endpointId ?? []),
  };
}
