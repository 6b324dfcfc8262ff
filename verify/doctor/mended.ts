import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { publishedWith } from "../model/documents";
import { withoutReadBack } from "../sources/readBack";
import type { Found } from "./differences";
import { published } from "./published";

/**
 * The states as they would be with some differences mended, and with what they are about published again.
 *
 * @param programOf A resource of the program's with AWS's ids, by URN.
 */
export function mended(
  states: readonly ResourceState[],
  differences: readonly Found[],
  programOf: (urn: string) => ResourceState | undefined,
): readonly ResourceState[] {
  const all = differences.flatMap((each) => [each, ...(each.brings ?? [])]);
  const gone = new Set(
    all.flatMap(({ difference: { kind, type, id }, mend }) =>
      kind === "unexpected" && mend === undefined ? [`${type} ${id ?? ""}`] : [],
    ),
  );
  const settings = new Map<string, string[]>();
  const added = new Map<string, ResourceState>();
  const touched: ResourceState[] = [];
  for (const { difference, urn } of all) {
    const program = urn === undefined ? undefined : programOf(urn);
    if (program === undefined) continue;
    touched.push(program);
    if (difference.kind === "missing") added.set(program.urn, program);
    else
      settings.set(program.urn, [
        ...(settings.get(program.urn) ?? []),
        difference.setting?.split(".")[0] ?? "",
      ]);
  }
  const isGone = (state: ResourceState): boolean =>
    gone.has(`${state.type} ${state.id ?? ""}`) && programOf(state.urn) === undefined;
  const inPart = all.flatMap(({ difference: { type, id }, mend }) =>
    mend === undefined ? [] : [{ type, id, mend }],
  );
  const leaving = states.filter(isGone);
  const kept = states
    .filter((state) => !isGone(state))
    .map((state) => {
      const keys = settings.get(state.urn);
      const program = programOf(state.urn);
      return keys === undefined || program === undefined ? state : withSettings(state, program, keys);
    });
  const changed = kept.map((state) =>
    inPart
      .filter(({ type, id }) => type === state.type && id === state.id)
      .reduce((before, { mend }) => mend(before), state),
  );
  const apis = new Set([...touched, ...leaving].flatMap((state) => publishedWith(state)?.restApiId ?? []));
  return published(withoutReadBack([...changed, ...added.values()], leaving), apis);
}

function withSettings(state: ResourceState, program: ResourceState, keys: readonly string[]): ResourceState {
  const [inputs, outputs] = [only(program.inputs, keys), only(program.outputs, keys)];
  // A property that the program only reads, or only sets, is to count wherever it stands.
  return {
    ...state,
    inputs: { ...state.inputs, ...inputs },
    outputs: { ...state.outputs, ...inputs, ...outputs },
  };
}

function only(properties: Mapping, keys: readonly string[]): Mapping {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => keys.includes(key)));
}
