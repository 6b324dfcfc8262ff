import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { checkCertificate, refuseTwin, vpcOf } from "./balancing";
import { numberOf, requiredText, tagged, text, unset } from "./fields";
import { forwardedTo, neededTargetGroup } from "./targetGroups";
import { types } from "./types";

/**
 * The protocols of the target groups that a listener of a Network Load Balancer may forward to, by its own.
 * Source: "Listeners for your Network Load Balancers".
 */
const forwarding: Readonly<Record<string, readonly string[]>> = {
  TCP: ["TCP", "TCP_UDP"],
  TCP_UDP: ["TCP_UDP"],
  TLS: ["TCP", "TLS"],
  UDP: ["UDP", "TCP_UDP"],
};

/** Headers that listeners of Application Load Balancers rewrite. */
const routing = [
  "routingHttpRequestXAmznMtlsClientcertHeaderName",
  "routingHttpRequestXAmznMtlsClientcertIssuerHeaderName",
  "routingHttpRequestXAmznMtlsClientcertLeafHeaderName",
  "routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName",
  "routingHttpRequestXAmznMtlsClientcertSubjectHeaderName",
  "routingHttpRequestXAmznMtlsClientcertValidityHeaderName",
  "routingHttpRequestXAmznTlsCipherSuiteHeaderName",
  "routingHttpRequestXAmznTlsVersionHeaderName",
  "routingHttpResponseAccessControlAllowCredentialsHeaderValue",
  "routingHttpResponseAccessControlAllowHeadersHeaderValue",
  "routingHttpResponseAccessControlAllowMethodsHeaderValue",
  "routingHttpResponseAccessControlAllowOriginHeaderValue",
  "routingHttpResponseAccessControlExposeHeadersHeaderValue",
  "routingHttpResponseAccessControlMaxAgeHeaderValue",
  "routingHttpResponseContentSecurityPolicyHeaderValue",
  "routingHttpResponseServerEnabled",
  "routingHttpResponseStrictTransportSecurityHeaderValue",
  "routingHttpResponseXContentTypeOptionsHeaderValue",
  "routingHttpResponseXFrameOptionsHeaderValue",
];

const listener: Handler = {
  type: types.listener,
  id: ({ inputs, digest }) => {
    const balancer = requiredText(inputs, "loadBalancerArn").replace(":loadbalancer/", ":listener/");
    return `${balancer}/${digest.slice(0, 16)}`;
  },
  replaceOn: ["loadBalancerArn", "region"],
  absent: [],
  outputs: (request, world) => {
    const { id, inputs } = request;
    const balancer = neededBalancer(request, world, requiredText(inputs, "loadBalancerArn"));
    const protocol = requiredText(inputs, "protocol");
    const port = numberOf(inputs, "port") ?? null;
    refuseTwin(request, world, types.listener, { loadBalancerArn: balancer.id, port }, () => {
      const message = `A listener already exists on this port for this load balancer '${balancer.id}'`;
      return new Refusal("DuplicateListener", message);
    });
    checkProtocol(request, protocol);
    for (const group of forwardedTo(inputs)) checkForwarding(request, world, balancer, protocol, group);
    return tagged(
      request,
      {
        ...unset(...routing, "alpnPolicy", "certificateArn", "mutualAuthentication"),
        ...protocolDefaults(protocol),
      },
      { arn: id },
    );
  },
};

function neededBalancer(request: ResourceRequest, world: World, id: string): CloudResource {
  const found = world.find(request, types.loadBalancer, id);
  if (found !== undefined) return found;
  throw new Refusal("LoadBalancerNotFound", `Load balancer '${id}' not found`);
}

function checkProtocol(request: ResourceRequest, protocol: string): void {
  if (forwarding[protocol] === undefined) {
    const known = Object.keys(forwarding).join(", ");
    throw new Refusal("ValidationError", `Listener protocol '${protocol}' must be one of '${known}'`);
  }
  const certificate = text(request.inputs, "certificateArn");
  if (protocol !== "TLS" && certificate !== undefined) {
    const message = `A certificate cannot be specified for ${protocol} listeners`;
    throw new Refusal("ValidationError", message);
  }
  if (protocol !== "TLS") return;
  if (certificate === undefined)
    throw new Refusal("ValidationError", "A certificate must be specified for TLS listeners");
  checkCertificate(request, certificate, () => {
    return new Refusal("CertificateNotFound", `Certificate '${certificate}' not found`);
  });
}

function checkForwarding(
  request: ResourceRequest,
  world: World,
  balancer: CloudResource,
  protocol: string,
  id: string,
): void {
  const group = neededTargetGroup(request, world, id);
  if (vpcOf(group) !== vpcOf(balancer)) {
    const message = `Target group '${id}' is not in the VPC of load balancer '${balancer.id}'`;
    throw new Refusal("InvalidConfigurationRequest", message);
  }
  const behind = requiredText(group.outputs, "protocol");
  if (forwarding[protocol]?.includes(behind) === true) return;
  throw new Refusal(
    "IncompatibleProtocols",
    `A listener of protocol ${protocol} cannot forward to a target group of protocol ${behind}`,
  );
}

function protocolDefaults(protocol: string): Properties {
  return {
    sslPolicy: protocol === "TLS" ? "ELBSecurityPolicy-2016-08" : "",
    tcpIdleTimeoutSeconds: protocol === "TCP" ? 350 : 0,
  };
}

/** Listeners of Network Load Balancers. */
export const listenerHandlers: readonly Handler[] = [listener];
