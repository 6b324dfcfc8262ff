import type { ResourceState } from "../../../lab/state";
import type { ClientSettings, LivePlace } from "../../../verify/sources/live/types";

/** What there is to make one resource with. */
export interface Provisioning {
  /** The place's client of a service, in the account that the resource is of. */
  client<Client>(kind: new (settings: ClientSettings) => Client, place: LivePlace): Client;
  /** A value with the ids, and other texts of AWS's making, of the embedded cloud replaced by what the server made of them. */
  live<Value>(value: Value): Value;
  /** Says what the server made of an id, or of another text of AWS's making such as a DNS name. */
  made(embedded: string, live: string): void;
}

/** Makes one resource of the embedded cloud really, by calls of the AWS SDK. */
export type Provision = (resource: ResourceState, place: LivePlace, by: Provisioning) => Promise<void>;

/** By Pulumi's type tokens. */
export type Provisions = Readonly<Record<string, Provision>>;

/** For what AWS makes as a part of something else, or what no reading depends on. */
export const nothingToMake: Provision = () => Promise.resolve();
