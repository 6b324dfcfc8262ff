import { createHash } from "node:crypto";
import { withoutContents } from "./archives";
import { replacing, type Handler, type Result } from "./handler";
import type { Place, Properties } from "./resource";
import { Refusal } from "./refusal";
import { handlerOf } from "./services";
import { partsOf } from "./services/parts";
import { nameOf, typeChainOf, typeOf } from "./urns";
import { World, type Store } from "./world";

/** What the embedded cloud is asked to make, before it has an id. */
export interface CreateRequest extends Place {
  readonly urn: string;
  readonly inputs: Properties;
}

/**
 * The embedded cloud: answers for each resource what AWS would answer, from the handlers in `services/`.
 * The state lives in the store, so that several processes can stand before the same cloud.
 */
export class Cloud {
  constructor(private readonly store: Store) {}

  create(request: CreateRequest): Result {
    return this.put(request, (handler) => idOf(handler, request));
  }

  update(id: string, request: CreateRequest): Result {
    return this.put(request, () => id);
  }

  /** Refuses to delete what something else still needs, as AWS does with `DependencyViolation`. */
  delete(place: Place, type: string, id: string): Result {
    const record = this.store.get(place, type, id);
    if (record === undefined) return { ok: true, id, outputs: {} };
    try {
      handlerOf(type)?.beforeDelete?.(record, new World(this.store));
    } catch (error) {
      return refusedOrThrow(error);
    }
    this.store.remove(record);
    for (const part of partsOf(record)) this.store.remove({ ...record, ...part });
    return { ok: true, id, outputs: {} };
  }

  private put(request: CreateRequest, idFor: (handler: Handler) => string): Result {
    const type = typeOf(request.urn);
    const handler = handlerOf(type);
    if (handler === undefined) {
      const refusal = new Refusal("UnknownType", `The embedded cloud does not know the type ${type}`);
      return { ok: false, refusal };
    }
    try {
      const id = idFor(handler);
      const outputs = { ...request.inputs, ...handler.outputs({ ...request, id }, new World(this.store)) };
      const { account, region, urn, inputs } = request;
      this.store.put({
        ...{ type, account, region, id, urn },
        inputs: withoutContents(inputs) as Properties,
        outputs: withoutContents(outputs) as Properties,
      });
      return { ok: true, id, outputs };
    } catch (error) {
      return refusedOrThrow(error);
    }
  }
}

function refusedOrThrow(error: unknown): Result {
  if (error instanceof Refusal) return { ok: false, refusal: error };
  throw error;
}

/**
 * The inputs that force a replacement are part of the hash: with the URN alone a replaced resource would keep its id,
 * and deleting the old one would delete the new one.
 */
function idOf(handler: Handler, request: CreateRequest): string {
  const fixed = replacing(handler, request.inputs).map((property) => [
    property,
    request.inputs[property] ?? null,
  ]);
  const digest = createHash("sha256")
    .update(
      JSON.stringify([request.account, request.region, typeChainOf(request.urn), nameOf(request.urn), fixed]),
    )
    .digest("hex");
  return handler.id({ ...request, digest });
}
