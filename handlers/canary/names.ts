import { Resolver } from "node:dns/promises";

/**
 * Asks for the IPv4 addresses of a name.
 *
 * @throws an error with a code as c-ares gives them, such as ENOTFOUND.
 */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks resolvers themselves: unlike `getaddrinfo`, they tell a name that does not exist from a resolver that does not answer.
 *
 * @param servers Addresses, each with a port where it is not 53. @default - those of the machine, which in a VPC are the VPC's
 */
export function resolving(servers?: readonly string[]): Resolve {
  return async (name, signal) => {
    const resolver = new Resolver();
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = (): void => {
      resolver.cancel();
    };
    signal.addEventListener("abort", cancel);
    try {
      return await resolver.resolve4(name);
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  };
}
