import { awsService } from "../../../components/awsServices";
import { parseServiceName } from "../../../verify/model/serviceNames";
import { answerOf, nothingTold } from "./networkAnswers";
import type { CloudAnswer, CloudCall, Mending } from "./cloud";

/** What EC2 has been told that moto forgets. */
interface Memory {
  /** Zones by subnet. */
  readonly zones: Map<string, string>;
  /** Ranges by subnet. */
  readonly ranges: Map<string, string>;
  /** Addresses by network interface, and those of load balancers by subnet. */
  readonly addresses: Map<string, string>;
  /** Placement groups by instance. */
  readonly groups: Map<string, string>;
  /** Whether private DNS is on, by endpoint. */
  readonly privateDns: Map<string, boolean>;
}

/**
 * What moto does not do for networks: an endpoint's names as AWS writes them, the zonal and the private ones among them; private
 * DNS that is turned on or off later; the addresses that an endpoint's network interfaces have in their subnets, and those that
 * a load balancer was asked to have; and placement groups with who is in them, the acceptance of endpoints and what is put into
 * resource shares, of which it knows nothing.
 */
export function networkMending(): Mending {
  const memory: Memory = {
    zones: new Map(),
    ranges: new Map(),
    addresses: new Map(),
    groups: new Map(),
    privateDns: new Map(),
  };
  const told = nothingTold();
  return {
    before: (call) => answerOf(call, told),
    after: (call, answer) => (answer.status === 200 ? mended(call, answer, memory) : answer),
  };
}

type Mend = (body: string, call: CloudCall, memory: Memory) => string;

/** By EC2's operations. */
const mends: Readonly<Record<string, Mend>> = {
  CreateSubnet: (body, _call, { zones, ranges }) => {
    ranges.set(valueIn(body, "subnetId"), valueIn(body, "cidrBlock"));
    zones.set(valueIn(body, "subnetId"), valueIn(body, "availabilityZone"));
    return body;
  },
  CreateVpcEndpoint: (body, call, memory) => {
    const sent = new URLSearchParams(call.body);
    memory.privateDns.set(valueIn(body, "vpcEndpointId"), sent.get("PrivateDnsEnabled") === "true");
    for (const [index, id] of valuesIn(body, "networkInterfaceIdSet").entries()) {
      const number = String(index + 1);
      const range = memory.ranges.get(sent.get(`SubnetId.${number}`) ?? "");
      const address = sent.get(`SubnetConfiguration.${number}.Ipv4`) ?? addressIn(range, memory);
      if (address !== undefined) memory.addresses.set(id, address);
    }
    return withNames(body, call, memory);
  },
  ModifyVpcEndpoint: (body, call, memory) => {
    const sent = new URLSearchParams(call.body);
    const privateDns = sent.get("PrivateDnsEnabled");
    if (privateDns !== null) memory.privateDns.set(sent.get("VpcEndpointId") ?? "", privateDns === "true");
    return body;
  },
  DescribeVpcEndpoints: withNames,
  RunInstances: (body, call, { groups }) => {
    const group = new URLSearchParams(call.body).get("Placement.GroupName");
    if (group !== null) groups.set(valueIn(body, "instanceId"), group);
    return body;
  },
  DescribeInstances: (body, _call, { groups }) =>
    body
      .split(/(?=<reservationId>)/)
      .map((part) => {
        const group = groups.get(valueIn(part, "instanceId"));
        return group === undefined
          ? part
          : part.replace(/<placement>.*?<\/placement>/s, (placement) =>
              placement
                .replace(/<groupName\s*\/>|<groupName>[^<]*<\/groupName>/, "")
                .replace("<placement>", `<placement><groupName>${group}</groupName>`),
            );
      })
      .join(""),
  CreateLoadBalancer: (body, call, { addresses }) => {
    const sent = new URLSearchParams(call.body);
    for (const [key, value] of sent) {
      if (!key.endsWith(".PrivateIPv4Address")) continue;
      addresses.set(sent.get(key.replace("PrivateIPv4Address", "SubnetId")) ?? "", value);
    }
    return body;
  },
  DescribeLoadBalancers: (body, _call, { addresses }) =>
    body.replaceAll(/<SubnetId>([^<]+)<\/SubnetId>/g, (subnet, id: string) => {
      const address = addresses.get(id);
      const told = `<member><PrivateIPv4Address>${address ?? ""}</PrivateIPv4Address></member>`;
      return address === undefined
        ? subnet
        : `${subnet}<LoadBalancerAddresses>${told}</LoadBalancerAddresses>`;
    }),
  DescribeNetworkInterfaces: (body, _call, { addresses }) =>
    body
      .split(/(?=<item><availabilityZone>)/)
      .map((part) => {
        const address = addresses.get(valueIn(part, "networkInterfaceId"));
        return address === undefined
          ? part
          : part.replaceAll(/(<privateIpAddress>)[^<]+/g, (_all, start: string) => start + address);
      })
      .join(""),
};

