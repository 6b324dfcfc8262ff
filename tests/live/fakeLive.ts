import { fingerprintLine } from "../../components/fingerprint";
import type { ResourceState } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import type { Live } from "../../verify/doctor/live";
import { placeFinder } from "../../verify/doctor/place";
import { types } from "../../verify/model/types";
import { awsStates } from "../support/states";

/** What the program makes as another account's services would tell it: with ids of their own, and in another order. */
export function fakeLive(expected: readonly ResourceState[]): readonly Live[] {
  const rename = renamer(expected);
  const placeOf = placeFinder(expected);
  return awsStates(expected)
    .map((state): Live => {
      const { type, id = "", inputs, outputs } = state;
      const values = rename({ ...outputs, ...inputs });
      const told = withFingerprint(isMapping(values) ? values : {});
      const tags = isMapping(told["tags"]) ? told["tags"] : {};
      const place = placeOf(state) ?? { account: "", region: "" };
      return {
        ...place,
        type,
        id: String(rename(id)),
        outputs: Object.fromEntries(
          Object.entries(told).filter(([key]) => !(untold[type] ?? untold["all"] ?? []).includes(key)),
        ),
        tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)])),
      };
    })
    .reverse();
}

/** Of the documents as they are there. */
function withFingerprint(values: Mapping): Mapping {
  const { triggers } = values;
  if (!isMapping(triggers)) return values;
  const [definition, policy] = [String(triggers["definition"]), String(triggers["policy"])];
  return { ...values, description: fingerprintLine({ definition, policy }) };
}

/** What no call of AWS's tells. */
const untold: Readonly<Record<string, readonly string[]>> = {
  all: ["tags", "tagsAll", "namePrefix", "statementIdPrefix"],
  [types.deployment]: ["triggers"],
  [types.lambdaFunction]: ["code", "codeSha256", "tags", "tagsAll"],
  [types.apiKey]: ["value", "tags", "tagsAll"],
  [types.usagePlanKey]: ["value"],
  [types.endpoint]: ["policy", "tags", "tagsAll"],
};

/** Replaces every id, and every name that Pulumi has made unique, by one that looks alike. */
export function renamer(expected: readonly ResourceState[]): (value: unknown) => unknown {
  const names = new Set(
    awsStates(expected).flatMap(({ id, inputs, outputs }) =>
      [
        id,
        outputs["name"],
        inputs["name"],
        outputs["rootResourceId"],
        outputs["statementId"],
        outputs["targetId"],
      ].flatMap((name) => (typeof name === "string" && /^[A-Za-z][\w.-]*$|^\w+$/.test(name) ? name : [])),
    ),
  );
  const atoms = [...names]
    .map((name) => [name, alike(name)] as const)
    .filter(([name, other]) => name !== other)
    .sort(([one], [other]) => other.length - one.length);
  const rename = (value: unknown): unknown => {
    if (typeof value === "string")
      return atoms.reduce((text, [name, other]) => text.replaceAll(name, other), value);
    if (Array.isArray(value)) return value.map(rename);
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item)]));
  };
  return rename;
}

/** Its last letters and digits the other way round, where they are no word. */
function alike(name: string): string {
  const [, before = "", end = ""] = /^(.*[-.])?([0-9a-z]*\d[0-9a-z]*)$/.exec(name) ?? [];
  return end.length < 4 ? name : `${before}${end.split("").reverse().join("")}`;
}
