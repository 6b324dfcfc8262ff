import type { Reader } from "../types";
import { alarms } from "./alarms";
import { eventRules } from "./eventRules";
import { functions } from "./functions";
import { keys } from "./keys";
import { roles } from "./roles";
import { tables } from "./tables";

/** What reads functions and what they need. */
export const functionReaders: readonly Reader[] = [roles, functions, tables, keys, eventRules, alarms];
