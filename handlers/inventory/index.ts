import { log } from "../common/log";
import { dynamoClient, dynamoTable } from "./dynamoTable";
import { inventoryHandler } from "./handler";
import { inventoryEnvironment } from "./settings";

const { tableName, ...settings } = inventoryEnvironment(process.env);

/** What Lambda calls. */
export const handler = inventoryHandler(dynamoTable(tableName, dynamoClient()), settings, log);
