import { planOf } from "../../plan";
import { oversizedPolicies, type OversizedPolicy } from "../../policySizes";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** Every policy fits into what AWS takes. */
export function policyRules(draft: Draft): readonly TopologyProblem[] {
  const { accounts, networks, apis, services } = draft;
  const links = draft.links
    .map(({ entry }) => entry)
    .filter(({ from, to, through }) => networks[from] && networks[through] && apis[to]);
  const topology = { accounts, networks, apis, services, links, subscriptions: [] };
  return oversizedPolicies(planOf(topology), topology).map(problemOf);
}

const texts: Readonly<Record<OversizedPolicy["kind"], { section: string; counted: string; hint: string }>> = {
  resource: {
    section: "apis",
    counted: "endpoints",
    hint: "let networks share an endpoint by through, give callers adjacent ranges, or divide the callers among two APIs",
  },
  endpoint: {
    section: "networks",
    counted: "APIs",
    hint: "carry some of the links through another network's endpoint",
  },
};

function problemOf({ kind, of, characters, limit, grants }: OversizedPolicy): TopologyProblem {
  const { section, counted, hint } = texts[kind];
  return {
    path: `${section}.${of}`,
    message: `its ${kind} policy takes ${characters} characters for ${grants} ${counted}, and AWS takes ${limit}`,
    hint,
  };
}
