import { requiredVariable } from "../common/environment";
import { log } from "../common/log";
import { settingsIn } from "../common/settings";
import { collectHandler } from "./handler";

/** What Lambda calls. */
export const handler = collectHandler(
  settingsIn(__dirname),
  requiredVariable(process.env, "TABLE_NAME"),
  log,
);
