import { groupBy } from "../../../components/groupBy";
import type { Probe } from "../../contract";
import { says, tellIt } from "./tracing";
import type { Checked, Found } from ".";

/** Links whose recommended URL is not answered: one finding for each link. */
export function brokenLinks({ links, wrong }: Checked): readonly Found[] {
  const byPair = groupBy(
    wrong.filter(({ probe }) => probe.linked),
    ({ probe: { from, to } }) => `${from} ${to}`,
  );
  return links.flatMap(({ from, to, through, ok }, index) => {
    if (ok) return [];
    const place = { rule: "link-broken" as const, where: `links[${index}]` };
    const [first] = byPair.get(`${from} ${to}`) ?? [];
    if (first === undefined) {
      return {
        ...place,
        message: `${from} cannot call ${to}: the stack's outputs name no endpoint of ${through}`,
        hint: "export the state after an update that went through",
      };
    }
    const { probe, trace } = first;
    return {
      ...place,
      message: `${callerOf(probe)} cannot call ${to}: ${says(probe)}`,
      hint: trace.mend ?? tellIt,
    };
  });
}

/** Callers without a link who get an answer: one finding for each caller and API. */
export function brokenIsolation({ wrong }: Checked): readonly Found[] {
  const byPair = groupBy(
    wrong.filter(({ probe }) => !probe.linked),
    ({ probe: { from, vantage, source, to } }) => [from, vantage, source, to].join(" "),
  );
  return [...byPair.values()].flatMap((traced) => {
    const [first] = traced;
    if (first === undefined) return [];
    const { to, explanation } = first.probe;
    const forms = traced.map(({ probe: { form, through, method, url } }) => {
      const call = through === null ? form : `${form} of ${through}`;
      return method === "GET" ? call : `${call} (${method} ${new URL(url).pathname})`;
    });
    return {
      rule: "isolation-broken" as const,
      where: `apis.${to}`,
      message: `${callerOf(first.probe)} has no link to ${to} and gets an answer by ${[...new Set(forms)].join(", ")}: ${explanation}`,
      hint: "narrow the API's resource policy to the linked endpoints and ranges, or add the link",
    };
  });
}

/** A caller as findings call it. */
export function callerOf({ from, vantage, source }: Pick<Probe, "from" | "vantage" | "source">): string {
  return vantage === "internet" ? "the internet" : `${from} (${vantage}, ${source})`;
}
