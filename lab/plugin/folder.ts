/** The environment variable that names the folder of the embedded cloud. Only a lab run sets it. */
export const labVariable = "APILINK_LAB";

/** The embedded cloud was asked to serve a run that is no lab run. */
export class NoLabError extends Error {
  override readonly name = "NoLabError";

  constructor() {
    super(`This is apilink's embedded cloud, not AWS: it serves lab runs only, where ${labVariable} is set`);
  }
}

/**
 * The folder of the embedded cloud.
 *
 * @throws NoLabError unless this is a lab run: the plugin must never answer in AWS's place.
 */
export function cloudFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const folder = environment[labVariable];
  if (folder === undefined || folder === "") throw new NoLabError();
  return folder;
}
