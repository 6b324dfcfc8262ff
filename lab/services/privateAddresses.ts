import { isIPv4 } from "node:net";
import type { ResourceRequest } from "../handler";
import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { blocks, text } from "./fields";
import { hash, numberFrom } from "./names";
import { addressAt, contains, sizeOf } from "./ranges";
import { types } from "./types";

/** The first four addresses of a subnet and its last one are AWS's own. */
const reserved = { first: 4, all: 5 };

/** Why a service refuses the address that it is asked for. */
export type AddressProblem = "outside" | "reserved" | "taken";

/** EC2's own words. */
function ec2Refusal(problem: AddressProblem, address: string): Refusal {
  const words: Readonly<Record<AddressProblem, readonly [code: string, message: string]>> = {
    outside: ["InvalidParameterValue", "Address does not fall within the subnet's address range"],
    reserved: ["InvalidParameterValue", `Address ${address} is in subnet's reserved address range`],
    taken: ["InvalidIPAddress.InUse", `Address ${address} is in use.`],
  };
  const [code, message] = words[problem];
  return new Refusal(code, message);
}

/**
 * The address of a new interface in a subnet: the one asked for, else a free one that stays the same. Undefined where none
 * is asked for and the subnet's range is not known, as an adopted one's.
 *
 * @throws Refusal where the address asked for cannot be had, or none is free.
 */
export function addressIn(
  request: ResourceRequest,
  world: World,
  subnet: CloudResource,
  asked: string | undefined,
): string | undefined {
  const range = text(subnet.outputs, "cidrBlock");
  if (asked !== undefined) {
    const problem = addressProblem(request, world, subnet, asked);
    if (problem !== undefined) throw ec2Refusal(problem, asked);
    return asked;
  }
  return range === undefined ? undefined : freeAddress(request.id, range, takenIn(request, world, subnet));
}

/** Why the address cannot be had in the subnet, or undefined. */
export function addressProblem(
  request: ResourceRequest,
  world: World,
  subnet: CloudResource,
  asked: string,
): AddressProblem | undefined {
  const range = text(subnet.outputs, "cidrBlock");
  if (!isIPv4(asked) || (range !== undefined && !contains(range, asked))) return "outside";
  if (range !== undefined && reservedIn(range).includes(asked)) return "reserved";
  return takenIn(request, world, subnet).has(asked) ? "taken" : undefined;
}

function reservedIn(range: string): readonly string[] {
  const first = Array.from({ length: reserved.first }, (_, position) => addressAt(range, position));
  return [...first, addressAt(range, sizeOf(range) - 1)];
}

function freeAddress(id: string, range: string, taken: ReadonlySet<string>): string {
  const usable = sizeOf(range) - reserved.all;
  const start = numberFrom(hash("endpoint address", id, range));
  for (let step = 0; step < usable; step += 1) {
    const address = addressAt(range, reserved.first + ((start + step) % usable));
    if (!taken.has(address)) return address;
  }
  throw new Refusal("InsufficientFreeAddressesInSubnet", `insufficient free addresses in ${range}`);
}

/** How to find what stands in a subnet, and the addresses that it has there. */
const holders: readonly (readonly [
  type: string,
  property: string,
  addresses: (record: CloudResource, subnetId: string) => readonly string[],
])[] = [
  [types.endpoint, "subnetIds", inBlocks("subnetConfigurations", "ipv4")],
  [types.loadBalancer, "subnets", inBlocks("subnetMappings", "privateIpv4Address")],
  [types.instance, "subnetId", ({ outputs }) => [text(outputs, "privateIp") ?? []].flat()],
];

function inBlocks(
  list: string,
  property: string,
): (record: CloudResource, subnetId: string) => readonly string[] {
  return ({ outputs }, subnetId) =>
    blocks(outputs, list).flatMap((entry) =>
      entry["subnetId"] === subnetId ? (text(entry, property) ?? []) : [],
    );
}

function takenIn(request: ResourceRequest, world: World, subnet: CloudResource): ReadonlySet<string> {
  return new Set(
    holders.flatMap(([type, property, addresses]) =>
      world
        .others(request, type, { [property]: subnet.id })
        .flatMap((record) => addresses(record, subnet.id)),
    ),
  );
}
