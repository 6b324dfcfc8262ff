import { Resolver } from "node:dns/promises";

/**
 * Asks for the IPv4 addresses of a name.
 *
 * @throws an error with a code as c-ares gives them, such as ENOTFOUND.
 */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the VPC's resolver itself: unlike `getaddrinfo`, it tells a name that does not exist from a resolver that does not answer.
 */
export const resolveName: Resolve = async (name, signal) => {
  const resolver = new Resolver();
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
