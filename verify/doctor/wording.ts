import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { types } from "../model/types";
import type { Canonical } from "./canonical";
import { statementText } from "./statements";

/** Says which one of its kind a resource is, from its properties. */
type Which = (values: Mapping, names: (id: unknown) => string) => string;

const rule =
  (direction: string): Which =>
  (values, names) =>
    `${names(values["securityGroupId"])} sg ${direction} ${peerOf(values)}:${portsOf(values)}`;

/** What has no name of its own that tells anything. */
const which: Readonly<Record<string, Which>> = {
  [types.securityGroupIngressRule]: rule("ingress"),
  [types.securityGroupEgressRule]: rule("egress"),
  [types.route]: (values, names) =>
    `${names(values["routeTableId"])} route ${shown(values["destinationCidrBlock"] ?? values["destinationIpv6CidrBlock"] ?? values["destinationPrefixListId"])}`,
  [types.routeTableAssociation]: (values, names) => `${names(values["subnetId"])} route table association`,
  [types.endpointPolicy]: (values, names) => `${names(values["vpcEndpointId"])} endpoint policy`,
  [types.restApiPolicy]: (values, names) => `${names(values["restApiId"])} resource policy`,
  [types.lambdaPermission]: (values, names) =>
    `${names(values["function"])} permission for ${shown(values["principal"])} from ${shown(values["sourceArn"] ?? "anywhere")}`,
};

/** How AWS calls what Pulumi's type tokens call otherwise. */
const kinds: Readonly<Record<string, string>> = {
  [types.vpc]: "VPC",
  [types.endpoint]: "endpoint",
  [types.restApi]: "API",
  [types.apiResource]: "API resource",
  [types.defaultSecurityGroup]: "default security group",
  [types.peering]: "peering",
  [types.peeringAccepter]: "peering acceptance",
  [types.peeringOptions]: "peering options",
  [types.gatewayAccount]: "API Gateway account settings",
  [types.lambdaFunction]: "function",
};

/** What a resource is called in a sentence, for example `seoul.endpoint sg ingress 10.1.0.0/16:443`. */
export function phraseOf(
  { type, urn }: Pick<ResourceState, "type" | "urn">,
  values: Mapping,
  names: (id: unknown) => string,
): string {
  return which[type]?.(values, names) ?? `${nameOf(urn)} ${kindOf(type)}`;
}

export function kindOf(type: string): string {
  const own = type.slice(type.lastIndexOf(":") + 1);
  return kinds[type] ?? own.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

function peerOf(values: Mapping): string {
  const peer = ["cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId"].flatMap(
    (key) => values[key] ?? [],
  )[0];
  return shown(peer ?? "anyone");
}

function portsOf({ ipProtocol, fromPort, toPort }: Mapping): string {
  if (ipProtocol === "-1" || fromPort === undefined || fromPort === null) return "all";
  return fromPort === toPort ? shown(fromPort) : `${shown(fromPort)}-${shown(toPort)}`;
}

/** A value as a line of text shows it. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "nothing" : JSON.stringify(value);
}

/** What is different, after the resource. */
export function changeOf(path: readonly string[], expected: Canonical, found: Canonical): string {
  const setting = path.join(".");
  const [lacks, has] = [statementsIn(path, expected), statementsIn(path, found)];
  if (lacks !== undefined && has !== undefined && lacks.length + has.length > 0) {
    const parts = [
      ...lacks.map((statement) => `lacks ${statementText(statement)}`),
      ...has.map((statement) => `has besides ${statementText(statement)}`),
    ];
    return `${path.at(-1) === "Statement" ? path.slice(0, -1).join(".") : setting}: ${parts.join("; ")}`;
  }
  // What is off is the same as what is not there.
  if (expected === "true" && found === undefined) return `${setting}: true expected, false found`;
  if (expected === undefined && found === "true") return `${setting}: false expected, true found`;
  if (found === undefined) return `${setting}: ${shown(expected)} is missing`;
  if (expected === undefined) return `${setting}: ${shown(found)} is not the program's`;
  return `${setting}: ${shown(expected)} expected, ${shown(found)} found`;
}

/** The statements of a policy, or of a part of it; undefined of what is no policy. */
function statementsIn(path: readonly string[], value: Canonical): readonly Canonical[] | undefined {
  if (value === undefined) return [];
  const isDocument = isMapping(value) && Object.hasOwn(value, "Statement");
  const statements = isDocument ? value["Statement"] : value;
  if (!isDocument && path.at(-1) !== "Statement") return undefined;
  return Array.isArray(statements) ? (statements as readonly Canonical[]) : [statements];
}
