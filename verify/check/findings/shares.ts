import type { Model, PrivateDomain, ResourceShare } from "../../model/facts";
import type { Checked, Found } from ".";

/**
 * Domains that other accounts' endpoints are associated with, although nothing shares them. Source: "API provider: Share your
 * private custom domain name using AWS RAM" of the API Gateway developer guide.
 */
export function missingShares({ model, topology }: Checked): readonly Found[] {
  return Object.entries(topology.apis).flatMap(([api, { domain: meant }]) => {
    const domain = model.domains.get(meant?.name ?? "");
    if (domain === undefined) return [];
    return strangersOf(domain, model)
      .filter((account) => !model.resourceShares.some((share) => maySee(share, domain, account)))
      .map((account) => ({
        rule: "link-broken" as const,
        where: `apis.${api}.domain`,
        message: `no resource share among the resources lets the account ${account} see ${domain.label}, so AWS refuses to associate its endpoint`,
        hint: `share the domain with ${account}: a resource share, the domain in it, and the account as its principal`,
      }));
  });
}

/** The accounts, besides the domain's own, of the endpoints that are associated with it. */
function strangersOf({ account: own, associated }: PrivateDomain, { endpoints }: Model): readonly string[] {
  const accounts = [...associated].map((id) => endpoints.get(id)?.account ?? "");
  return [...new Set(accounts)].filter((account) => own !== "" && account !== "" && account !== own).sort();
}

/** What is not known may be what is asked for; an organization may be the account's. */
function maySee(share: ResourceShare, { arn }: PrivateDomain, account: string): boolean {
  const { resourceArns, resourcesKnown, principals, principalsKnown } = share;
  const holds =
    !resourcesKnown ||
    [...resourceArns].some((each) => each.replace(":apigateway:", ":execute-api:") === arn);
  const names =
    !principalsKnown ||
    [...principals].some(
      (each) => each === account || (each.startsWith("arn:") && each.includes(":organizations:")),
    );
  return holds && names;
}
