import type { z } from "zod";
import type * as schema from "./schema";

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
type Of<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

export type Account = Of<typeof schema.account>;
export type Network = Of<typeof schema.network>;
export type GatewayEntry = Network["gateways"][number];
export type InterfaceEntry = Network["interfaces"][number];
/** An API; one with the backend inventory always has `collect`. */
export type Api = Omit<WrittenApi, "collect"> & { readonly collect?: Collect | undefined };
export type WrittenApi = Of<typeof schema.api>;

/** What an inventory is collected from, and when. */
export interface Collect extends Pick<NonNullable<WrittenApi["collect"]>, "schedule"> {
  /** Names of accounts; none collects nothing. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

export type Service = Of<typeof schema.service>;
export type Subscription = Of<typeof schema.subscription>;

/** A network that may call an API, and the network whose endpoint carries the call. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly through: string;
}

/** A topology with every default filled in and every rule met. Names are the keys. */
export interface Topology {
  readonly accounts: Readonly<Record<string, Account>>;
  readonly networks: Readonly<Record<string, Network>>;
  readonly apis: Readonly<Record<string, Api>>;
  readonly links: readonly Link[];
  readonly services: Readonly<Record<string, Service>>;
  readonly subscriptions: readonly Subscription[];
}
