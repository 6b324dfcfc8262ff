import { UserError } from "../userError";

export type Esbuild = typeof import("esbuild");

/** How many builds are under way: they share one child process. */
let users = 0;

/**
 * Loads esbuild, which no stack without functions needs, and ends its child process with the last of the builds.
 *
 * @throws UserError where esbuild cannot be loaded.
 */
export async function withEsbuild<T>(work: (esbuild: Esbuild) => Promise<T>): Promise<T> {
  users += 1;
  try {
    const esbuild = await load();
    try {
      return await work(esbuild);
    } finally {
      if (users === 1) await esbuild.stop();
    }
  } finally {
    users -= 1;
  }
}

function load(): Promise<Esbuild> {
  return import("esbuild").catch((error: unknown) => {
    throw new UserError(
      `esbuild, which bundles the functions, cannot be loaded: ${messageOf(error)}\nInstall the dependencies with \`npm ci\`.`,
    );
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
