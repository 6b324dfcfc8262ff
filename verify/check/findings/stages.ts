import type { Checked, Found } from ".";

/** What is to be known of stages. */
export function stages(checked: Checked): readonly Found[] {
  return [...stale(checked), ...guarded(checked)];
}

/** A web ACL refuses calls by rules of its own. */
function guarded({ model }: Checked): readonly Found[] {
  return [...model.names.apis].flatMap(([name, id]) =>
    [...(model.apis.get(id)?.stages.values() ?? [])].flatMap(({ label, webAclArn }) =>
      webAclArn === undefined
        ? []
        : [
            {
              rule: "assumed" as const,
              where: `apis.${name}`,
              message: `taken for granted: the web ACL ${webAclArn} lets the calls of ${label} pass`,
              hint: "see to it that it is so",
            },
          ],
    ),
  );
}

/** Guide row C12: what was changed since the stage was published does not count yet. */
function stale({ model }: Checked): readonly Found[] {
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
