import { accountOf } from "../account";
import { withoutContents } from "../archives";
import { Cloud } from "../cloud";
import { replacing, type Result } from "../handler";
import type { Place, Properties } from "../resource";
import { Refusal } from "../refusal";
import { handlerOf } from "../services";
import { call } from "../services/functions";
import { hasUnknown } from "../state";
import type { Store } from "../world";
import { differences, type Difference } from "./difference";

/** A resource as the engine names it in a request. */
export interface Named {
  readonly urn: string;
  readonly type: string;
}

/** What exists after a request. */
export interface Existing {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/**
 * AWS as one provider sees it, with that provider's account and region: the engine's questions, answered by the
 * embedded cloud. Knows nothing of the wire.
 */
export class AwsProvider {
  private readonly cloud: Cloud;
  private place: Place | undefined;

  constructor(private readonly store: Store) {
    this.cloud = new Cloud(store);
  }

  /** Why AWS's provider would not start with this configuration, or undefined. */
  checkConfig(inputs: Properties): string | undefined {
    if (hasUnknown(inputs)) return undefined;
    return refusalOf(() => accountOf(inputs))?.message;
  }

  configure(inputs: Properties): void {
    const region = inputs["region"];
    this.place = { account: accountOf(inputs), region: typeof region === "string" ? region : "" };
  }

  /** Why AWS would not know what to do with such a resource at all, or undefined. */
  check({ type }: Named): string | undefined {
    if (handlerOf(type) !== undefined) return undefined;
    return `UnknownType: The embedded cloud does not know the type ${type}`;
  }

  /** A resource cannot move to another region, whatever its type. */
  diff({ type }: Named, state: Properties, before: Properties, after: Properties): readonly Difference[] {
    const handler = handlerOf(type);
    const replaceOn = handler === undefined ? [] : replacing(handler, after);
    return differences(
      { ...(withoutContents(before) as Properties), region: this.placeOf(before, state).region },
      { ...(withoutContents(after) as Properties), region: this.placeOf(after).region },
      [...replaceOn, "region"],
    );
  }

  /**
   * Whether the old resource has to go before a new one comes: a name that the program has chosen is taken until then. What
   * has no name, such as an integration, AWS's provider creates first all the same.
   */
  deletesFirst({ urn, type }: Named, id: string, found: readonly Difference[], after: Properties): boolean {
    if (!isText(after["name"]) || !found.some(({ replaces }) => replaces)) return false;
    return handlerOf(type)?.id({ ...this.placeOf(after), urn, inputs: after, digest: anyDigest }) === id;
  }

  create({ urn }: Named, inputs: Properties): Existing {
    return existing(this.cloud.create({ ...this.placeOf(inputs), urn, inputs }), inputs);
  }

  /** What a preview can say of a resource that is to be created: its inputs; all else is not known yet. */
  previewCreate(inputs: Properties): Properties {
    return inputs;
  }

  /** What is there by that id, or undefined where it is gone. */
  read({ type }: Named, id: string, state: Properties, inputs: Properties): Existing | undefined {
    return this.store.get(this.placeOf(inputs, state), type, id);
  }

  update({ urn, type }: Named, id: string, inputs: Properties): Existing {
    const place = this.placeOf(inputs);
    if (this.store.get(place, type, id) === undefined) {
      throw new Refusal(
        "NotFound",
        `${id} does not exist in account ${place.account}, region ${place.region}`,
      );
    }
    return existing(this.cloud.update(id, { ...place, urn, inputs }), inputs);
  }

  /** What a preview can say of a resource that is to be updated: what it was, with the inputs that it will have. */
  previewUpdate(state: Properties, before: Properties, after: Properties): Properties {
    const kept = Object.entries(state).filter(([property]) => !(property in before));
    return { ...Object.fromEntries(kept), ...after };
  }

  delete({ type }: Named, id: string, state: Properties, inputs: Properties): void {
    existing(this.cloud.delete(this.placeOf(inputs, state), type, id), inputs);
  }

  invoke(token: string, args: Properties): Properties {
    return call(token, args, this.placeOf(args));
  }

  /** The resource's own region, else the one it was made in, else the provider's. */
  private placeOf(inputs: Properties, state: Properties = {}): Place {
    if (this.place === undefined) throw new Refusal("NotConfigured", "The provider has not been configured");
    const region = [inputs["region"], state["region"], this.place.region].find(isText);
    if (region === undefined)
      throw new Refusal("MissingRegion", "Missing region: neither resource nor provider has one");
    return { account: this.place.account, region };
  }
}

/** An id that follows from the inputs is the same whatever the digest. */
const anyDigest = "0".repeat(64);

function existing(result: Result, inputs: Properties): Existing {
  if (!result.ok) throw result.refusal;
  return { id: result.id, inputs, outputs: result.outputs };
}

function refusalOf(attempt: () => unknown): Refusal | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
