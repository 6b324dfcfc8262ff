import { fingerprintIn, fingerprintOf } from "../../components/fingerprint";
import type { ResourceState } from "../../lab/state";
import { documentsOf, type PublishedDocuments } from "../model/documents";
import { text, textOf } from "../model/reading";
import { types } from "../model/types";
import type { Found } from "./differences";
import type { StateParts } from "./state";

/** Where a deployment of the program shows something else than the program's documents, by the mark that it carries. */
export function publishedDifferences(
  { expected, pairing, placeOf, isRead }: StateParts,
  programOf: (restApiId: string) => PublishedDocuments,
  nameOf: (restApiId: string) => string,
): readonly Found[] {
  // What the program's documents are with an id that nobody has given is not known, nor is their mark.
  const unnamed = expected.flatMap((state) =>
    placeOf(state) !== undefined &&
    isRead(state.type) &&
    !pairing.liveOf.has(state.urn) &&
    state.id !== undefined &&
    !pairing.translation.has(state.id)
      ? [state.id]
      : [],
  );
  return expected.flatMap((state): readonly Found[] => {
    const [live, place] = [pairing.liveOf.get(state.urn), placeOf(state)];
    if (state.type !== types.deployment || live === undefined || place === undefined) return [];
    const restApiId = textOf(live.outputs["restApi"]) ?? "";
    const program = programOf(restApiId);
    const [found, wanted] = [
      fingerprintIn(textOf(live.outputs["description"]) ?? ""),
      fingerprintOf(program),
    ];
    if (found === undefined) return [];
    const other = (["definition", "policy"] as const).filter(
      (key) => found[key] !== wanted[key] && !unnamed.some((id) => program[key].includes(id)),
    );
    if (other.length === 0) return [];
    const what = other.map((key) => (key === "definition" ? "methods" : "policy")).join(" and ");
    return [
      {
        difference: {
          kind: "differs",
          ...place,
          type: types.deployment,
          resource: nameOf(restApiId),
          id: live.id,
          setting: "triggers",
          expected: wanted,
          found,
          text: `${nameOf(restApiId)} deployment was published with other ${what} than the program's`,
        },
        urn: state.urn,
        live,
      },
    ];
  });
}

/** The states as they would be with an API's present documents published. */
export function published(
  states: readonly ResourceState[],
  restApiIds: ReadonlySet<string>,
): readonly ResourceState[] {
  const documents = documentsOf(states);
  return states.map((state) => {
    const restApiId = text(state, "restApi");
    if (state.type !== types.deployment || restApiId === undefined || !restApiIds.has(restApiId))
      return state;
    const triggers = { ...documents(restApiId) };
    return { ...state, inputs: { ...state.inputs, triggers }, outputs: { ...state.outputs, triggers } };
  });
}
