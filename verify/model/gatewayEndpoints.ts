import { groupBy } from "../../components/groupBy";
import { endpointPoliciesIn } from "./endpointPolicies";
import { endpointKindOf, mayBe } from "./endpointKinds";
import type { GatewayEndpoint } from "./facts";
import { isKnownList, isStray, labelOf, property, text, texts, type States } from "./reading";
import { parseServiceName } from "./serviceNames";
import { types } from "./types";

/** The gateway endpoints, with the route tables that they or resources beside them name. */
export function gatewayEndpointsIn(states: States): readonly GatewayEndpoint[] {
  const policyOf = endpointPoliciesIn(states);
  const made = states.of(types.endpointRouteTableAssociation);
  const associations = groupBy(made, (state) => text(state, "vpcEndpointId") ?? "");
  const areKnown = !made.some((state) => isStray(state, "vpcEndpointId"));
  return states
    .of(types.endpoint)
    .filter((state) => mayBe("Gateway", state))
    .map((state): GatewayEndpoint => {
      const { id = "" } = state;
      const given = property(state, "routeTableIds");
      const service = parseServiceName(text(state, "serviceName") ?? "");
      const beside = associations.get(id) ?? [];
      return {
        id,
        label: labelOf(state),
        vpcId: text(state, "vpcId"),
        region: service?.region,
        service: service?.label,
        routeTableIds: new Set([
          ...texts(given),
          ...beside.flatMap((association) => text(association, "routeTableId") ?? []),
        ]),
        routeTablesKnown:
          areKnown &&
          endpointKindOf(state) !== undefined &&
          isKnownList(given) &&
          !beside.some((association) => isStray(association, "routeTableId")),
        policy: policyOf(state),
        unavailable: [text(state, "state")].find((word) => word?.toLowerCase() !== "available"),
      };
    });
}
