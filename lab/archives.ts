import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isMapping } from "../stacks/mapping";
import type { Properties } from "./resource";
import { Refusal } from "./refusal";
import { signature } from "./state";

/** The kinds of values that stand for files. Source: Pulumi's `sdk/go/common/resource/sig`. */
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What an archive holds. */
export interface Contents {
  /** Sixty-four hexadecimal digits, as the engine computes them. */
  readonly hash: string;
  readonly files: number;
  readonly bytes: number;
}

export function isArchive(value: unknown): value is Properties {
  return isMapping(value) && value[signature] === archiveSignature;
}

/** The value with each archive as its hash alone: what is kept. */
export function withoutContents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutContents);
  if (!isMapping(value)) return value;
  if (isArchive(value)) return { [signature]: archiveSignature, hash: contentsOf(value).hash };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutContents(item)]));
}

/**
 * Reads an archive of texts, files and further archives. One that has been kept already has its hash only, and no files.
 *
 * @throws Refusal for an archive of another kind: nothing here reads folders, packed files and addresses.
 */
export function contentsOf(archive: Properties): Contents {
  if (!isMapping(archive["assets"]) && typeof archive["hash"] === "string") {
    return { hash: archive["hash"], files: 0, bytes: 0 };
  }
  const entries = entriesOf(archive);
  const hash = createHash("sha256");
  for (const [name, data] of entries)
    hash.update(tarHeader(name, data.length)).update(data).update(padding(data));
  hash.update(Buffer.alloc(2 * block));
  return {
    hash: hash.digest("hex"),
    files: entries.length,
    bytes: entries.reduce((sum, [, data]) => sum + data.length, 0),
  };
}

type Entry = readonly [name: string, data: Buffer];

function entriesOf(archive: Properties): readonly Entry[] {
  const { assets } = archive;
  if (!isMapping(assets)) {
    throw new Refusal("UnknownArchive", "The embedded cloud takes archives of texts and files only");
  }
  return Object.keys(assets)
    .sort()
    .flatMap((name) => {
      const item = assets[name];
      if (isArchive(item)) return entriesOf(item).map(([inner, data]) => [`${name}/${inner}`, data] as const);
      return [[name, dataOf(item)] as const];
    });
}

function dataOf(asset: unknown): Buffer {
  if (isMapping(asset) && asset[signature] === assetSignature) {
    const { text, path } = asset;
    if (typeof text === "string") return Buffer.from(text);
    if (typeof path === "string") return readFileSync(path);
  }
  throw new Refusal("UnknownArchive", "The embedded cloud takes archives of texts and files only");
}

const block = 512;

function padding(data: Buffer): Buffer {
  return Buffer.alloc((block - (data.length % block)) % block);
}

/** The fields of a header of the tar format that are not empty: offset, width in octal digits where a number. */
const offsets = { name: 0, mode: 100, user: 108, group: 116, size: 124, time: 136, checksum: 148, type: 156 };

/**
 * The header of a file as the engine writes it when it hashes an archive: nobody's file, of no time. Source: Pulumi's
 * `sdk/go/common/resource/archive`, POSIX's ustar format.
 */
function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, offset: number, digits: number): void => {
    header.write(value.toString(8).padStart(digits, "0"), offset);
  };
  header.write(name, offsets.name);
  octal(0o600, offsets.mode, 7);
  octal(0, offsets.user, 7);
  octal(0, offsets.group, 7);
  octal(size, offsets.size, 11);
  octal(0, offsets.time, 11);
  header.write(" ".repeat(8), offsets.checksum);
  header.write("0", offsets.type);
  header.write("ustar\u000000", 257);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    offsets.checksum,
    6,
  );
  header.write("\u0000 ", offsets.checksum + 6);
  return header;
}
