import type { ResourceState } from "../../lab/state";
import { textOf } from "../model/reading";

/** An account and a region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const providerType = "pulumi:providers:aws";

/**
 * Tells where a resource of AWS is: its provider has the account, and the region where the resource itself has none, as those of
 * services without regions. Undefined of what is no resource of AWS.
 */
export function placeFinder(
  resources: readonly ResourceState[],
): (state: ResourceState) => Place | undefined {
  const providers = new Map(
    resources
      .filter(({ type }) => type === providerType)
      .map((provider) => [`${provider.urn}::${provider.id ?? ""}`, provider]),
  );
  return ({ provider: reference = "", inputs, outputs }) => {
    const provider = providers.get(reference);
    if (provider === undefined) return undefined;
    const region = textOf(inputs["region"]) ?? textOf(outputs["region"]) ?? textOf(provider.inputs["region"]);
    return { account: accountOf(provider.inputs["allowedAccountIds"]), region: region ?? "" };
  };
}

/** Pulumi hands lists to a provider as JSON text. */
function accountOf(allowed: unknown): string {
  return /\d{12}/.exec(typeof allowed === "string" ? allowed : JSON.stringify(allowed ?? ""))?.[0] ?? "";
}
