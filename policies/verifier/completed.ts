import { hasUnknown, unknown, type ResourceState } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";

/**
 * What a preview shows, and where it knows nothing yet, what the embedded cloud would answer to the same program. Ids that
 * exist already become those of the embedded cloud, so that both speak of the same things.
 *
 * @returns undefined where the embedded program makes other resources: then it can tell nothing of these.
 */
export function completed(
  previewed: readonly ResourceState[],
  embedded: readonly ResourceState[],
): readonly ResourceState[] | undefined {
  const answers = new Map(embedded.map((state) => [state.urn, state]));
  const translate = translation(previewed, answers);
  const states: ResourceState[] = [];
  for (const state of previewed) {
    const answer = answers.get(state.urn);
    if (answer === undefined) {
      if (state.type.startsWith("pulumi:providers:")) continue;
      return undefined;
    }
    const inputs = Object.keys(state.inputs).length === 0 ? undefined : state.inputs;
    states.push({
      ...answer,
      inputs: inputs === undefined ? answer.inputs : asked(translate(inputs), answer.inputs),
      outputs: answered(translate(state.outputs), answer),
    });
  }
  return states;
}

function asked(shown: unknown, answer: Mapping): Mapping {
  const laid = overlay(shown, answer);
  return isMapping(laid) ? laid : answer;
}

/** Computed outputs come from the answer; what was asked for and is not any more goes. */
function answered(shown: unknown, { inputs, outputs }: ResourceState): Mapping {
  if (!isMapping(shown)) return outputs;
  const computed = Object.entries(outputs).filter(
    ([key]) => !Object.hasOwn(inputs, key) && !Object.hasOwn(shown, key),
  );
  const laid = overlay(shown, outputs);
  return { ...Object.fromEntries(computed), ...(isMapping(laid) ? laid : {}) };
}

function overlay(shown: unknown, answer: unknown): unknown {
  if (shown === unknown) return answer;
  if (!hasUnknown(shown)) return shown;
  if (Array.isArray(shown)) {
    if (!Array.isArray(answer) || answer.length !== shown.length) return answer;
    return shown.map((item, index) => overlay(item, (answer as readonly unknown[])[index]));
  }
  if (!isMapping(shown)) return shown;
  const answers = isMapping(answer) ? answer : {};
  return Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, overlay(value, answers[key])]));
}

/** Puts the embedded cloud's ids in the place of those that exist. */
function translation(
  previewed: readonly ResourceState[],
  answers: ReadonlyMap<string, ResourceState>,
): (value: unknown) => unknown {
  const pairs = previewed.flatMap(({ urn, id }) => {
    const answer = answers.get(urn)?.id;
    return id === undefined || answer === undefined || id === answer || id.length < shortestId
      ? []
      : [[id, answer] as const];
  });
  const known = new Map(pairs);
  if (known.size === 0) return (value) => value;
  const pattern = new RegExp(
    [...known.keys()]
      .sort((one, other) => other.length - one.length)
      .map(escaped)
      .join("|"),
    "g",
  );
  const rewrite = (value: unknown): unknown => {
    if (typeof value === "string") return value.replace(pattern, (id) => known.get(id) ?? id);
    if (Array.isArray(value)) return value.map(rewrite);
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]));
  };
  return rewrite;
}

/** Shorter ones may be part of anything. */
const shortestId = 6;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
