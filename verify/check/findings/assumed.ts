import { groupBy } from "../../../components/groupBy";
import { tellIt } from "./tracing";
import type { Checked, Found } from ".";

/** What was taken for granted, and callers of whom it is not known whether they are kept out. */
export function assumed({ model, probes }: Checked): readonly Found[] {
  const open = groupBy(
    probes.filter(({ linked, outcome }) => !linked && outcome === "unknown"),
    ({ to, explanation }) => `${to} ${explanation}`,
  );
  return [
    ...model.assumptions.map(({ where, message }) => ({
      rule: "assumed" as const,
      where,
      message: `taken for granted: ${message}`,
      hint: "see to it that it is so",
    })),
    ...[...open.values()].flatMap((alike) => {
      const [first] = alike;
      if (first === undefined) return [];
      const callers = [
        ...new Set(alike.map(({ from, vantage }) => (from === "internet" ? from : `${from} (${vantage})`))),
      ];
      return {
        rule: "assumed" as const,
        where: `apis.${first.to}`,
        message: `whether ${callers.join(", ")} is kept out is not known: ${first.explanation}`,
        hint: tellIt,
      };
    }),
  ];
}
