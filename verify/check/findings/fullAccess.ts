import { narrowings } from "../../../components/gatewayPolicies";
import { parseServiceName } from "../../model/serviceNames";
import type { Model, PolicyFact } from "../../model/facts";
import type { Checked, Found } from ".";

/** An endpoint of a service of AWS other than API Gateway. */
interface ServiceEndpoint {
  readonly label: string;
  readonly vpcId: string | undefined;
  readonly service: string | undefined;
  readonly policy: PolicyFact | undefined;
  /** The key of a network that makes such endpoints. */
  readonly key: "gateways" | "interfaces";
}

/** Endpoints of AWS's services by which anybody's resources can be reached, as for carrying data off. */
export function fullAccess({ model }: Checked): readonly Found[] {
  const owners = new Map([...model.names.networks].map(([name, vpcId]) => [vpcId, name]));
  return serviceEndpointsIn(model).flatMap(({ label, vpcId, service, policy, key }): readonly Found[] => {
    const owner = owners.get(vpcId ?? "");
    if (owner === undefined || service === undefined || policy?.policy.isOpenTo(service) !== true) return [];
    return [
      {
        rule: "full-access-endpoint-policy",
        where: `networks.${owner}.${key}`,
        message: `the policy of ${label} allows everything that ${service} does, for anybody's resources`,
        hint:
          (key === "gateways" ? howToNarrow(service) : undefined) ??
          `set a policy of ${label} (aws.ec2.VpcEndpointPolicy) that names what the network needs`,
      },
    ];
  });
}

function howToNarrow(service: string): string | undefined {
  const narrowing = narrowings.find((each) => each.service === service);
  return narrowing && `name the ${narrowing.key}: { service: ${service}, ${narrowing.key}: [NAME] }`;
}

function serviceEndpointsIn({ gatewayEndpoints, otherEndpoints }: Model): readonly ServiceEndpoint[] {
  return [
    ...gatewayEndpoints.map((endpoint) => ({ ...endpoint, key: "gateways" as const })),
    ...[...otherEndpoints.values()].map((endpoint) => ({
      ...endpoint,
      service: parseServiceName(endpoint.serviceName)?.label,
      key: "interfaces" as const,
    })),
  ];
}
