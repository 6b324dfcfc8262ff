import { awsService } from "../../components/awsServices";
import type { ResourceState } from "../../lab/state";
import { numberOf } from "./addresses";
import type { Endpoint, Interface, SecurityGroup, Subnet } from "./facts";
import { policyFact } from "./policies";
import {
  accountIn,
  blocks,
  declared,
  flag,
  isKnownList,
  isStray,
  isUnknown,
  labelOf,
  property,
  text,
  textOf,
  texts,
  type States,
} from "./reading";
import { types } from "./types";

/** What an endpoint allows until it is told otherwise. Source: "Default endpoint policy" of the AWS PrivateLink guide. */
const fullAccess = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

/** The first four addresses of a subnet are AWS's own. Source: "Subnet sizing" of the Amazon VPC User Guide. */
const firstUsable = 4;

export function isOfApiGateway({ serviceName }: Endpoint): boolean {
  return serviceName.endsWith(".execute-api");
}

/** The interface endpoints. */
export function endpointsIn(
  states: States,
  subnets: ReadonlyMap<string, Subnet>,
  groups: ReadonlyMap<string, SecurityGroup>,
): readonly Endpoint[] {
  const policies = new Map(
    states.of(types.endpointPolicy).map((state) => [text(state, "vpcEndpointId") ?? "", state]),
  );
  const isAnyStray = states.of(types.endpointPolicy).some((state) => isStray(state, "vpcEndpointId"));
  const defaultGroups = new Map(
    states.of(types.vpc).map((vpc) => [vpc.id ?? "", text(vpc, "defaultSecurityGroupId") ?? ""]),
  );
  return states
    .of(types.endpoint)
    .filter((state) => kindOf(state) === "Interface")
    .map((state): Endpoint => {
      const { id = "" } = state;
      const interfaces = interfacesOf(state, subnets);
      const vpcId = text(state, "vpcId") ?? subnets.get(interfaces[0]?.subnetId ?? "")?.vpcId ?? "";
      const serviceName = text(state, "serviceName") ?? "";
      const region = text(state, "region") ?? regionOf(serviceName);
      const own = policies.get(id);
      return {
        id,
        label: labelOf(state),
        serviceName,
        vpcId,
        region,
        account: text(state, "ownerId") ?? accountIn(text(state, "arn")),
        privateDns: flag(state, "privateDnsEnabled", false),
        privateNames: awsService(labelIn(serviceName))?.privateNames(region) ?? [],
        interfaces,
        names: namesOf(state),
        groups: groupsOf(state, groups, defaultGroups.get(vpcId)),
        policy: own === undefined && isAnyStray ? undefined : policyOf(state, own),
        dualStack: text(state, "ipAddressType") === "dualstack",
        unavailable: [text(state, "state")].find((word) => word?.toLowerCase() !== "available"),
      };
    });
}

/** Some programs leave it out, yet none makes another kind for API Gateway. */
function kindOf(state: ResourceState): string {
  const isApiGateway = text(state, "serviceName")?.endsWith(".execute-api") === true;
  return text(state, "vpcEndpointType") ?? (isApiGateway ? "Interface" : "Gateway");
}

/** What a service name calls a service of AWS, such as `execute-api`; empty for somebody's own service. */
function labelIn(serviceName: string): string {
  return /^com\.amazonaws\.(?!vpce\.)[^.]+\.(.+)$/.exec(serviceName)?.[1] ?? "";
}

/** The region in a service name, such as `com.amazonaws.ap-northeast-2.execute-api`. */
function regionOf(service: string): string {
  return service.split(".").at(-2) ?? "";
}

/** The addresses as AWS tells them, else any one of each subnet; none where one of the subnets is not known. */
function interfacesOf(state: ResourceState, subnets: ReadonlyMap<string, Subnet>): readonly Interface[] {
  const told = new Map(
    blocks(property(state, "subnetConfigurations")).map((entry) => [
      textOf(entry["subnetId"]) ?? "",
      textOf(entry["ipv4"]),
    ]),
  );
  if (!isKnownList(property(state, "subnetIds")) || told.has("")) return [];
  const ids = new Set([...texts(property(state, "subnetIds")), ...told.keys()]);
  return [...ids].flatMap((subnetId, index): readonly Interface[] => {
    const address = told.get(subnetId);
    if (address !== undefined) return [{ address: numberOf(address), told: true, subnetId }];
    const subnet = subnets.get(subnetId);
    return subnet === undefined
      ? []
      : [{ address: subnet.range.first + firstUsable + index, told: false, subnetId }];
  });
}

/** The names under the endpoint's own domain; the zonal ones hold the zone's name. */
function namesOf(state: ResourceState): Endpoint["names"] {
  return blocks(property(state, "dnsEntries")).flatMap((entry) => {
    const name = textOf(entry["dnsName"])?.toLowerCase();
    if (name?.includes(".vpce.") !== true) return [];
    const zone = /^vpce-[^-.]+-[^-.]+-([^.]+)\./.exec(name)?.[1];
    return [{ name, zone }];
  });
}

/** The groups that are named, else the VPC's default one; undefined where one of them is not known. */
function groupsOf(
  state: ResourceState,
  groups: ReadonlyMap<string, SecurityGroup>,
  defaultGroup: string | undefined,
): readonly SecurityGroup[] | undefined {
  const given = property(state, "securityGroupIds");
  if (!isKnownList(given)) return undefined;
  const ids = texts(given);
  const found = (ids.length > 0 ? ids : [defaultGroup ?? ""]).map((id) => groups.get(id));
  return found.every((group) => group !== undefined) ? found : undefined;
}

/** The resource that sets the policy, else what the endpoint itself was made with. */
function policyOf(endpoint: ResourceState, own: ResourceState | undefined): Endpoint["policy"] {
  if (own !== undefined) return policyFact(labelOf(own), text(own, "policy"));
  const given = declared(endpoint, "policy");
  if (isUnknown(given)) return undefined;
  return policyFact(labelOf(endpoint), textOf(given) ?? fullAccess);
}
