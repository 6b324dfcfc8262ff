import { nameIn } from "../../model/names";
import type { Checked, Found } from ".";

/** Names that lead elsewhere than one would think, or nowhere. */
export function dns(checked: Checked): readonly Found[] {
  return [...captures(checked), ...missingAliases(checked), ...pages(checked), ...dualStacks(checked)];
}

/** Guide row D2. */
function captures({ model, topology }: Checked): readonly Found[] {
  return [...model.names.endpoints].flatMap(([network, id]) => {
    const endpoint = model.endpoints.get(id);
    if (endpoint?.privateDns !== true) return [];
    const broken = Object.entries(topology.apis)
      .filter(([, { access, region }]) => access === "regional" && region === endpoint.region)
      .map(([name]) => name);
    const which =
      broken.length === 0 ? "every public API of the region" : `public APIs, such as ${broken.join(", ")},`;
    return {
      rule: "private-dns-capture" as const,
      where: `networks.${network}.privateDns`,
      message: `private DNS of ${endpoint.label} captures *.execute-api.${endpoint.region}: ${which} cannot be called from this network`,
      hint: "leave privateDns off and call by the alias",
    };
  });
}

function missingAliases({ model, topology }: Checked): readonly Found[] {
  return topology.links.flatMap(({ to, through }, index) => {
    const api = model.apis.get(model.names.apis.get(to) ?? "");
    const endpoint = model.endpoints.get(model.names.endpoints.get(through) ?? "");
    if (api === undefined || endpoint === undefined || api.associated.has(endpoint.id)) return [];
    return {
      rule: "alias-missing" as const,
      where: `links[${index}]`,
      message: `${api.label} is not associated with ${endpoint.label}, so the link has no alias URL`,
      hint: "add the endpoint to vpcEndpointIds of the API",
    };
  });
}

/** Guide row D10. */
function pages({ topology }: Checked): readonly Found[] {
  return Object.entries(topology.apis)
    .filter(([, { access, cors }]) => access === "private" && cors.length > 0)
    .map(([name, { cors }]) => ({
      rule: "public-page-to-private-address" as const,
      where: `apis.${name}.cors`,
      message: `browsers ask the user's permission where a page of ${cors.includes("*") ? "any origin" : cors.join(", ")} was served from a public address and calls this API's private one`,
      hint: "serve the page from a private address, too",
    }));
}

function dualStacks({ model }: Checked): readonly Found[] {
  return [...model.endpoints.values()]
    .filter(({ dualStack }) => dualStack)
    .map(({ id, label }) => ({
      rule: "dual-stack" as const,
      where: `networks.${nameIn(model.names.endpoints, id) ?? id}`,
      message: `${label} has IPv6 addresses as well, and what is checked here is IPv4`,
      hint: "keep the endpoint's address type ipv4",
    }));
}
