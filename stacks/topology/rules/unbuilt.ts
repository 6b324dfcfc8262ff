import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** Keys that the schema knows and this version cannot build: refused, since leaving them out silently would be a guess. */
export function unbuiltRules({ apis }: Draft): readonly TopologyProblem[] {
  const used: readonly (readonly [path: string, used: boolean])[] = [
    ...Object.entries(apis).map(
      ([name, { backend }]) => [`apis.${name}.backend`, backend === "inventory"] as const,
    ),
  ];
  return used
    .filter(([, isUsed]) => isUsed)
    .map(([path]) => ({
      path,
      message: "cannot be built by this version of apilink",
      hint: "leave it out for now",
    }));
}
