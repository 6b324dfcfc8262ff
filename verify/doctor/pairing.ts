import { fingerprintIn } from "../../components/fingerprint";
import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";
import { property, textOf } from "../model/reading";
import { isSame } from "./canonical";
import { identities, pairingOrder, type Identity } from "./identity";
import { ownTags, type Live } from "./live";
import type { Place } from "./place";
import { Translation } from "./translation";

/** What there is of what the program makes. */
export interface Pairing {
  /** By URN. */
  readonly liveOf: ReadonlyMap<string, Live>;
  /** What the program makes and is not there. */
  readonly missing: readonly ResourceState[];
  /** What is there and no program of this stack made. */
  readonly unexpected: readonly Live[];
  readonly translation: Translation;
}

/** What a pairing needs to know. */
export interface PairingContext {
  readonly placeOf: (state: ResourceState) => Place | undefined;
  /** The value of the tag `apilink:topology`. */
  readonly topology: string;
  /** Ids of the program's of which nobody can tell what they are called in AWS. @default - none */
  readonly nameless?: ReadonlySet<string>;
}

/**
 * Finds for each resource of the program the one that stands for it in AWS, the ones that others lie in first.
 *
 * @param known Names that are known beforehand.
 */
export function paired(
  expected: readonly ResourceState[],
  live: readonly Live[],
  context: PairingContext,
  known: ReadonlyMap<string, string> = new Map(),
): Pairing {
  const translation = new Translation();
  for (const [program, name] of known) translation.learn(program, name);
  const liveOf = new Map<string, Live>();
  const expectedOf = groupBy(
    expected.filter((state) => context.placeOf(state) !== undefined),
    ({ type }) => type,
  );
  const liveByType = groupBy(live, ({ type }) => type);
  const taken = new Set<Live>();
  for (const type of pairingOrder(expectedOf.keys())) {
    const round: Round = {
      identity: identities.get(type) ?? {},
      translation,
      pointers: pointersTo(type, expectedOf, liveOf),
      ...context,
    };
    const pairs = pairsOf(expectedOf.get(type) ?? [], liveByType.get(type) ?? [], round);
    for (const [state, found] of pairs) {
      liveOf.set(state.urn, found);
      taken.add(found);
      learn(translation, state, found);
    }
  }
  const unpaired = [...expectedOf.values()].flat().filter(({ urn }) => !liveOf.has(urn));
  for (const [program, name] of danglingNames(expected, { liveOf, translation }, unpaired, live))
    translation.learn(program, name);
  return {
    liveOf,
    missing: unpaired,
    unexpected: live.filter((each) => !taken.has(each)),
    translation,
  };
}

/**
 * The ids of what could not be read, from what could: a setting of a resource that is there names in AWS what it names in the
 * program.
 *
 * @param unread Ids of the program's.
 */
export function namedByOthers(
  expected: readonly ResourceState[],
  { liveOf, translation }: Pick<Pairing, "liveOf" | "translation">,
  unread: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const compareNames = (program: unknown, found: unknown): void => {
    if (typeof program === "string" && typeof found === "string") {
      if (unread.has(program)) names.set(program, found);
    } else if (isList(program) && isList(found)) {
      const isUnread = (item: unknown): boolean => unread.has(String(item));
      const known = new Set(program.filter((item) => !isUnread(item)).map((item) => translation.value(item)));
      const [name, ...moreNames] = program.filter(isUnread);
      const [id, ...moreIds] = found.filter((item) => !known.has(item));
      if (moreNames.length === 0 && moreIds.length === 0) compareNames(name, id);
    } else if (isMapping(program) && isMapping(found)) {
      for (const [key, value] of Object.entries(program)) compareNames(value, found[key]);
    }
  };
  for (const state of expected) {
    const live = liveOf.get(state.urn);
    if (live === undefined) continue;
    for (const [key, value] of Object.entries(state.inputs)) compareNames(value, live.outputs[key]);
  }
  return names;
}

/**
 * What is called in AWS that which nothing read stands for: something that was deleted is still named by others, and so is what
 * nobody reads.
 */
function danglingNames(
  expected: readonly ResourceState[],
  pairing: Pick<Pairing, "liveOf" | "translation">,
  unpaired: readonly ResourceState[],
  live: readonly Live[],
): readonly (readonly [program: string, name: string])[] {
  const liveIds = new Set(live.map(({ id }) => id));
  const ids = new Set(unpaired.flatMap(({ id }) => id ?? []));
  const whole = [...namedByOthers(expected, pairing, ids)].filter(([, name]) => !liveIds.has(name));
  return [...whole, ...namesInTexts(expected, pairing, unpaired)];
}

