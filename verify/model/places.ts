import { accountOf } from "../../lab/account";
import type { ResourceState } from "../../lab/state";
import { accountIn, text, type States } from "./reading";

/** Tells the account that a resource is in, by its ARN or else by its provider; empty where neither tells. */
export function accountsIn(states: States): (state: ResourceState) => string {
  const providers = new Map(
    states.of("pulumi:providers:aws").map((state) => [`${state.urn}::${state.id ?? ""}`, providedBy(state)]),
  );
  return (state) => accountIn(text(state, "arn")) || (providers.get(state.provider ?? "") ?? "");
}

/** A state may hold any provider: one whose account cannot be told is of no account. */
function providedBy({ inputs }: ResourceState): string {
  try {
    return accountOf(inputs);
  } catch {
    return "";
  }
}

/** Whether two may be in one account, or in one region: what is not known may be either. */
export function mayBeSame(one: string, other: string): boolean {
  return one === "" || other === "" || one === other;
}
