import { functionReaders } from "./functions";
import { gatewayReaders } from "./gateway";
import { networkReaders } from "./network";
import type { Reader } from "./types";

/** Everything that is read. */
export const readers: readonly Reader[] = [...networkReaders, ...gatewayReaders, ...functionReaders];
