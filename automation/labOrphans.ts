import type { Deployment } from "@pulumi/pulumi/automation";
import type { CloudResource } from "../lab/resource";
import { knownTypes } from "../lab/services";
import { partsOf } from "../lab/services/parts";
import { nameOf, typeChainOf, typeOf } from "../lab/urns";
import type { Store } from "../lab/world";
import type { Orphan } from "./recovery";
import {
  accountIn,
  inputsOf,
  locate,
  outputsOf,
  resourcesIn,
  textIn,
  type StateResource,
} from "./stateResources";

/** What the lab's cloud holds of a program's making. */
type Record = CloudResource & { readonly urn: string };

/** What the lab's cloud holds of a program's making, and a state does not know: nobody deletes it but the user. */
export function orphansIn(cloud: Store, state: Deployment | undefined): readonly Orphan[] {
  return unknownTo(state, recordsIn(cloud)).map(({ urn, type, id, account, region }) => ({
    ...{ urn, type, name: nameOf(urn), account, region, id },
  }));
}

/** The records that a state does not know. */
export function unknownTo(state: Deployment | undefined, records: readonly Record[]): readonly Record[] {
  const resources = state === undefined ? [] : resourcesIn(state);
  const known = new Set(
    resources.map((resource) => keyOf({ ...locate(resource, resources), id: textIn(resource, "id") ?? "" })),
  );
  return records.filter((record) => !known.has(keyOf(record)));
}

/** The records that a program has made, without those that are parts of others and go with them. */
export function recordsIn(cloud: Store): readonly Record[] {
  const all = knownTypes().flatMap((type) => cloud.all(type));
  const parts = new Set(
    all.flatMap((record) => partsOf(record).map((part) => keyOf({ ...record, ...part }))),
  );
  return all.flatMap((record) => {
    const { urn } = record;
    return urn === undefined || typeOf(urn) !== record.type || parts.has(keyOf(record))
      ? []
      : [{ ...record, urn }];
  });
}

/**
 * A record as the state would have it, had the answer of its making not been lost; undefined where the state has no
 * provider or no parent for it. What the state would know and the record does not, the next update puts right.
 */
export function asResource(record: Record, resources: readonly StateResource[]): StateResource | undefined {
  const { urn, type, id, account, inputs } = record;
  const provider = resources.find(
    (other) => other.type === "pulumi:providers:aws" && accountIn(inputsOf(other)) === account,
  );
  const parent = parentOf(urn, resources);
  const providerId = provider === undefined ? undefined : textIn(provider, "id");
  if (provider === undefined || providerId === undefined || parent === undefined) return undefined;
  return {
    ...{ urn, custom: true, type, id, inputs, outputs: inputs },
    parent: parent.urn,
    provider: `${provider.urn}::${providerId}`,
    dependencies: dependenciesOf(inputs, resources),
  };
}

/** Of the right types, and with the name that the resource's own begins with most. */
function parentOf(urn: string, resources: readonly StateResource[]): StateResource | undefined {
  const chain = typeChainOf(urn).split("$").slice(0, -1).join("$");
  const wanted = chain === "" ? "pulumi:pulumi:Stack" : chain;
  return resources
    .filter((other) => typeChainOf(other.urn) === wanted)
    .map((other) => ({ other, shared: sharedLength(nameOf(other.urn), nameOf(urn)) }))
    .sort((a, b) => b.shared - a.shared)[0]?.other;
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Those whose id or ARN is anywhere in the inputs: what must be deleted later. */
function dependenciesOf(inputs: unknown, resources: readonly StateResource[]): readonly string[] {
  const text = JSON.stringify(inputs);
  return resources
    .filter((other) => other["custom"] === true && !other.type.startsWith("pulumi:"))
    .filter((other) =>
      [textIn(other, "id"), textIn(outputsOf(other), "arn")].some(
        (name) => name !== undefined && text.includes(JSON.stringify(name).slice(1, -1)),
      ),
    )
    .map((other) => other.urn);
}

function keyOf(resource: {
  readonly type: string;
  readonly id: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
}): string {
  return JSON.stringify([resource.type, resource.id, resource.account, resource.region]);
}
