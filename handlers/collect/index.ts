import { log } from "../common/log";
import { requiredVariable, settingsIn } from "../common/settings";
import { collectHandler } from "./handler";

/** What Lambda calls. */
export const handler = collectHandler(
  settingsIn(__dirname),
  requiredVariable(process.env, "TABLE_NAME"),
  log,
);
