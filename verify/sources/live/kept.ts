import type { CredentialSource } from "./types";

/** How long before their end credentials are asked for again, in milliseconds. */
const early = 5 * 60_000;

/** The same source, asked once for all clients, and again only when the credentials are about to expire. */
export function kept(source: CredentialSource, now: () => number = Date.now): CredentialSource {
  let current: ReturnType<CredentialSource> | undefined;
  let end = Infinity;
  return async () => {
    if (current === undefined || now() > end - early) {
      const asked = source();
      [current, end] = [asked, Infinity];
      asked.then(
        ({ expiration }) => {
          if (current === asked) end = expiration?.getTime() ?? Infinity;
        },
        () => {
          if (current === asked) current = undefined;
        },
      );
    }
    return await current;
  };
}
