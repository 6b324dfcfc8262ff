import { accountOf } from "../../../lab/account";
import { reveal, type ResourceState } from "../../../lab/state";
import { isMapping } from "../../../stacks/mapping";
import type { ClientSettings, LivePlace } from "../../../verify/sources/live/types";
import { awsStates } from "../../support/states";
import { LiveClients } from "./clients";
import { functionProvisions } from "./functions";
import { gatewayProvisions } from "./gateway";
import { networkProvisions } from "./network";
import type { Provisioning, Provisions } from "./types";

const provisions: Provisions = { ...networkProvisions, ...gatewayProvisions, ...functionProvisions };

/**
 * Makes the resources of a program that ran on the embedded cloud on a server that answers as AWS does, one after the other
 * in their order, each in the account of its provider.
 *
 * @returns What the server made of each id, and of other texts of AWS's making, of the embedded cloud.
 * @throws for a type that nothing is known to make.
 */
export async function provision(
  resources: readonly ResourceState[],
  endpoint: string,
): Promise<ReadonlyMap<string, string>> {
  const placeOf = placesIn(resources);
  const clients = new LiveClients(endpoint);
  const translation = new Translation();
  const by: Provisioning = {
    client: (kind, place) => clients.of(kind, place),
    live: (value) => translation.of(value),
    made: (embedded, live) => {
      translation.add(embedded, live);
    },
  };
  try {
    for (const resource of awsStates(resources)) {
      const provide = provisions[resource.type];
      if (provide === undefined) throw new Error(`tests/live/provision makes no ${resource.type}`);
      const [inputs, outputs] = [reveal(resource.inputs), reveal(resource.outputs)];
      if (!isMapping(inputs) || !isMapping(outputs)) throw new Error(`${resource.urn} has no properties`);
      await provide({ ...resource, inputs, outputs }, placeOf(resource), by);
    }
  } finally {
    clients.destroy();
  }
  return translation.all;
}

/** Runs something in one place of the server, as somebody who changes things by hand would. */
export async function byHand<Client, Result>(
  endpoint: string,
  kind: new (settings: ClientSettings) => Client,
  place: LivePlace,
  change: (client: Client) => Promise<Result>,
): Promise<Result> {
  const clients = new LiveClients(endpoint);
  try {
    return await change(clients.of(kind, place));
  } finally {
    clients.destroy();
  }
}

/** Tells the account and region of a resource: those of its provider, unless it names a region itself. */
export function placesIn(resources: readonly ResourceState[]): (resource: ResourceState) => LivePlace {
  const providers = new Map(
    resources
      .filter(({ type }) => type.startsWith("pulumi:providers:"))
      .map((provider) => [`${provider.urn}::${provider.id ?? ""}`, provider]),
  );
  return ({ urn, provider, inputs }) => {
    const own = providers.get(provider ?? "");
    if (own === undefined) throw new Error(`${urn} has no provider`);
    return { account: accountOf(own.inputs), region: String(inputs["region"] ?? own.inputs["region"]) };
  };
}

/** Texts of the embedded cloud and what stands for each on the server. */
class Translation {
  readonly #texts = new Map<string, string>();

  get all(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  add(embedded: string, live: string): void {
    this.#texts.set(embedded, live);
  }

  of<Value>(value: Value): Value {
    return translated(value, this.#texts) as Value;
  }
}

/** A value with each text that is in a translation replaced, also within longer texts such as ARNs and policies. */
export function translated(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return translatedText(value, texts);
  if (Array.isArray(value)) return value.map((item) => translated(item, texts));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translated(item, texts)]));
}

function translatedText(text: string, texts: ReadonlyMap<string, string>): string {
  const whole = texts.get(text);
  if (whole !== undefined) return whole;
  // The longest first: an endpoint's DNS name begins with the endpoint's id.
  return [...texts]
    .filter(([embedded]) => embedded !== "" && text.includes(embedded))
    .sort(([one], [other]) => other.length - one.length)
    .reduce((rest, [embedded, live]) => rest.replaceAll(embedded, live), text);
}
