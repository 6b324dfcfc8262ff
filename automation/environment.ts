import { devNull } from "node:os";
import { pathToFileURL } from "node:url";
import { labVariable } from "../lab/plugin/folder";
import type { Environment } from "./engine";
import type { LabFolders } from "./labFolders";

/** Credentials that no account knows, an endpoint that nothing answers, and nowhere to look for better ones. */
const leadsNowhere = {
  AWS_ACCESS_KEY_ID: "LAB",
  AWS_SECRET_ACCESS_KEY: "lab",
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
};

/**
 * Without files of attributes beside the state's: the engine writes those in place, and one that was killed meanwhile
 * leaves an empty one, with which it reads the state no more.
 */
const wholeFiles = "metadata=skip";

/**
 * The environment of a lab run, laid over the caller's. What the caller has set for AWS or Pulumi is blanked (an
 * empty value counts as none), so that a lab run cannot reach an account or a backend of the caller's.
 */
export function labEnvironment(caller: Environment, folders: LabFolders): Record<string, string> {
  const blanked = Object.keys(caller).filter((name) => /^(AWS|PULUMI)_/i.test(name));
  return {
    ...Object.fromEntries(blanked.map((name) => [name, ""])),
    ...leadsNowhere,
    PULUMI_HOME: folders.home,
    PULUMI_BACKEND_URL: `${pathToFileURL(folders.state).href}?${wholeFiles}`,
    PULUMI_CONFIG_PASSPHRASE: "lab",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    [labVariable]: folders.cloud,
  };
}
