import { awsService } from "../../components/awsServices";
import type { ResourceState } from "../../lab/state";
import { numberOf } from "./addresses";
import type { Endpoint, Interface, SecurityGroup, Subnet } from "./facts";
import { mayBe } from "./endpointKinds";
import { endpointPoliciesIn } from "./endpointPolicies";
import { acceptedIn } from "./endpointServices";
import { defaultGroupsIn, memberOf } from "./membership";
import {
  accountIn,
  blocks,
  flag,
  isKnownList,
  isUnknown,
  labelOf,
  property,
  text,
  textOf,
  texts,
  type States,
} from "./reading";
import { parseServiceName } from "./serviceNames";
import { types } from "./types";

export function isOfApiGateway({ serviceName }: Endpoint): boolean {
  return serviceName.endsWith(".execute-api");
}

/** The interface endpoints. */
export function endpointsIn(
  states: States,
  subnets: ReadonlyMap<string, Subnet>,
  groups: ReadonlyMap<string, SecurityGroup>,
  placeholderIn: (subnet: Subnet) => number,
): readonly Endpoint[] {
  const policyOf = endpointPoliciesIn(states);
  const accepted = acceptedIn(states);
  const defaultGroups = defaultGroupsIn(states);
  return states
    .of(types.endpoint)
    .filter((state) => mayBe("Interface", state))
    .map((state): Endpoint => {
      const { id = "" } = state;
      const interfaces = interfacesOf(state, subnets, placeholderIn);
      const vpcId = text(state, "vpcId") ?? subnets.get(interfaces[0]?.subnetId ?? "")?.vpcId ?? "";
      const serviceName = text(state, "serviceName") ?? "";
      const service = parseServiceName(serviceName);
      const region = text(state, "region") ?? service?.region ?? "";
      return {
        id,
        label: labelOf(state),
        serviceName,
        vpcId,
        region,
        account: text(state, "ownerId") ?? accountIn(text(state, "arn")),
        privateDns: privateDnsOf(state),
        privateNames: awsService(service?.label ?? "")?.privateNames(service?.region ?? region) ?? [],
        interfaces,
        names: namesOf(state, service?.label),
        groups: memberOf(property(state, "securityGroupIds"), groups, defaultGroups(vpcId)),
        policy: policyOf(state),
        dualStack: text(state, "ipAddressType") === "dualstack",
        unavailable: unavailable(state, accepted),
      };
    });
}

/** A state file keeps the word from before the connection was accepted. */
function unavailable(state: ResourceState, accepted: ReadonlySet<string>): string | undefined {
  const word = text(state, "state");
  const isPending = word?.toLowerCase() === "pendingacceptance";
  if (word?.toLowerCase() === "available" || (isPending && accepted.has(state.id ?? ""))) return undefined;
  return word;
}

/**
 * Whether private DNS answers the VPC's own workloads: an endpoint may keep it for those who ask an inbound resolver. Source:
 * `PrivateDnsOnlyForInboundResolverEndpoint` of the Amazon EC2 API reference.
 */
function privateDnsOf(state: ResourceState): boolean | undefined {
  const isOn = flag(state, "privateDnsEnabled", false);
  const options = property(state, "dnsOptions");
  const others = blocks(options).map((entry) => entry["privateDnsOnlyForInboundResolverEndpoint"]);
  if (isOn === false || others.includes(true)) return false;
  return isUnknown(options) || others.some(isUnknown) ? undefined : isOn;
}

/** The addresses as AWS tells them, else any one of each subnet; none where one of the subnets is not known. */
function interfacesOf(
  state: ResourceState,
  subnets: ReadonlyMap<string, Subnet>,
  placeholderIn: (subnet: Subnet) => number,
): readonly Interface[] {
  const told = toldOf(state);
  if (!isKnownList(property(state, "subnetIds")) || told.has("")) return [];
  const ids = new Set([...texts(property(state, "subnetIds")), ...told.keys()]);
  return [...ids].flatMap((subnetId): readonly Interface[] => {
    const address = told.get(subnetId);
    if (address !== undefined) return [{ address: numberOf(address), told: true, subnetId }];
    const subnet = subnets.get(subnetId);
    return subnet === undefined ? [] : [{ address: placeholderIn(subnet), told: false, subnetId }];
  });
}

/** Addresses by subnet. */
function toldOf(state: ResourceState): ReadonlyMap<string, string | undefined> {
  return new Map(
    blocks(property(state, "subnetConfigurations")).map((entry) => [
      textOf(entry["subnetId"]) ?? "",
      textOf(entry["ipv4"]),
    ]),
  );
}

/** The names under the endpoint's own domain; the zonal ones hold the zone's name. */
function namesOf(state: ResourceState, service: string | undefined): Endpoint["names"] {
  return blocks(property(state, "dnsEntries")).flatMap((entry) => {
    const name = textOf(entry["dnsName"])?.toLowerCase();
    if (name?.includes(".vpce.") !== true) return [];
    const zone = /^(?:\*\.)?vpce-[^-.]+-[^-.]+-([^.]+)\./.exec(name)?.[1];
    // Buckets, access points and the control API have names below it. Source: "AWS PrivateLink for Amazon S3".
    const below = service === "s3" && !name.startsWith("*.") ? [`*.${name}`] : [];
    return [name, ...below].map((each) => ({ name: each, zone }));
  });
}
