import { log } from "../common/log";
import { settingsIn } from "../common/settings";
import { canaryHandler } from "./handler";
import { apiKeysIn } from "./settings";

/** What Lambda calls. */
export const handler = canaryHandler(settingsIn(__dirname), { apiKeys: apiKeysIn(process.env), log });
