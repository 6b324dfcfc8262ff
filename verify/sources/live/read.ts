import { groupBy } from "../../../components/groupBy";
import type { Unread } from "../../doctor/report";
import type { Clients } from "./clients";
import { isExpiry } from "./credentialProblem";
import type { LiveAccounts } from "./credentials";
import { refusalOf } from "./refusal";
import type { ReadingPlace } from "./places";
import type { LiveResource, Reader } from "./types";
import { UserError } from "../../../stacks/userError";

export interface ReadingProgress {
  readonly account: string;
  readonly region: string;
  /** Readers, of this place. */
  readonly done: number;
  readonly total: number;
}

export interface ReadingOptions {
  readonly readers: readonly Reader[];
  readonly accounts: LiveAccounts;
  readonly clients: Clients;
  /** The value of the tag `apilink:topology`. */
  readonly topology: string;
  readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
}

export interface Reading {
  readonly resources: readonly LiveResource[];
  readonly unread: readonly Unread[];
}

const phases = [1, 2, 3] as const;

/**
 * Reads all places at the same time, each one in phases. What one reader may not read in one place is told, and the rest goes
 * on.
 *
 * @throws UserError where the credentials expire on the way.
 */
export async function readLive(places: readonly ReadingPlace[], options: ReadingOptions): Promise<Reading> {
  const read = await Promise.all(places.map((place) => readPlace(place, options)));
  return {
    resources: once(read.flatMap(({ resources }) => resources)),
    unread: read.flatMap(({ unread }) => unread),
  };
}

/** What has no region is found from every region where something has to do with it, as a zone is by its VPCs. */
function once(resources: readonly LiveResource[]): readonly LiveResource[] {
  const seen = new Set<string>();
  return resources.filter(({ account, type, id, outputs }) => {
    if (outputs["region"] !== undefined) return true;
    const key = `${account} ${type} ${id}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

async function readPlace(place: ReadingPlace, options: ReadingOptions): Promise<Reading> {
  const { account, region, isFirstOfAccount, adopted } = place;
  const credentials = options.accounts.get(account);
  if (credentials === undefined) throw new RangeError(`there are no credentials for ${account}`);
  const readers = options.readers.filter(({ global }) => global !== true || isFirstOfAccount);
  const resources: LiveResource[] = [];
  const unread: Unread[] = [];
  const client = options.clients.in(region, credentials);
  let done = 0;
  const tell = (): void => options.onProgress?.({ account, region, done, total: readers.length });
  tell();
  for (const phase of phases) {
    const [before, refused] = [[...resources], [...unread]];
    const found = (type: string): readonly LiveResource[] => {
      const missing = refused.find(({ types }) => types.includes(type));
      if (missing !== undefined) throw new NotFoundOut(missing);
      return before.filter((each) => each.type === type);
    };
    const context = { account, region, client, topology: options.topology, adopted, found };
    const refusedBeside = (reader: Reader, noted: Unread[]) => (error: unknown, types: readonly string[]) => {
      if (error instanceof NotFoundOut || options.clients.operationOf(error) === undefined) return false;
      const note = unreadOf(error, { ...reader, types }, place, options);
      if (note.permission === null) return false;
      noted.push(note);
      return true;
    };
    const read = await Promise.all(
      readers
        .filter((reader) => reader.phase === phase)
        .map(async (reader): Promise<Reading> => {
          const noted: Unread[] = [];
          try {
            const resources = await reader.read({ ...context, refused: refusedBeside(reader, noted) });
            return { resources, unread: noted };
          } catch (error) {
            return { resources: [], unread: [unreadOf(error, reader, place, options)] };
          } finally {
            done += 1;
            tell();
          }
        }),
    );
    for (const each of read) {
      resources.push(...each.resources);
      unread.push(...each.unread);
    }
  }
  return { resources, unread: merged(unread) };
}

/** What a reader goes by could not be read, so that it does not know what to ask for. */
class NotFoundOut extends Error {
  readonly unread: Unread;

  constructor(unread: Unread) {
    super(unread.message);
    this.unread = unread;
  }
}

/** One entry for each reason. */
function merged(unread: readonly Unread[]): readonly Unread[] {
  const alike = groupBy(unread, ({ permission, message }) => `${permission ?? ""} ${message}`);
  return [...alike.values()].flatMap((group) => {
    const types = [...new Set(group.flatMap((each) => each.types))];
    return group.slice(0, 1).map((first) => ({ ...first, types }));
  });
}

function unreadOf(
  error: unknown,
  { permissions, types }: Reader,
  { account, region }: ReadingPlace,
  { clients, readers }: ReadingOptions,
): Unread {
  if (error instanceof NotFoundOut) return { ...error.unread, types };
  if (isExpiry(error)) {
    throw new UserError(
      `the credentials of ${account} expired while it was read\n  hint: sign in again, and run it again`,
    );
  }
  const others = readers.flatMap((reader) => reader.permissions);
  const refusal = refusalOf(error, permissions, clients.operationOf(error), others);
  if (refusal === undefined) throw error;
  return { account, region, types, ...refusal };
}
