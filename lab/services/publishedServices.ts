import { partitionOf } from "../../components/partitions";
import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { acceptanceId } from "./endpointServices";
import { regional, requiredText, tagged, text, texts, unset } from "./fields";
import { arn, ec2Id } from "./names";
import { needed, refuseMissing } from "./references";
import { zonesOf } from "./regions";
import { types } from "./types";

const service: Handler = {
  type: types.endpointService,
  id: ({ digest }) => ec2Id("vpce-svc", digest),
  replaceOn: ["region"],
  absent: [],
  outputs: (request, world) => {
    const { id, region, inputs } = request;
    const balancers = texts(inputs, "networkLoadBalancerArns").map((name) =>
      neededBalancer(request, world, name),
    );
    if (balancers.length === 0) {
      const message = "The request must contain the parameter networkLoadBalancerArns";
      throw new Refusal("MissingParameter", message);
    }
    for (const supported of texts(inputs, "supportedRegions")) zonesOf(supported);
    return tagged(
      request,
      {
        ...unset("gatewayLoadBalancerArns"),
        allowedPrincipals: [],
        privateDnsName: "",
        supportedIpAddressTypes: ["ipv4"],
        supportedRegions: [region],
      },
      {
        arn: arn(request, "ec2", `vpc-endpoint-service/${id}`),
        availabilityZones: zonesUnder(balancers, world),
        baseEndpointDnsNames: [`${id}.${region}.vpce.${partitionOf(region).dnsSuffix}`],
        managesVpcEndpoints: false,
        privateDnsNameConfigurations: [],
        serviceName: `com.amazonaws.vpce.${region}.${id}`,
        serviceType: "Interface",
        state: "Available",
      },
    );
  },
  beforeDelete: ({ outputs }, world) => {
    const connected = world.where(types.endpoint, { serviceName: text(outputs, "serviceName") });
    if (connected.length === 0) return;
    const message = "Service has existing active VPC Endpoint connections!";
    throw new Refusal("ExistingVpcEndpointConnections", message);
  },
};

function neededBalancer(request: ResourceRequest, world: World, id: string): CloudResource {
  const found = world.find(request, types.loadBalancer, id);
  if (found !== undefined) return found;
  throw new Refusal("InvalidParameter", `The Network Load Balancer '${id}' does not exist`);
}

/** An endpoint service is there in the zones that its load balancers are in. */
function zonesUnder(balancers: readonly CloudResource[], world: World): readonly string[] {
  const zones = balancers.flatMap((balancer) =>
    texts(balancer.outputs, "subnets").flatMap((id) => {
      const subnet = world.find(balancer, types.subnet, id);
      return text(subnet?.outputs ?? {}, "availabilityZone") ?? [];
    }),
  );
  return [...new Set(zones)].sort();
}

/** The service's owner accepts, in the service's region, an endpoint of any account and region. */
const accepter: Handler = {
  type: types.endpointAccepter,
  id: ({ inputs }) =>
    acceptanceId(requiredText(inputs, "vpcEndpointServiceId"), requiredText(inputs, "vpcEndpointId")),
  replaceOn: ["region", "vpcEndpointId", "vpcEndpointServiceId"],
  absent: [],
  outputs: (request, world) => {
    const id = requiredText(request.inputs, "vpcEndpointServiceId");
    const { outputs } = needed(request, world, types.endpointService, id);
    const endpointId = requiredText(request.inputs, "vpcEndpointId");
    const endpoint = world.anywhere(types.endpoint, endpointId);
    if (endpoint?.outputs["serviceName"] !== outputs["serviceName"])
      refuseMissing(types.endpoint, endpointId, request);
    return regional(request, {}, { vpcEndpointState: "available" });
  },
};

/** Endpoint services of one's own, and the acceptance of connections to them. */
export const publishedServiceHandlers: readonly Handler[] = [service, accepter];