/** Names that Pulumi has made unique, by the texts that hold them, such as ARNs and policy documents. */
function namesInTexts(
  expected: readonly ResourceState[],
  { liveOf }: Pick<Pairing, "liveOf">,
  unpaired: readonly ResourceState[],
): readonly (readonly [program: string, name: string])[] {
  const texts = expected.flatMap(({ urn, inputs }): [string, string][] => {
    const found = liveOf.get(urn)?.outputs;
    if (found === undefined) return [];
    return Object.entries(inputs).map(([key, value]) => [
      JSON.stringify(value),
      JSON.stringify(found[key] ?? null),
    ]);
  });
  return unpaired.filter(isAutoNamed).flatMap((state): (readonly [string, string])[] => {
    const name = textOf(property(state, "name")) ?? "";
    const alike = new RegExp(`(?<![\\w.-])${escaped(stemOf(name))}-[0-9a-f]{7,26}(?![\\w-])`, "g");
    const names = new Set(
      texts.filter(([program]) => program.includes(name)).flatMap(([, found]) => found.match(alike) ?? []),
    );
    const [one, ...more] = names;
    return one === undefined || more.length > 0 ? [] : [[name, one]];
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

interface Round extends PairingContext {
  readonly identity: Identity;
  readonly translation: Translation;
  /** Of a type that something points to: the live ids by the program's. */
  readonly pointers: ReadonlyMap<string, string>;
}

function learn(translation: Translation, state: ResourceState, { id, outputs }: Live): void {
  translation.learn(state.id, id);
  // What the program asks for is a setting, and no name of AWS's making; unless Pulumi made it for the program.
  const given = Object.keys(state.inputs).filter((key) => key !== "name" || !isAutoNamed(state));
  const made = Object.entries({ ...state.inputs, ...state.outputs }).filter(([key]) => !given.includes(key));
  translation.learnAll(Object.fromEntries(made), outputs);
}

function pointersTo(
  type: string,
  expectedOf: ReadonlyMap<string, readonly ResourceState[]>,
  liveOf: ReadonlyMap<string, Live>,
): ReadonlyMap<string, string> {
  const pointer = identities.get(type)?.pointedAtBy;
  if (pointer === undefined) return new Map();
  return new Map(
    (expectedOf.get(pointer.type) ?? []).flatMap((state): [string, string][] => {
      const [from, to] = [
        property(state, pointer.property),
        liveOf.get(state.urn)?.outputs[pointer.property],
      ];
      return typeof from === "string" && typeof to === "string" ? [[from, to]] : [];
    }),
  );
}

/** The most alike first; each one is given away once. */
function pairsOf(
  expected: readonly ResourceState[],
  live: readonly Live[],
  round: Round,
): readonly (readonly [ResourceState, Live])[] {
  const byAccount = groupBy(live, ({ account }) => account);
  const candidates = expected.flatMap((state, order) => {
    const place = round.placeOf(state);
    return (byAccount.get(place?.account ?? "") ?? []).flatMap((each) => {
      const likeness = isInPlace(state, each, place) ? likenessOf(state, each, round) : 0;
      return likeness > 0 ? [{ state, each, likeness, order }] : [];
    });
  });
  candidates.sort((one, other) => other.likeness - one.likeness || one.order - other.order);
  const pairs = new Map<ResourceState, Live>();
  const taken = new Set<Live>();
  for (const { state, each } of candidates) {
    if (pairs.has(state) || taken.has(each)) continue;
    pairs.set(state, each);
    taken.add(each);
  }
  return [...pairs];
}

/** Services without regions give their resources none. */
function isInPlace(state: ResourceState, live: Live, place: Place | undefined): boolean {
  return property(state, "region") === undefined || live.region === place?.region;
}

/** 0 for another resource; a higher number for one that is more likely the same. */
function likenessOf(state: ResourceState, live: Live, round: Round): number {
  const { identity, pointers, translation } = round;
  const known = state.id === undefined ? undefined : pointers.get(state.id);
  if (known !== undefined) return known === live.id ? keyLikeness : 0;
  if (identity.key !== undefined && identity.key.every((key) => isAlike(state, live, key, translation)))
    return keyLikeness;
  const within = identity.within ?? [];
  const mayBe = (key: string): boolean =>
    !Object.hasOwn(live.outputs, key) || round.nameless?.has(String(property(state, key))) === true;
  if (!within.every((key) => mayBe(key) || isAlike(state, live, key, translation))) return 0;
  if (identity.isMarked && fingerprintIn(textOf(live.outputs["description"]) ?? "") !== undefined) return 1;
  const by = identity.by ?? Object.keys(state.inputs).filter((key) => key !== "tags");
  const alike = by.filter((key) => isAlike(state, live, key, translation)).length;
  const tagged = tagLikeness(state, live, round.topology);
  if (tagged === "other") return 0;
  if (tagged === "same") return 1_000 + alike;
  // Without tags only the very same will do, in what it lies in and in what it is told by.
  return identity.key === undefined && within.length + by.length > 0 && alike === by.length ? 1 + alike : 0;
}

const keyLikeness = 1_000_000;

/** Whether the tags of the program are on it; "none" where the resource has none in the program, or has lost them. */
function tagLikeness({ inputs }: ResourceState, { tags }: Live, topology: string): "same" | "other" | "none" {
  const expected = isMapping(inputs["tags"]) ? inputs["tags"] : {};
  if (expected[ownTags.topology] === undefined || tags[ownTags.topology] === undefined) return "none";
  const isSame =
    tags[ownTags.topology] === topology &&
    tags[ownTags.component] === expected[ownTags.component] &&
    (tags[ownTags.name] === undefined || tags[ownTags.name] === expected[ownTags.name]);
  return isSame ? "same" : "other";
}

function isAlike(state: ResourceState, { outputs }: Live, key: string, translation: Translation): boolean {
  const [expected, found] = [translation.value(property(state, key)), outputs[key]];
  if (isSame(expected, found)) return true;
  return key === "name" && stemOf(expected) !== "" && stemOf(expected) === stemOf(found);
}

/** Whether Pulumi has made a resource's name unique by digits, which are others in every stack. */
export function isAutoNamed({ inputs, outputs }: ResourceState): boolean {
  return /-[0-9a-f]{7,26}$/.test(textOf(inputs["name"]) ?? textOf(outputs["name"]) ?? "");
}

/** A name without the digits that Pulumi makes it unique with. */
function stemOf(name: unknown): string {
  return typeof name === "string" ? name.replace(/-?[0-9a-f]{7,26}$/, "") : "";
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
