import type { ResourceState } from "../../../lab/state";
import { Clients } from "../../../verify/sources/live/clients";
import { requireAccounts } from "../../../verify/sources/live/credentials";
import { networkReaders } from "../../../verify/sources/live/network";
import { placesOf } from "../../../verify/sources/live/places";
import { readLive, type Reading } from "../../../verify/sources/live/read";
import { motoVariables } from "../../support/moto";
import { inEnvironment, type withRoles } from "../support";

/** Reads the network of a stack, in all places of its program's resources. */
export async function networkOn(
  endpoint: string,
  { stack, topology }: ReturnType<typeof withRoles>,
  resources: readonly ResourceState[],
): Promise<Reading> {
  const clients = new Clients({ endpointUrl: endpoint });
  try {
    return await inEnvironment(motoVariables(endpoint), async () =>
      readLive(placesOf(topology, resources), {
        readers: networkReaders,
        accounts: await requireAccounts(topology, { endpointUrl: endpoint }),
        clients,
        topology: `apilink/${stack}`,
      }),
    );
  } finally {
    clients.destroy();
  }
}
