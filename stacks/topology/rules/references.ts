import type { Draft } from "../draft";
import { didYouMean } from "../nearest";
import type { TopologyProblem } from "../problem";

type Named = keyof Draft["known"];

/** Each name that is referred to stands somewhere in the file. */
export function referenceRules(draft: Draft): readonly TopologyProblem[] {
  const { known } = draft;
  const refer = (path: string, section: Named, kind: string, name: string): readonly TopologyProblem[] =>
    known[section].includes(name)
      ? []
      : [
          {
            path,
            message: `names the ${kind} "${name}", which is not in ${section}`,
            hint: didYouMean(name, known[section], kind),
          },
        ];

  return [
    ...Object.entries(draft.networks).flatMap(([name, { account }]) =>
      refer(`networks.${name}.account`, "accounts", "account", account),
    ),
    ...Object.entries(draft.apis).flatMap(([name, { account, collect, front }]) => [
      ...refer(`apis.${name}.account`, "accounts", "account", account),
      ...(collect?.accounts ?? []).flatMap((collected, index) =>
        refer(`apis.${name}.collect.accounts[${index}]`, "accounts", "account", collected),
      ),
      ...(front === undefined
        ? []
        : refer(`apis.${name}.front.network`, "networks", "network", front.network)),
    ]),
    ...Object.entries(draft.services).flatMap(([name, { network }]) =>
      refer(`services.${name}.network`, "networks", "network", network),
    ),
    ...draft.links.flatMap(({ path, entry: { from, to, through } }) => [
      ...refer(`${path}.from`, "networks", "network", from),
      ...refer(`${path}.to`, "apis", "API", to),
      ...(through === from ? [] : refer(`${path}.through`, "networks", "network", through)),
    ]),
    ...draft.subscriptions.flatMap(({ path, entry: { from, to } }) => [
      ...refer(`${path}.from`, "networks", "network", from),
      ...refer(`${path}.to`, "services", "service", to),
    ]),
  ];
}
