/** A call as this API sees it, whatever carried it. */
export interface InventoryRequest {
  readonly method: string;
  /** Below the stage, percent-decoded, such as `/`, `/srv` or `/srv/1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The page that a browser calls for. */
  readonly origin: string | undefined;
}

export interface InventoryResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface InventorySettings {
  /** Origins of pages that may read the answers; `*` for all of them, none where it is empty. */
  readonly origins: readonly string[];
  /** What the positions of lists are signed with. */
  readonly positionKey: string;
}

/** Seconds after which a caller may try again. Long enough for the table's capacity to follow the load. */
const retryAfter = 5;

/** How long a browser remembers a preflight, in seconds: Chromium's own limit. */
const maxAge = 7200;

/** Makes the responses to one call: each can be read by a page where the API admits the page's origin. */
export class Responses {
  readonly #origins: readonly string[];
  readonly #origin: string | undefined;

  constructor({ origin }: InventoryRequest, { origins }: InventorySettings) {
    this.#origins = origins;
    this.#origin = origin;
  }

  ok(body: object): InventoryResponse {
    return this.#json(200, body);
  }

  badRequest(message: string): InventoryResponse {
    return this.#json(400, { message });
  }

  notFound(message: string): InventoryResponse {
    return this.#json(404, { message });
  }

  notAllowed(methods: string): InventoryResponse {
    return this.#json(405, { message: `This path takes ${methods}` }, { Allow: methods });
  }

  failed(): InventoryResponse {
    return this.#json(500, { message: "The inventory failed to answer; its log says more" });
  }

  unavailable(): InventoryResponse {
    const message = `The inventory's table does not answer: try again in ${retryAfter} seconds`;
    // Without the second header a page could not read the first.
    const headers = { "Retry-After": String(retryAfter), "Access-Control-Expose-Headers": "Retry-After" };
    return this.#json(503, { message }, headers);
  }

  preflight(methods: string): InventoryResponse {
    const allowed = this.#allowedOrigin();
    return {
      statusCode: 200,
      headers: {
        ...this.#originHeaders(),
        ...(allowed !== undefined && {
          "Access-Control-Allow-Methods": methods,
          "Access-Control-Allow-Headers": "authorization,content-type,x-api-key",
          "Access-Control-Max-Age": String(maxAge),
        }),
      },
      body: "",
    };
  }

  #json(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}): InventoryResponse {
    return {
      statusCode,
      headers: { "Content-Type": "application/json", ...headers, ...this.#originHeaders() },
      body: JSON.stringify(body),
    };
  }

  #allowedOrigin(): string | undefined {
    if (this.#origins.includes("*")) return "*";
    return this.#origins.find((origin) => origin === this.#origin);
  }

  #originHeaders(): Readonly<Record<string, string>> {
    const allowed = this.#allowedOrigin();
    return {
      ...(allowed !== undefined && { "Access-Control-Allow-Origin": allowed }),
      // An answer for one origin must not be kept for another, nor one that nobody's page may read for the one that may.
      ...(allowed !== "*" && this.#origins.length > 0 && { Vary: "Origin" }),
    };
  }
}
