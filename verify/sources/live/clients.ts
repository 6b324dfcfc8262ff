import "./quietSdk";
import { patience } from "./patience";
import { Turns } from "./turns";
import type { ClientSettings, CredentialSource, ReadContext } from "./types";

/** How many calls run at once, over all accounts and regions. */
const atOnce = 16;

export interface ClientsOptions {
  readonly endpointUrl?: string | undefined;
}

/** What a client of the AWS SDK lets others add to each of its calls. */
interface Stacked {
  readonly middlewareStack: {
    add(
      middleware: Middleware,
      options: { readonly step: "initialize" | "deserialize"; readonly name: string },
    ): void;
  };
  destroy(): void;
}
type Handler = (args: unknown) => Promise<unknown>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;

/** The clients of a whole reading: one a service and place, which share the bound on calls. */
export class Clients {
  readonly #options: ClientsOptions;
  readonly #turns = new Turns(atOnce);
  readonly #made: Stacked[] = [];
  /** Which operation an error is of: the SDK's errors do not say it. */
  readonly #operations = new WeakMap<object, string>();

  constructor(options: ClientsOptions) {
    this.#options = options;
  }

  /** Makes the clients of one place. */
  in(region: string, credentials: CredentialSource): ReadContext["client"] {
    const { endpointUrl } = this.#options;
    const settings: ClientSettings = {
      ...patience,
      region,
      credentials,
      ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    };
    const made = new Map<unknown, unknown>();
    return <Client>(kind: new (settings: ClientSettings) => Client): Client => {
      const before = made.get(kind);
      if (before instanceof kind) return before;
      const client = new kind(settings);
      made.set(kind, client);
      if (isStacked(client)) this.#prepare(client);
      return client;
    };
  }

  /** The operation that an error was thrown by, for example `DescribeVpcs`; undefined of what no client threw. */
  operationOf(error: unknown): string | undefined {
    return typeof error === "object" && error !== null ? this.#operations.get(error) : undefined;
  }

  /** Ends all connections. */
  destroy(): void {
    for (const client of this.#made) client.destroy();
  }

  #prepare(client: Stacked): void {
    this.#made.push(client);
    client.middlewareStack.add(
      (next, { commandName = "" }) =>
        async (args) => {
          try {
            return await next(args);
          } catch (error) {
            if (typeof error === "object" && error !== null)
              this.#operations.set(error, commandName.replace(/Command$/, ""));
            throw error;
          }
        },
      { step: "initialize", name: "apilinkOperation" },
    );
    // The innermost step: waiting between two attempts takes nobody's turn, nor does asking for credentials on the way.
    client.middlewareStack.add((next) => (args) => this.#turns.take(() => next(args)), {
      step: "deserialize",
      name: "apilinkTurns",
    });
  }
}

function isStacked(client: unknown): client is Stacked {
  return typeof client === "object" && client !== null && "middlewareStack" in client;
}
