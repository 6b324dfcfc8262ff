import type { Properties } from "../../lab/resource";
import { types } from "../../verify/model/types";
import {
  add,
  apiId,
  endpointAddress,
  endpointId,
  endpointName,
  region,
  resource,
  route,
  type Change,
} from "./oneEndpoint";

/** A load balancer in a subnet of its own, which passes calls on to the endpoint. */
export const frontAddress = "10.0.2.20";
export const front: Change = add(
  resource(types.subnet, "front.subnet", "subnet-front", {
    vpcId: "vpc-home",
    cidrBlock: "10.0.2.0/24",
    availabilityZone: `${region}b`,
  }),
  resource(types.routeTable, "front.table", "rtb-front", { vpcId: "vpc-home", routes: [] }),
  resource(types.routeTableAssociation, "front.association", "a-front", {
    subnetId: "subnet-front",
    routeTableId: "rtb-front",
  }),
  route("front.corporate", "front", "192.168.0.0/16", { gatewayId: "vgw-0123456789abcdef0" }),
  resource(types.loadBalancer, "front", "front", {
    arn: "arn:front",
    loadBalancerType: "network",
    dnsName: "front.elb.amazonaws.com",
    vpcId: "vpc-home",
    securityGroups: [],
    subnetMappings: [{ subnetId: "subnet-front", privateIpv4Address: frontAddress }],
  }),
  resource(types.listener, "listener", "listener", {
    loadBalancerArn: "arn:front",
    port: 443,
    protocol: "TCP",
    defaultActions: [{ type: "forward", targetGroupArn: "arn:targets" }],
  }),
  resource(types.targetGroup, "targets", "targets", { arn: "arn:targets", targetType: "ip", port: 443 }),
  resource(types.targetGroupAttachment, "target", "target", {
    targetGroupArn: "arn:targets",
    targetId: endpointAddress,
    port: 443,
  }),
);

export const domainName = "srv.example.internal";
export const domainArn = `arn:aws:execute-api:${region}:222222222222:/domainnames/${domainName}+dom`;

/** A policy that allows these resources. */
export function policyOf(...resources: readonly string[]): string {
  return JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: resources }],
  });
}

/** A mapping of the private custom domain. */
export function mapping(name: string, basePath: unknown, more: Properties = {}): Change {
  return add(
    resource(types.basePathMapping, name, name, {
      domainName,
      basePath,
      restApi: apiId,
      stageName: "v1",
      ...more,
    }),
  );
}

/** A private custom domain with its hosted zone, and with its access association unless that is null. */
export function ownDomain(more: Properties = {}, association: Properties | null = {}): Change {
  return add(
    resource(types.zone, "zone", "Z1", {
      zoneId: "Z1",
      name: "example.internal",
      vpcs: [{ vpcId: "vpc-home" }],
    }),
    resource(types.record, "r", "r", {
      zoneId: "Z1",
      type: "A",
      name: domainName,
      aliases: [{ name: endpointName }],
    }),
    resource(types.domainName, "dom", "dom", {
      domainName,
      arn: domainArn,
      endpointConfiguration: { types: ["PRIVATE"] },
      policy: policyOf("*"),
      ...more,
    }),
    ...(association === null
      ? []
      : [
          resource(types.domainAssociation, "assoc", "assoc", {
            domainNameArn: domainArn,
            accessAssociationSource: endpointId,
            ...association,
          }),
        ]),
  );
}
