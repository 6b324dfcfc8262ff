import type { Mapping } from "../../../stacks/mapping";

/** Where something is: what AWS answers for. */
export interface LivePlace {
  /** Twelve digits. */
  readonly account: string;
  /** Of a service without regions, such as IAM, the region of the call. */
  readonly region: string;
}

/** Something that is there, as a state of Pulumi's would hold it. */
export interface LiveResource extends LivePlace {
  /** Pulumi's type token. */
  readonly type: string;
  /** As Pulumi has it; for example `REST_API_ID/RESOURCE_ID/METHOD` without the prefix that import ids have. */
  readonly id: string;
  /** By Pulumi's property names. A property that no call of the reader tells is left out. */
  readonly outputs: Mapping;
  /** Empty of what has no tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Settings that fit every client of the AWS SDK. */
export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: CredentialSource;
  readonly retryMode: "adaptive";
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** Tells credentials, and tells them anew once they expire. */
export type CredentialSource = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}>;

/** What the topology adopts in a place. */
export interface AdoptedIds {
  readonly vpcIds: readonly string[];
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly endpointIds: readonly string[];
}

export interface ReadContext extends LivePlace {
  /** The place's client of a service: always the same, with the credentials of the account. At most so many calls run at once. */
  client<Client>(kind: new (settings: ClientSettings) => Client): Client;
  /** The value of the tag `apilink:topology` on what the program made. */
  readonly topology: string;
  readonly adopted: AdoptedIds;
  /** What earlier phases have found of a type in this place, for example the VPCs whose subnets are asked for. */
  found(type: string): readonly LiveResource[];
  /**
   * Notes that `types` are unread, where an error is a refused permission; false of every other error.
   *
   * @default - the whole reader fails
   */
  readonly refused?: (error: unknown, types: readonly string[]) => boolean;
}

/** Reads everything of some types in one place. */
export interface Reader {
  /** IAM actions that the reader needs, for example `ec2:DescribeVpcs`. */
  readonly permissions: readonly string[];
  /** Pulumi's type tokens of what it may find. */
  readonly types: readonly string[];
  /** A reader sees, by `found`, what the readers of earlier phases have found in its place. */
  readonly phase: 1 | 2 | 3;
  /** Whether it is asked once an account, since its service has no regions. */
  readonly global?: true;
  /** @throws what the SDK throws; where that is a missing permission, the rest goes on. */
  read(context: ReadContext): Promise<readonly LiveResource[]>;
}
