import { parseTopology } from "../stacks/topology/parse";
import type { Topology } from "../stacks/topology/types";

/** Networks are parted so, and the first of each part is its hub. */
const parts = 10;

/**
 * Makes a topology in which every network calls every API. The networks' ranges are adjacent; the first
 * network of each tenth is a hub, through whose endpoint the others of that tenth call over peering.
 *
 * @param networks 1 to 4,096: each has a /20 of 10.0.0.0/8. More than a stack takes, too, for the sake of measuring.
 */
export function meshOf(networks: number, apis: number): Topology {
  if (!Number.isInteger(networks) || networks < 1 || networks > 4096) {
    throw new RangeError(`no /20 for each of ${networks}`);
  }
  const region = "ap-northeast-2";
  // One of each is read as a stack file would be, and tells the defaults of all.
  const one = parseTopology(
    {
      accounts: { callers: { id: "111111111111" }, apis: { id: "222222222222" } },
      networks: { one: { account: "callers", region, cidr: "10.0.0.0/20" } },
      apis: { one: { account: "apis", region } },
    },
    "a mesh",
  );
  const partSize = Math.ceil(networks / parts);
  const networkNames = names("network", networks);
  const apiNames = names("api", apis);
  return {
    ...one,
    networks: Object.fromEntries(
      networkNames.map((name, index) => [
        name,
        { ...entryOf(one.networks), cidr: `10.${index >> 4}.${(index % 16) * 16}.0/20` },
      ]),
    ),
    apis: Object.fromEntries(apiNames.map((name) => [name, entryOf(one.apis)])),
    links: networkNames.flatMap((from, index) =>
      apiNames.map((to) => ({ from, to, through: networkNames[index - (index % partSize)] ?? from })),
    ),
  };
}

function entryOf<Entry>(entries: Readonly<Record<string, Entry>>): Entry {
  const [entry] = Object.values(entries);
  if (entry === undefined) throw new RangeError("there is no entry");
  return entry;
}

function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, "0")}`);
}
