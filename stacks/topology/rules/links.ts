import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** What has to be true of each link: whom it joins, and through whose endpoint. */
export function linkRules(draft: Draft): readonly TopologyProblem[] {
  const first = new Map<string, string>();
  return draft.links.flatMap(({ path, entry }) => {
    const pair = `${entry.from} ${entry.to}`;
    const twin = first.get(pair);
    first.set(pair, twin ?? path);
    return [
      ...(twin === undefined ? [] : [twice(path, twin)]),
      ...accessProblems(path, entry, draft),
      ...throughProblems(path, entry, draft),
    ];
  });
}

type Link = Draft["links"][number]["entry"];

function twice(path: string, twin: string): TopologyProblem {
  return { path, message: `links the same network and API as ${twin}`, hint: "leave one of the two out" };
}

function accessProblems(path: string, { to }: Link, { apis }: Draft): readonly TopologyProblem[] {
  if (apis[to]?.access !== "regional") return [];
  return [
    {
      path: `${path}.to`,
      message: `"${to}" is a regional API, which no endpoint can carry`,
      hint: `set apis.${to}.access to private, or leave the link out`,
    },
  ];
}

function throughProblems(
  path: string,
  { from, to, through }: Link,
  draft: Draft,
): readonly TopologyProblem[] {
  const [api, caller, carrier] = [draft.apis[to], draft.networks[from], draft.networks[through]];
  if (api === undefined || carrier === undefined) return [];
  const problems: TopologyProblem[] = [];
  if (carrier.region !== api.region) {
    const near = Object.entries(draft.networks).flatMap(([name, { region }]) =>
      region === api.region ? [name] : [],
    );
    problems.push({
      path: `${path}.through`,
      message: `"${through}" is in ${carrier.region}, and the API "${to}" is in ${api.region}: an endpoint carries only its own region's APIs`,
      hint:
        near.length > 0
          ? `set through to ${near.slice(0, 6).join(" or ")}`
          : `add a network in ${api.region}`,
    });
  }
  if (caller?.privateDns === true && through !== from && caller.region === carrier.region) {
    problems.push({
      path: `${path}.through`,
      message: `"${from}" has privateDns, which answers every execute-api name of ${caller.region} with its own endpoint`,
      hint: `leave through out, or set networks.${from}.privateDns to false`,
    });
  }
  return problems;
}
