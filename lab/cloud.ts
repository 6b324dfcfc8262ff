import { createHash } from "node:crypto";
import { withoutContents } from "./archives";
import { replacing, type Handler, type Result } from "./handler";
import type { CloudResource, Place, Properties } from "./resource";
import { Refusal } from "./refusal";
import { handlerOf } from "./services";
import { existingWith, refuseExisting } from "./services/existing";
import { partsOf } from "./services/parts";
import { nameOf, typeChainOf, typeOf } from "./urns";
import { World, type Store } from "./world";

/** What the embedded cloud is asked to make, before it has an id. */
export interface CreateRequest extends Place {
  readonly urn: string;
  readonly inputs: Properties;
}

/** The id of what is made, and what has that id already, where AWS makes no other one. */
interface Identity {
  readonly id: string;
  readonly existing?: CloudResource;
}

/**
 * The embedded cloud: answers for each resource what AWS would answer, from the handlers in `services/`.
 * The state lives in the store, so that several processes can stand before the same cloud.
 */
export class Cloud {
  constructor(private readonly store: Store) {}

  /** What is there already stays there: it keeps its id, or the request is refused, or it is written over, as by AWS. */
  create(request: CreateRequest): Result {
    return this.put(request, (handler) => this.newIdOf(handler, request));
  }

  update(id: string, request: CreateRequest): Result {
    return this.put(request, () => ({ id }));
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

  /** An id that is free; or, where it follows from the inputs, the one there is, with what has it already. */
  private newIdOf(handler: Handler, request: CreateRequest): Identity {
    for (let attempt = 0; ; attempt += 1) {
      const id = idOf(handler, request, attempt);
      const existing = existingWith(handler.type, { ...request, id }, new World(this.store));
      if (existing === undefined) return { id };
      if (id === idOf(handler, request, attempt + 1)) return { id, existing };
    }
  }

  private put(request: CreateRequest, identityFor: (handler: Handler) => Identity): Result {
    const type = typeOf(request.urn);
    const handler = handlerOf(type);
    if (handler === undefined) {
      const refusal = new Refusal("UnknownType", `The embedded cloud does not know the type ${type}`);
      return { ok: false, refusal };
    }
    try {
      const { id, existing } = identityFor(handler);
      const outputs = { ...request.inputs, ...handler.outputs({ ...request, id }, new World(this.store)) };
      if (existing !== undefined) {
        refuseExisting({ ...request, id }, existing);
        this.store.remove(existing);
      }
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
 * The inputs that force a replacement are part of the hash, so that a resource has its id whether it was there before it
 * was changed or not.
 *
 * @param attempt How many ids of the same resource are taken, which a run that crashed may have left.
 */
function idOf(handler: Handler, request: CreateRequest, attempt: number): string {
  const fixed = replacing(handler, request.inputs).map((property) => [
    property,
    request.inputs[property] ?? null,
  ]);
  const { account, region, urn } = request;
  const identity = [account, region, typeChainOf(urn), nameOf(urn), fixed, ...(attempt > 0 ? [attempt] : [])];
  const digest = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  return handler.id({ ...request, digest });
}
