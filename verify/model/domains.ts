import { groupBy } from "../../components/groupBy";
import type { PrivateDomain } from "./facts";
import { certificateNames } from "./loadBalancers";
import { normalName } from "./names";
import { policyFact } from "./policies";
import { accountIn, blocks, labelOf, property, text, type States } from "./reading";
import { types } from "./types";

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
    return [
      {
        id: text(state, "domainNameId") ?? state.id ?? "",
        label: labelOf(state),
        name,
        account: accountIn(arn),
        region: text(state, "region") ?? "",
        arn,
        policy: policyFact(labelOf(state), text(state, "policy")),
        // AWS takes no certificate that does not cover the domain.
        certificateNames: certificateNames(states, text(state, "certificateArn")) ?? [name],
        associated: new Set(
          associations
            .filter((association) => text(association, "domainNameArn") === arn)
            .flatMap((association) => text(association, "accessAssociationSource") ?? []),
        ),
        mappings: (mappings.get(written) ?? []).map((mapping) => ({
          basePath: text(mapping, "basePath") ?? "",
          restApiId: text(mapping, "restApi") ?? "",
          stage: text(mapping, "stageName") ?? "",
        })),
      },
    ];
  });
}
