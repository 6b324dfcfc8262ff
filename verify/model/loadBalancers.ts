import { groupBy } from "../../components/groupBy";
import { hasUnknown, type ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { addressIn, numberOf } from "./addresses";
import { certificateNames } from "./certificates";
import type { Interface, Listener, LoadBalancer, SecurityGroup, Subnet } from "./facts";
import { normalName } from "./dnsName";
import {
  blocks,
  flag,
  isKnownList,
  isStray,
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
): readonly LoadBalancer[] {
  const made = states.of(types.listener);
  const listeners = groupBy(made, (state) => text(state, "loadBalancerArn") ?? "");
  const areListenersKnown = !made.some((state) => isStray(state, "loadBalancerArn", "port", "protocol"));
  const registered = registeredIn(states);
  return states
    .of(types.loadBalancer)
    .filter((state) => text(state, "loadBalancerType") === "network")
    .map((state): LoadBalancer => {
      const interfaces = interfacesOf(state);
      const vpcId = text(state, "vpcId") ?? subnets.get(interfaces?.[0]?.subnetId ?? "")?.vpcId ?? "";
      return {
        id: state.id ?? "",
        label: labelOf(state),
        vpcId,
        dnsName: normalName(text(state, "dnsName") ?? ""),
        interfaces,
        groups: groupsOf(state, groups),
        crossZone: flag(state, "enableCrossZoneLoadBalancing", false),
        listeners: (listeners.get(text(state, "arn") ?? state.id ?? "") ?? []).map((listener) =>
          listenerOf(listener, states, registered),
        ),
        listenersKnown: areListenersKnown && !isStray(state, "arn"),
      };
    });
}

/** Its fixed addresses; undefined where AWS chose them and has not told. */
function interfacesOf(state: ResourceState): readonly Interface[] | undefined {
  const mappings = blocks(property(state, "subnetMappings"));
  const interfaces = mappings.flatMap((mapping) => {
    const address = textOf(mapping["privateIpv4Address"]);
    const subnetId = textOf(mapping["subnetId"]);
    return address === undefined || subnetId === undefined
      ? []
      : [{ address: numberOf(address), told: true, subnetId }];
  });
  return interfaces.length > 0 && interfaces.length === mappings.length ? interfaces : undefined;
}

function groupsOf(
  state: ResourceState,
  groups: ReadonlyMap<string, SecurityGroup>,
): readonly SecurityGroup[] | undefined {
  const given = property(state, "securityGroups");
  if (!isKnownList(given)) return undefined;
  const found = texts(given).map((id) => groups.get(id));
  return found.every((group) => group !== undefined) ? found : undefined;
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

function listenerOf(state: ResourceState, states: States, registered: Registered): Listener {
  const groupArns = new Set(blocks(property(state, "defaultActions")).flatMap(targetGroupsOf));
  const targetGroups = [...groupArns].flatMap((arn) => registered.groups.get(arn) ?? []);
  const attachments = [...groupArns].flatMap((arn) => registered.attachments.get(arn) ?? []);
  const port = numberFrom(property(state, "port")) ?? 0;
  return {
    label: labelOf(state),
    port,
    protocol: text(state, "protocol") ?? "TCP",
    certificateNames: certificateNames(states, text(state, "certificateArn")),
    targets: attachments.map((attachment) => ({
      label: labelOf(attachment),
      address: addressIn(text(attachment, "targetId") ?? ""),
      port: numberFrom(property(attachment, "port")) ?? port,
    })),
    targetsKnown:
      registered.areKnown &&
      !hasUnknown(property(state, "defaultActions")) &&
      !targetGroups.some((group) => isStray(group, "preserveClientIp")),
    // AWS's default for targets by address behind TCP or TLS: off. Source: "Client IP preservation", NLB guide.
    preservesClient: targetGroups.some((group) => String(property(group, "preserveClientIp")) === "true"),
  };
}

/** An action names one group itself, or any number in a block. */
function targetGroupsOf(action: Mapping): readonly string[] {
  const forwarded = blocks(action["forward"]).flatMap((forward) => blocks(forward["targetGroups"]));
  return [textOf(action["targetGroupArn"]), ...forwarded.map((group) => textOf(group["arn"]))].flatMap(
    (arn) => arn ?? [],
  );
}
