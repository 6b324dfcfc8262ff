import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import type { Live } from "./live";
import type { Pairing } from "./pairing";
import { completeProperty } from "../model/complete";
import { textOf } from "../model/reading";
import { types } from "../model/types";
import { withMayBes, withUnknowns, type IsUnread } from "./unread";
import type { Place } from "./place";

/** What a state is made from. */
export interface StateParts {
  readonly expected: readonly ResourceState[];
  readonly pairing: Pairing;
  readonly placeOf: (state: ResourceState) => Place | undefined;
  readonly isUnread: IsUnread;
  /** Whether anything reads the resources of a type. */
  readonly isRead: (type: string) => boolean;
}

/**
 * What is there, as a state of the stack would tell it: with the program's URNs, components and outputs, and with AWS's ids. What no
 * call tells is as the program has it; what could not be read is not known; what is not there is left out.
 */
export function stateOf(parts: StateParts): readonly ResourceState[] {
  const { expected, pairing, placeOf, isUnread } = parts;
  const states = [
    ...withComplete(expected, parts).flatMap((state) => ofExpected(state, parts)),
    ...pairing.unexpected.map(ofUnexpected),
  ];
  const places = new Map(states.map((state) => [state, placeOf(state) ?? placeIn(state)]));
  return withMayBes(states, (type, owner) => {
    const place = places.get(owner);
    return place !== undefined && isUnread(type, place, false);
  });
}

/** Says at the stack of which types everything was read, in every place of the program's. */
function withComplete(
  expected: readonly ResourceState[],
  { placeOf, isRead, isUnread }: StateParts,
): readonly ResourceState[] {
  const places = expected.flatMap((state) => placeOf(state) ?? []);
  const isComplete = (type: string): boolean =>
    isRead(type) && !places.some((place) => isUnread(type, place, false));
  const complete = Object.values(types).filter(isComplete);
  return expected.map((state) =>
    state.type === "pulumi:pulumi:Stack"
      ? { ...state, outputs: { ...state.outputs, [completeProperty]: complete } }
      : state,
  );
}

function placeIn({ outputs }: ResourceState): Place | undefined {
  const [account, region] = [textOf(outputs["ownerId"]), textOf(outputs["region"])];
  return account === undefined || region === undefined ? undefined : { account, region };
}

function ofExpected(state: ResourceState, parts: StateParts): readonly ResourceState[] {
  const { pairing, placeOf, isRead } = parts;
  const place = placeOf(state);
  const translated = inAws(state, pairing);
  // The stack, its components and its providers.
  if (place === undefined) return [translated];
  const live = pairing.liveOf.get(state.urn);
  if (live !== undefined) return [merged(translated, live)];
  if (isUnreadState(state, place, parts)) return [withUnknowns(translated)];
  return isRead(state.type) ? [] : [translated];
}

export function isUnreadState(
  { type, inputs, outputs }: ResourceState,
  place: Place,
  { isUnread }: Pick<StateParts, "isUnread">,
): boolean {
  return isUnread(type, place, (inputs["region"] ?? outputs["region"]) === undefined);
}

/** A resource of the program with what is there for its ids. */
export function inAws(state: ResourceState, { translation }: Pick<Pairing, "translation">): ResourceState {
  return {
    ...state,
    ...(state.id !== undefined && { id: translation.name(state.id) }),
    inputs: translation.mapping(state.inputs),
    outputs: translation.mapping(state.outputs),
  };
}

/** What is told by resources of their own. A state that Pulumi wrote before those were made does not hold it either. */
const ofOthers: Readonly<Record<string, readonly string[]>> = {
  [types.endpoint]: ["policy"],
  [types.restApi]: ["policy"],
};

function merged(program: ResourceState, live: Live): ResourceState {
  const kept = ofOthers[program.type] ?? [];
  const told = Object.fromEntries(Object.entries(live.outputs).filter(([key]) => !kept.includes(key)));
  return {
    ...program,
    id: live.id,
    inputs: { ...program.inputs, ...only(told, program.inputs), ...tagged(program.inputs, live) },
    outputs: { ...program.outputs, ...told, ...tagged(program.outputs, live) },
  };
}

function only(told: Mapping, inputs: Mapping): Mapping {
  return Object.fromEntries(Object.entries(told).filter(([key]) => Object.hasOwn(inputs, key)));
}

/** The model tells by its tags which component a resource belongs to: of what has lost them the program still knows. */
function tagged(properties: Mapping, { tags }: Live): Mapping {
  const known = properties["tags"];
  return typeof known === "object" && known !== null ? { tags: { ...tags, ...known } } : {};
}

function ofUnexpected(live: Live): ResourceState {
  const { account, region, type, id, outputs, tags } = live;
  return {
    urn: `urn:pulumi:live::apilink::${type}::${id}`,
    type,
    custom: true,
    id,
    inputs: {},
    outputs: { region, ownerId: account, tags, ...outputs },
    dependencies: [],
  };
}
