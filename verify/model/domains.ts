import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import { certificateNames } from "./certificates";
import type { PrivateDomain } from "./facts";
import { normalName } from "./dnsName";
import { policyFact } from "./policies";
import { accountIn, blocks, isStray, isUnknown, labelOf, property, text, type States } from "./reading";
import { types } from "./types";

/**
 * What a domain is born with. Source: "Tutorial: Create and invoke a custom domain name for private APIs" of the API Gateway
 * developer guide.
 */
const denyAll = JSON.stringify({
  Statement: [{ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
});

/** The private custom domain names. A public one has another endpoint type. */
export function domainsIn(states: States): readonly PrivateDomain[] {
  const mappings = groupBy(states.of(types.basePathMapping), (state) => text(state, "domainName") ?? "");
  const associations = states.of(types.domainAssociation);
  return states.of(types.domainName).flatMap((state): readonly PrivateDomain[] => {
    const [endpoints = {}] = blocks(property(state, "endpointConfiguration"));
    const [type] = [endpoints["types"]].flat();
    if (type !== "PRIVATE") return [];
    const written = text(state, "domainName") ?? "";
    const name = normalName(written);
    const arn = text(state, "arn") ?? "";
    const executionArn = arn.replace(":apigateway:", ":execute-api:");
    const own = mappings.get(written) ?? [];
    const stray = mappings.get("") ?? [];
    return [
      {
        id: text(state, "domainNameId") ?? state.id ?? "",
        label: labelOf(state),
        name,
        account: accountIn(arn),
        region: text(state, "region") ?? "",
        arn: executionArn,
        policy: policyOf(state, executionArn),
        // AWS takes no certificate that does not cover the domain.
        certificateNames: certificateNames(states, text(state, "certificateArn")) ?? [name],
        associated: new Set(
          associations
            .filter((association) => text(association, "domainNameArn") === arn)
            .flatMap((association) => text(association, "accessAssociationSource") ?? []),
        ),
        associatedKnown:
          arn !== "" &&
          !associations.some((association) =>
            isStray(association, "domainNameArn", "accessAssociationSource"),
          ),
        mappings: own.map((mapping) => ({
          basePath: text(mapping, "basePath") ?? "",
          restApiId: text(mapping, "restApi") ?? "",
          stage: text(mapping, "stageName") ?? "",
        })),
        mappingsKnown: ![...own, ...stray].some((mapping) =>
          isStray(mapping, "domainName", "basePath", "restApi", "stageName"),
        ),
      },
    ];
  });
}

/** AWS takes the short form `execute-api:/` for the account's own part of an ARN. */
function policyOf(state: ResourceState, executionArn: string): PrivateDomain["policy"] {
  const given = property(state, "policy");
  const account = executionArn.replace(/\/domainnames\/.*$/, "");
  return isUnknown(given)
    ? undefined
    : policyFact(labelOf(state), text(state, "policy") ?? denyAll, { shortFormArn: account });
}
