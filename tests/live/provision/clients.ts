import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { ClientSettings, CredentialSource, LivePlace } from "../../../verify/sources/live/types";
import { patience } from "../../../verify/sources/live/patience";

interface Destroyable {
  destroy(): void;
}

/** Clients of a server that answers as AWS does, one a service and place; each account is reached by a role that is assumed. */
export class LiveClients {
  readonly #endpoint: string;
  readonly #credentials = new Map<string, CredentialSource>();
  readonly #clients = new Map<string, unknown>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  of<Client>(kind: new (settings: ClientSettings) => Client, { account, region }: LivePlace): Client {
    const key = `${kind.name} ${account} ${region}`;
    const known = this.#clients.get(key) as Client | undefined;
    if (known !== undefined) return known;
    const client = new kind({
      ...patience,
      region,
      endpoint: this.#endpoint,
      credentials: this.#credentialsOf(account),
    });
    this.#clients.set(key, client);
    return client;
  }

  destroy(): void {
    for (const client of this.#clients.values()) (client as Destroyable).destroy();
  }

  #credentialsOf(account: string): CredentialSource {
    const known = this.#credentials.get(account);
    if (known !== undefined) return known;
    const source = fromTemporaryCredentials({
      masterCredentials: { accessKeyId: "testing", secretAccessKey: "testing" },
      params: { RoleArn: roleOf(account), RoleSessionName: "provision" },
      clientConfig: { region: "us-east-1", endpoint: this.#endpoint },
    });
    this.#credentials.set(account, source);
    return source;
  }
}

/** A role of an account: the server takes the account out of its ARN, whether there is one or not. */
export function roleOf(account: string): string {
  return `arn:aws:iam::${account}:role/apilink`;
}