function mended(call: CloudCall, answer: CloudAnswer, memory: Memory): CloudAnswer {
  const mend = mends[call.operation];
  return mend === undefined ? answer : { ...answer, body: mend(answer.body, call, memory) };
}

/** An address of a subnet that no other interface has been given. */
function addressIn(range: string | undefined, { addresses }: Memory): string | undefined {
  return range?.replace(/\.\d+\/\d+$/, `.${String(20 + (addresses.size % 200))}`);
}

/** Writes each endpoint's names, and whether its private ones are on. */
function withNames(body: string, call: CloudCall, memory: Memory): string {
  return body
    .split(/(?=<vpcEndpointId>)/)
    .map((part) => {
      const id = valueIn(part, "vpcEndpointId");
      const given = valueIn(part, "dnsName");
      if (id === "" || given === "") return part;
      const isPrivate = memory.privateDns.get(id) === true;
      const zones = valuesIn(part, "subnetIdSet").map((subnetId) => memory.zones.get(subnetId) ?? "");
      const own = given.split(".", 1)[0] ?? "";
      const names = namesOf({ own, zones, isPrivate, serviceName: valueIn(part, "serviceName") });
      const entries = names.map(
        (name) =>
          `<item><dnsName>${name}</dnsName><hostedZoneId>${zoneOf(name, id, call.region)}</hostedZoneId></item>`,
      );
      return part
        .replace(/<dnsEntrySet>.*<\/dnsEntrySet>/s, `<dnsEntrySet>${entries.join("")}</dnsEntrySet>`)
        .replace(/(<privateDnsEnabled>)[^<]+/, `$1${String(isPrivate)}`);
    })
    .join("");
}

/** What the names of an endpoint are made from. */
interface Named {
  /** The endpoint's own label, its id and some more letters. */
  readonly own: string;
  readonly zones: readonly string[];
  readonly isPrivate: boolean;
  readonly serviceName: string;
}

function namesOf({ own, zones, isPrivate, serviceName }: Named): readonly string[] {
  const { label, region } = parseServiceName(serviceName) ?? { label: undefined, region: "" };
  const service = awsService(label ?? "");
  const below = `${service?.ownLabel ?? serviceName.split(".").at(-1) ?? ""}.${region}.vpce.amazonaws.com`;
  return [
    ...[own, ...zones.map((zone) => `${own}-${zone}`).sort()].map((each) => `${each}.${below}`),
    ...(isPrivate ? (service?.privateNames(region) ?? []) : []),
  ];
}

/** All endpoints of a region have their names in one zone; the private ones lie in a zone of the endpoint's own. */
function zoneOf(name: string, id: string, region: string): string {
  return `Z${(name.includes(".vpce.") ? region : id).replaceAll("-", "").toUpperCase()}`;
}

function valueIn(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)<`).exec(xml)?.[1] ?? "";
}

/** The items of a list of plain values. */
function valuesIn(xml: string, element: string): readonly string[] {
  const list = new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(xml)?.[1] ?? "";
  return [...list.matchAll(/<item>([^<]*)<\/item>/g)].map(([, value = ""]) => value);
}
