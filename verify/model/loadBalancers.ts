import { groupBy } from "../../components/groupBy";
import { hasUnknown, type ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { addressIn } from "./addresses";
import { certificateNames, domainsCoveredBy } from "./certificates";
import type { Instance, Interface, Listener, LoadBalancer, SecurityGroup, Subnet } from "./facts";
import { normalName } from "./dnsName";
import { memberOf } from "./membership";
import {
  accountIn,
  blocks,
  flag,
  isKnownList,
  isStray,
  isUnknown,
  labelOf,
  numberFrom,
  property,
  text,
  textOf,
  texts,
  type States,
} from "./reading";
import { types } from "./types";

/** The Network Load Balancers. */
export function loadBalancersIn(
  states: States,
  subnets: ReadonlyMap<string, Subnet>,
  groups: ReadonlyMap<string, SecurityGroup>,
  instances: ReadonlyMap<string, Instance>,
  placeholderIn: (subnet: Subnet) => number,
): readonly LoadBalancer[] {
  const made = states.of(types.listener);
  const listeners = groupBy(made, (state) => text(state, "loadBalancerArn") ?? "");
  const areListenersKnown = !made.some((state) => isStray(state, "loadBalancerArn", "port", "protocol"));
  const registered = registeredIn(states);
  return (
    states
      .of(types.loadBalancer)
      // One of unknown type may be one: what has its address is no caller.
      .filter(
        (state) =>
          isUnknown(property(state, "loadBalancerType")) || text(state, "loadBalancerType") === "network",
      )
      .map((state): LoadBalancer => {
        const arn = text(state, "arn") ?? state.id ?? "";
        const interfaces = interfacesOf(state, subnets, placeholderIn);
        const vpcId = text(state, "vpcId") ?? subnets.get(interfaces?.[0]?.subnetId ?? "")?.vpcId ?? "";
        return {
          id: state.id ?? "",
          label: labelOf(state),
          arn,
          account: accountIn(arn),
          vpcId,
          dnsName: normalName(text(state, "dnsName") ?? ""),
          interfaces,
          groups: memberOf(property(state, "securityGroups"), groups),
          crossZone: flag(state, "enableCrossZoneLoadBalancing", false),
          filtersPrivateLink: filtersPrivateLink(state),
          listeners: (listeners.get(arn) ?? []).map((listener) =>
            listenerOf(listener, states, registered, instances),
          ),
          listenersKnown: areListenersKnown && !isStray(state, "arn"),
        };
      })
  );
}

/** One a subnet, with the address that was fixed, where one was; undefined where a subnet is not known. */
function interfacesOf(
  state: ResourceState,
  subnets: ReadonlyMap<string, Subnet>,
  placeholderIn: (subnet: Subnet) => number,
): readonly Interface[] | undefined {
  const [named, mappings] = [property(state, "subnets"), property(state, "subnetMappings")];
  const fixed = new Map(
    blocks(mappings).map((mapping) => [
      textOf(mapping["subnetId"]) ?? "",
      textOf(mapping["privateIpv4Address"]),
    ]),
  );
  if (!isKnownList(named) || hasUnknown(mappings) || fixed.has("")) return undefined;
  const interfaces = [...new Set([...texts(named), ...fixed.keys()])].map(
    (subnetId): Interface | undefined => {
      const address = addressIn(fixed.get(subnetId) ?? "");
      if (address !== undefined) return { address, told: true, subnetId };
      const subnet = subnets.get(subnetId);
      return subnet && { address: placeholderIn(subnet), told: false, subnetId };
    },
  );
  return interfaces.length > 0 && interfaces.every((each) => each !== undefined) ? interfaces : undefined;
}

/** The target groups and what is registered in them, by the group's ARN. */
interface Registered {
  readonly groups: ReadonlyMap<string, readonly ResourceState[]>;
  readonly attachments: ReadonlyMap<string, readonly ResourceState[]>;
  /** Whether these are all. */
  readonly areKnown: boolean;
}

function registeredIn(states: States): Registered {
  const attachments = states.of(types.targetGroupAttachment);
  return {
    groups: groupBy(states.of(types.targetGroup), (group) => text(group, "arn") ?? group.id ?? ""),
    attachments: groupBy(attachments, (attachment) => text(attachment, "targetGroupArn") ?? ""),
    areKnown: !attachments.some((attachment) => isStray(attachment, "targetGroupArn", "targetId", "port")),
  };
}

function listenerOf(
  state: ResourceState,
  states: States,
  registered: Registered,
  instances: ReadonlyMap<string, Instance>,
): Listener {
  const groupArns = new Set(blocks(property(state, "defaultActions")).flatMap(targetGroupsOf));
  const targetGroups = [...groupArns].flatMap((arn) => registered.groups.get(arn) ?? []);
  const attachments = [...groupArns].flatMap((arn) => registered.attachments.get(arn) ?? []);
  const port = numberFrom(property(state, "port")) ?? 0;
  const groupPorts = new Map(
    targetGroups.map((group) => [
      text(group, "arn") ?? group.id ?? "",
      numberFrom(property(group, "port")) ?? port,
    ]),
  );
  return {
    label: labelOf(state),
    port,
    protocol: text(state, "protocol") ?? "TCP",
    certificateNames: certificateNames(states, text(state, "certificateArn")),
    coveredDomains: domainsCoveredBy(states, text(state, "certificateArn")),
    targets: attachments.map((attachment) => {
      const id = text(attachment, "targetId") ?? "";
      const instance = instances.get(id);
      const targetPort =
        numberFrom(property(attachment, "port")) ??
        groupPorts.get(text(attachment, "targetGroupArn") ?? "") ??
        port;
      return {
        label: labelOf(attachment),
        address: instance === undefined ? addressIn(id) : instance.at?.address,
        instance,
        port: targetPort,
      };
    }),
    targetsKnown:
      registered.areKnown &&
      // A group that is not there does not tell whether targets see the caller's address.
      targetGroups.length === groupArns.size &&
      !hasUnknown(property(state, "defaultActions")) &&
      !targetGroups.some((group) => isStray(group, "preserveClientIp")),
    preservesClient: targetGroups.some(preservesClient),
  };
}

/** AWS's default: on for instances, off for targets by address. Source: "Client IP preservation" of the NLB guide. */
function preservesClient(group: ResourceState): boolean {
  const told = property(group, "preserveClientIp");
  const byDefault = (text(group, "targetType") ?? "instance") === "instance";
  return told === undefined || told === "" ? byDefault : told === true || told === "true";
}

/** AWS's default is on. Source: "Update the security groups for your Network Load Balancer". */
function filtersPrivateLink(state: ResourceState): boolean | undefined {
  const told = property(state, "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic");
  return isUnknown(told) ? undefined : told !== "off";
}

/** An action names one group itself, or any number in a block. */
function targetGroupsOf(action: Mapping): readonly string[] {
  const forwarded = blocks(action["forward"]).flatMap((forward) => blocks(forward["targetGroups"]));
  return [textOf(action["targetGroupArn"]), ...forwarded.map((group) => textOf(group["arn"]))].flatMap(
    (arn) => arn ?? [],
  );
}
