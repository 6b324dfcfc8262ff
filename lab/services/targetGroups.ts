import { isIPv4 } from "node:net";
import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { arnSuffixOf, balancingName, checkBalancingName, nameInArn, refuseTwin, vpcOf } from "./balancing";
import { block, blocks, given, numberOf, regional, requiredText, tagged, text, unset } from "./fields";
import { arn } from "./names";
import { contains } from "./ranges";
import { types } from "./types";

/** Source: "Target groups for your Network Load Balancers", and `Protocol` of `CreateTargetGroup`. */
const protocols = ["GENEVE", "HTTP", "HTTPS", "TCP", "TCP_UDP", "TLS", "UDP"];
const targetTypes = ["instance", "ip"];

const targetGroup: Handler = {
  type: types.targetGroup,
  id: (request) => {
    const path = `targetgroup/${balancingName(request)}/${request.digest.slice(0, 16)}`;
    return arn(request, "elasticloadbalancing", path);
  },
  replaceOn: [
    "ipAddressType",
    "name",
    "namePrefix",
    "port",
    "protocol",
    "protocolVersion",
    "region",
    "targetType",
    "vpcId",
  ],
  absent: ["loadBalancingAlgorithmType", "loadBalancingAnomalyMitigation"],
  outputs: (request, world) => {
    const { id, inputs } = request;
    const name = nameInArn(id);
    checkBalancingName(name, "Target group");
    refuseTwin(request, world, types.targetGroup, { name }, () => {
      const message = `A target group with the same name '${name}' exists, but with different settings`;
      return new Refusal("DuplicateTargetGroupName", message);
    });
    const protocol = oneOf(inputs, "protocol", protocols, "");
    const targetType = oneOf(inputs, "targetType", targetTypes, "instance");
    const vpcId = requiredText(inputs, "vpcId");
    if (world.find(request, types.vpc, vpcId) === undefined)
      throw new Refusal("ValidationError", `The VPC ID '${vpcId}' is not found`);
    return tagged(
      request,
      {
        ...unset("lambdaMultiValueHeadersEnabled", "protocolVersion", "targetControlPort"),
        connectionTermination: false,
        deregistrationDelay: 300,
        ipAddressType: "ipv4",
        loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
        namePrefix: "",
        preserveClientIp: String(preservesClientIp(protocol, targetType)),
        proxyProtocolV2: false,
        slowStart: 0,
        stickiness: { cookieDuration: 0, cookieName: "", enabled: false, type: "source_ip" },
        targetFailovers: [{ onDeregistration: null, onUnhealthy: null }],
        targetGroupHealth: {
          dnsFailover: { minimumHealthyTargetsCount: "1", minimumHealthyTargetsPercentage: "off" },
          unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
        },
        targetHealthStates: [{ enableUnhealthyConnectionTermination: true, unhealthyDrainingInterval: 0 }],
      },
      {
        arn: id,
        arnSuffix: arnSuffixOf(id),
        healthCheck: { ...healthByDefault, ...given(block(inputs, "healthCheck") ?? {}) },
        loadBalancerArns: [],
        name,
        targetType,
      },
    );
  },
  beforeDelete: (record, world) => {
    const inUse = world
      .others(record, types.listener, {})
      .some(({ outputs }) => forwardedTo(outputs).includes(record.id));
    if (!inUse) return;
    const message = `Target group '${record.id}' is currently in use by a listener or a rule`;
    throw new Refusal("ResourceInUse", message);
  },
};

/** Source: "Health checks for Network Load Balancer target groups". */
const healthByDefault: Properties = {
  enabled: true,
  healthyThreshold: 5,
  interval: 30,
  matcher: "",
  path: "",
  port: "traffic-port",
  protocol: "TCP",
  timeout: 10,
  unhealthyThreshold: 2,
};

/** Source: "Client IP preservation", Network Load Balancer guide. */
function preservesClientIp(protocol: string, targetType: string): boolean {
  return targetType === "instance" || protocol === "UDP" || protocol === "TCP_UDP";
}

function oneOf(inputs: Properties, key: string, values: readonly string[], otherwise: string): string {
  const value = text(inputs, key) ?? otherwise;
  if (values.includes(value)) return value;
  const message = `Value '${value}' at '${key}' must be one of [${values.join(", ")}]`;
  throw new Refusal("ValidationError", message);
}

/** The target groups that a listener's default actions forward to, by ARN. */
export function forwardedTo(listener: Properties): readonly string[] {
  return blocks(listener, "defaultActions").flatMap((action) => [
    ...[text(action, "targetGroupArn") ?? []].flat(),
    ...blocks(block(action, "forward") ?? {}, "targetGroups").map((group) => requiredText(group, "arn")),
  ]);
}

/** @throws Refusal where the account has no such target group in the region. */
export function neededTargetGroup(request: ResourceRequest, world: World, id: string): CloudResource {
  const found = world.find(request, types.targetGroup, id);
  if (found !== undefined) return found;
  throw new Refusal("TargetGroupNotFound", `Target groups '${id}' not found`);
}

const attachment: Handler = {
  type: types.targetGroupAttachment,
  id: ({ inputs, digest }) => `${requiredText(inputs, "targetGroupArn")}-${digest.slice(0, 26)}`,
  replaceOn: ["availabilityZone", "port", "quicServerId", "region", "targetGroupArn", "targetId"],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    const group = neededTargetGroup(request, world, requiredText(inputs, "targetGroupArn"));
    const check = group.outputs["targetType"] === "ip" ? checkAddress : checkInstance;
    check(request, world, group, requiredText(inputs, "targetId"));
    return regional(request, {
      ...unset("availabilityZone", "quicServerId"),
      port: numberOf(group.outputs, "port") ?? null,
    });
  },
};

function checkInstance(request: ResourceRequest, world: World, group: CloudResource, id: string): void {
  const target = world.find(request, types.instance, id);
  if (target === undefined) throw new Refusal("InvalidTarget", `The instance ID '${id}' is not valid`);
  const subnet = world.find(request, types.subnet, target.outputs["subnetId"]);
  if (subnet !== undefined && vpcOf(subnet) === vpcOf(group)) return;
  const message = `The following targets are not in the target group VPC '${vpcOf(group)}': '${id}'`;
  throw new Refusal("InvalidTarget", message);
}

/** Source: `AvailabilityZone` of `TargetDescription`, Elastic Load Balancing API reference. */
function checkAddress(request: ResourceRequest, world: World, group: CloudResource, address: string): void {
  if (!isIPv4(address))
    throw new Refusal("ValidationError", `The IP address '${address}' is not a valid IPv4 address`);
  if (text(request.inputs, "availabilityZone") === "all") return;
  const vpc = world.find(request, types.vpc, vpcOf(group));
  // An adopted VPC's record may not know its range.
  const range = text(vpc?.outputs ?? {}, "cidrBlock");
  if (range === undefined || contains(range, address)) return;
  throw new Refusal(
    "InvalidTarget",
    `The IP address '${address}' is outside of the VPC '${vpcOf(group)}': the Availability Zone must be 'all'`,
  );
}

/** Target groups and what is registered in them. */
export const targetGroupHandlers: readonly Handler[] = [targetGroup, attachment];
