import { parseTopology } from "../stacks/topology/parse";
import type { Topology } from "../stacks/topology/types";

/** A made-up topology, as a stack file would hold it and as the program reads it. */
export interface MadeTopology {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly topology: Topology;
}

const regions = ["ap-northeast-2", "us-west-2", "eu-central-1"] as const;
const networkAccounts = 4;
const apiAccounts = 2;

/**
 * Makes a topology of so many networks, each with an API in its region and a link to it. Every fourth network also
 * calls the API of the network before it, over peering. The same count gives the same topology every time.
 *
 * @param count How many networks, 1 to 256: each has a /16 of 10.0.0.0/8.
 */
export function topologyOfSize(count: number): MadeTopology {
  if (!Number.isInteger(count) || count < 1 || count > 256)
    throw new RangeError(`no /16 for each of ${count}`);
  const indexes = range(count);
  const raw = {
    accounts: {
      ...named(range(networkAccounts), (index) => [`caller-${index}`, { id: `1${digits(index, 11)}` }]),
      ...named(range(apiAccounts), (index) => [
        `api-${index}`,
        { id: `2${digits(index, 11)}`, apiLogs: "create" },
      ]),
    },
    networks: named(indexes, (index) => [
      networkName(index),
      { account: `caller-${index % networkAccounts}`, region: regionOf(index), cidr: `10.${index}.0.0/16` },
    ]),
    apis: named(indexes, (index) => [
      apiName(index),
      { account: `api-${index % apiAccounts}`, region: regionOf(index) },
    ]),
    links: indexes.flatMap((index) => [
      { from: networkName(index), to: apiName(index) },
      ...(index % 4 === 3
        ? [{ from: networkName(index), to: apiName(index - 1), through: networkName(index - 1) }]
        : []),
    ]),
  };
  return { raw, topology: parseTopology(raw, `a topology of ${count} networks`) };
}

function named<Entry>(
  indexes: readonly number[],
  entryOf: (index: number) => readonly [string, Entry],
): Record<string, Entry> {
  return Object.fromEntries(indexes.map(entryOf));
}

function regionOf(index: number): string {
  return regions[index % regions.length] ?? regions[0];
}

function networkName(index: number): string {
  return `network-${digits(index, 3)}`;
}

function apiName(index: number): string {
  return `api-${digits(index, 3)}`;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
