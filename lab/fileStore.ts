import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CloudResource, Place } from "./resource";
import type { Store } from "./world";

interface Cached {
  readonly version: string;
  readonly record: CloudResource;
}

let written = 0;

/**
 * A store of files, one folder an account: `<dir>/<account>/<region>/<type>/<id>.json`. Several processes can use
 * the same folder at once: a file is written under another name and then renamed, so nobody reads half of one.
 */
export class FileStore implements Store {
  private readonly cache = new Map<string, Cached>();

  constructor(private readonly dir: string) {}

  get(place: Place, type: string, id: string): CloudResource | undefined {
    return this.read(this.fileOf({ ...place, type, id }));
  }

  all(type: string): readonly CloudResource[] {
    const accounts = namesIn(this.dir).map((account) => join(this.dir, account));
    const regions = accounts.flatMap((account) => namesIn(account).map((region) => join(account, region)));
    const folders = regions.map((region) => join(region, fileNameOf(type)));
    const files = folders.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
    return files
      .filter((file) => file.endsWith(".json"))
      .map((file) => this.read(file))
      .filter((record) => record !== undefined);
  }

  put(record: CloudResource): void {
    const file = this.fileOf(record);
    const draft = `${file}.${process.pid}-${++written}`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, JSON.stringify(record, undefined, 2));
    renameSync(draft, file);
  }

  remove(record: CloudResource): void {
    const file = this.fileOf(record);
    this.cache.delete(file);
    rmSync(file, { force: true });
  }

  /** Parsing is what costs: a file that is the same as before is not read again. */
  private read(file: string): CloudResource | undefined {
    return whereItExists(() => {
      const { ino, mtimeNs, size } = statSync(file, { bigint: true });
      const version = `${ino}/${mtimeNs}/${size}`;
      const cached = this.cache.get(file);
      if (cached?.version === version) return cached.record;
      const record = JSON.parse(readFileSync(file, "utf8")) as CloudResource;
      this.cache.set(file, { version, record });
      return record;
    });
  }

  private fileOf(record: Place & { readonly type: string; readonly id: string }): string {
    const { account, region, type, id } = record;
    return join(
      this.dir,
      fileNameOf(account),
      fileNameOf(region),
      fileNameOf(type),
      `${fileNameOf(id)}.json`,
    );
  }
}

/** File systems take 255 bytes; the rest is for what comes after the name. */
const longestName = 200;

/** No separator and no dot survives, so that no id can lead out of the folder. */
function fileNameOf(text: string): string {
  const name = encodeURIComponent(text).replaceAll(".", "%2E").replaceAll("*", "%2A");
  if (name.length <= longestName) return name;
  // Ids that are made of two ARNs.
  const digest = createHash("sha256").update(text).digest("hex");
  return `${name.slice(0, longestName - digest.length - 1)}-${digest}`;
}

function namesIn(folder: string): readonly string[] {
  return whereItExists(() => readdirSync(folder).sort()) ?? [];
}

/** Another process may remove what this one has just seen. */
function whereItExists<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}
