import type { Checked, Found } from ".";

/** Guide row C12: what was changed since the stage was published does not count yet. */
export function stages({ model }: Checked): readonly Found[] {
  return [...model.names.apis].flatMap(([name, id]) =>
    [...(model.apis.get(id)?.stages.values() ?? [])]
      .filter(({ stale }) => stale.length > 0)
      .map(({ label, stale }) => ({
        rule: "stale-deployment" as const,
        where: `apis.${name}`,
        message: `${label} was published before ${stale.join(" and ")} changed: the old state decides`,
        hint: "deploy the API again",
      })),
  );
}
