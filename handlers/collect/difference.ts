import type { Server } from "../common/server";
import { etcWhenGone } from "./etc";
import { isOutsideEc2 } from "./managedNode";
import { serversOf, type Reading } from "./servers";
import type { Source } from "./sources";

/** A server that this function wrote. One without `region` was written by hand and is nobody's to change here. */
export interface CollectedServer extends Server {
  readonly region: string;
}

/** What the table holds: servers by hand, of which only the id counts, and collected ones. */
export interface KnownServers {
  readonly byHand: ReadonlySet<string>;
  readonly collected: ReadonlyMap<string, CollectedServer>;
}

/** One item to write. */
export interface Change {
  readonly kind: "changed" | "gone";
  readonly item: CollectedServer;
}

/**
 * What must be written so that the table says what a source answered: nothing where it says so already. Touches
 * neither servers by hand nor those of another account or region.
 */
export function differenceOf(source: Source, reading: Reading, known: KnownServers): readonly Change[] {
  const servers = serversOf(source, reading);
  const listed = new Set(servers.map((server) => server["instance-id"]));
  return [
    ...servers.flatMap((server) => changeOf(source, reading, server, known)),
    ...[...known.collected.values()]
      .filter((item) => isOf(source, item) && !listed.has(item["instance-id"]))
      .filter((item) => reading.nodes !== undefined || !isOutsideEc2(item["instance-id"]))
      .flatMap(goneChangeOf),
  ];
}

/**
 * What must be written of accounts and regions that are no source any more: nobody looks for their servers, so that
 * nobody would ever find that they have gone. Touches no server of a source, whether that can be read or not.
 */
export function abandonedBy(sources: readonly Source[], { collected }: KnownServers): readonly Change[] {
  return [...collected.values()]
    .filter((item) => !sources.some((source) => isOf(source, item)))
    .flatMap(goneChangeOf);
}

/** Marks a server as gone, unless it is marked so already. */
function goneChangeOf(before: CollectedServer): readonly Change[] {
  const item: CollectedServer = { ...before, alive: 0, etc: etcWhenGone(before.etc) };
  return isSame(item, before) ? [] : [{ kind: "gone", item }];
}

function changeOf(source: Source, reading: Reading, server: Server, known: KnownServers): readonly Change[] {
  const id = server["instance-id"];
  const before = known.collected.get(id);
  if (known.byHand.has(id) || (before !== undefined && !isOf(source, before))) return [];
  const item: CollectedServer = {
    ...(reading.nodes === undefined && before !== undefined ? withInventoryOf(before, server) : server),
    region: source.region,
  };
  return isSame(item, before) ? [] : [{ kind: "changed", item }];
}

/** What only Systems Manager tells stays as it was while it cannot be read. */
const withInventoryOf = (before: Server, server: Server): Server => ({
  ...server,
  os: before.os === "" ? server.os : before.os,
  version: before.version,
  name: server.name === "" ? before.name : server.name,
});

const isOf = ({ account, region }: Source, item: CollectedServer): boolean =>
  item.aws_account_id === account.id && item.region === region;

const isSame = (item: CollectedServer, other: CollectedServer | undefined): boolean =>
  other !== undefined && keysOf(item).every((key) => item[key] === other[key]);

const keysOf = (item: CollectedServer): readonly (keyof CollectedServer)[] =>
  Object.keys(item) as (keyof CollectedServer)[];
