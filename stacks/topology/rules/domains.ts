import { groupBy } from "../../../components/groupBy";
import { partitionOf } from "../../../components/partitions";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/**
 * What has to be true of each private custom domain. One without a link is allowed, as an API without a link is: it denies
 * everybody, and links can come and go without another domain.
 */
export function domainRules(draft: Draft): readonly TopologyProblem[] {
  return [
    ...Object.entries(draft.apis).flatMap(([name, { domain, access }]) => {
      if (domain === undefined) return [];
      const path = `apis.${name}.domain`;
      if (access === "regional") return [regional(path, name)];
      return [
        ...nameProblems(`${path}.name`, domain.name),
        ...certificateProblems(`${path}.certificateArn`, name, draft),
      ];
    }),
    ...twinProblems(draft),
    ...draft.links.flatMap(({ path, entry }) => adoptedProblems(`${path}.through`, entry, draft)),
  ];
}

function regional(path: string, api: string): TopologyProblem {
  return {
    path,
    message: `"${api}" is a regional API, and this is a domain for private ones`,
    hint: `set apis.${api}.access to private, or leave the domain out`,
  };
}

/** Names below which AWS answers itself. */
const ofAws = ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "api.aws", "on.aws"];

function nameProblems(path: string, name: string): readonly TopologyProblem[] {
  const owned = ofAws.find((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  if (owned === undefined) return [];
  return [
    {
      path,
      message: `${name} is one of AWS's own names (${owned}), for which nobody else has a certificate`,
      hint: "name a domain of your own, such as srv.example.internal",
    },
  ];
}

function certificateProblems(
  path: string,
  api: string,
  { apis, accounts }: Draft,
): readonly TopologyProblem[] {
  const { domain, region = "", account = "" } = apis[api] ?? {};
  const owner = accounts[account];
  if (domain === undefined || owner === undefined) return [];
  const [, partition = "", , place = "", id = ""] = domain.certificateArn.split(":");
  const wanted = partitionOf(region).name;
  const hint = `import or request a certificate in ${region} in the account "${account}", and name its ARN: arn:${wanted}:acm:${region}:${owner.id}:certificate/…`;
  const wrong = (message: string): TopologyProblem[] => [{ path, message, hint }];
  if (partition !== wanted || place !== region)
    return wrong(
      `is of ${place}, and the API "${api}" is in ${region}: AWS takes a certificate of the API's region`,
    );
  if (id !== owner.id)
    return wrong(
      `is of the account ${id}, and the API "${api}" is in ${owner.id}: AWS takes a certificate of the API's account`,
    );
  return [];
}

/** A network resolves a name to one endpoint, and a certificate's name is one API's. */
function twinProblems({ apis }: Draft): readonly TopologyProblem[] {
  const named = Object.entries(apis).flatMap(([api, { domain }]) =>
    domain ? [{ api, name: domain.name }] : [],
  );
  return [...groupBy(named, ({ name }) => name).values()].flatMap(([first, ...twins]) =>
    twins.map(({ api, name }) => ({
      path: `apis.${api}.domain.name`,
      message: `${name} is the domain of the API "${first?.api ?? ""}" already`,
      hint: "give each API a name of its own",
    })),
  );
}

/** The domain is an alias of an endpoint's own name, which of an adopted one only AWS knows. */
function adoptedProblems(
  path: string,
  { to, through }: Draft["links"][number]["entry"],
  { apis, networks }: Draft,
): readonly TopologyProblem[] {
  const adopted = networks[through]?.existing?.endpointId !== undefined;
  if (!adopted || apis[to]?.domain === undefined) return [];
  return [
    {
      path,
      message: `the endpoint of "${through}" is adopted, and its own name, which the domain of "${to}" has to lead to, is not known`,
      hint: `leave networks.${through}.existing.endpointId out to get an endpoint of its own, or leave apis.${to}.domain out`,
    },
  ];
}
