import { unknown } from "../../lab/state";
import { serviceOf } from "./endpoints";
import type { Resource } from "./resources";

/** The kinds of endpoints that have a policy. Source: AWS PrivateLink guide, "Control access to VPC endpoints using endpoint policies". */
const kindsWithPolicy: ReadonlySet<unknown> = new Set(["Gateway", "Interface"]);

/**
 * The services of AWS without endpoint policies, by their labels; AWS always allows everything through their endpoints. Source: the
 * answers of `ec2:DescribeVpcEndpointServices` for us-east-1 (`VpcEndpointPolicySupported: false`) that moto 5.2.5 has kept. They
 * are old, and AWS adds the support over time; `cloudformation`, which is among them, is asked all the same: rather once too often.
 */
const servicesWithoutPolicy: ReadonlySet<string> = new Set(["codepipeline", "iot.data", "redshift-data"]);

/**
 * Whether an endpoint takes a policy: that of a service of AWS's does, with the exceptions above; one of somebody's own service
 * (`com.amazonaws.vpce.*`) does not. The properties that decide it, where they are not known yet.
 *
 * @param exempt More labels of services without endpoint policies.
 */
export function isEndpointWithPolicy(
  endpoint: Resource,
  exempt: ReadonlySet<string>,
): boolean | readonly string[] {
  // AWS makes a gateway endpoint where no type is given. Source: EC2 API Reference, CreateVpcEndpoint.
  const { vpcEndpointType = "Gateway", serviceName } = endpoint.properties;
  const isKindKnown = vpcEndpointType !== unknown;
  if (isKindKnown && !kindsWithPolicy.has(vpcEndpointType)) return false;
  if (serviceName !== unknown) {
    const label = serviceOf(endpoint);
    if (label === undefined || servicesWithoutPolicy.has(label) || exempt.has(label)) return false;
    if (isKindKnown) return true;
  }
  return [
    ...(isKindKnown ? [] : [`${endpoint.name}.vpcEndpointType`]),
    ...(serviceName === unknown ? [`${endpoint.name}.serviceName`] : []),
  ];
}
