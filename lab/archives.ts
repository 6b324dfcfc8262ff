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

/**
 * The value with each archive as its hash alone: what is kept, and what tells whether it is another one.
 *
 * @throws Refusal for an archive that nothing here can read.
 */
export function withoutContents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutContents);
  if (!isMapping(value)) return value;
  if (isArchive(value)) return { [signature]: archiveSignature, hash: hashOf(value) };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutContents(item)]));
}

/**
 * Reads an archive of texts, files and further archives.
 *
 * @throws Refusal for one of another kind: nothing here reads folders, packed files and addresses.
 */
export function contentsOf(archive: Properties): Contents {
  const entries = entriesOf(archive);
  return {
    hash: hashOf(archive),
    files: entries.length,
    bytes: entries.reduce((sum, [, data]) => sum + data.length, 0),
  };
}

/** The engine sends the hash along; the SDK alone does not. */
function hashOf(archive: Properties): string {
  const { hash } = archive;
  return typeof hash === "string" && hash !== "" ? hash : tarHash(entriesOf(archive));
}

type Entry = readonly [name: string, data: Buffer];

function entriesOf({ assets }: Properties): readonly Entry[] {
  if (!isMapping(assets)) throw unreadable();
  return Object.keys(assets)
    .sort()
    .flatMap((name) => {
      const item = assets[name];
      if (!isArchive(item)) return [[name, dataOf(item)] as const];
      return entriesOf(item).map(([inner, data]) => [`${name}/${inner}`, data] as const);
    });
}

function dataOf(asset: unknown): Buffer {
  if (isMapping(asset) && asset[signature] === assetSignature) {
    const { text, path } = asset;
    if (typeof text === "string") return Buffer.from(text);
    if (typeof path === "string") return readFileSync(path);
  }
  throw unreadable();
}

function unreadable(): Refusal {
  return new Refusal("UnknownArchive", "The embedded cloud takes archives of texts and files only");
}

/**
 * The hash of the files in the tar format, as the engine writes it: each nobody's, of no time.
 * Source: Pulumi's `sdk/go/common/resource/archive`; the ustar format of POSIX.
 */
function tarHash(entries: readonly Entry[]): string {
  const hash = createHash("sha256");
  for (const [name, data] of entries) {
    const padding = Buffer.alloc((block - (data.length % block)) % block);
    hash.update(tarHeader(name, data.length)).update(data).update(padding);
  }
  return hash.update(Buffer.alloc(2 * block)).digest("hex");
}

const block = 512;

/** The fields of a header, by their offsets: numbers are octal, with as many digits. */
const checksum = { offset: 148, digits: 6 };
const permissions = 0o600;

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(block);
  const numbers = [
    { offset: 100, digits: 7, value: permissions },
    { offset: 108, digits: 7, value: 0 }, // user
    { offset: 116, digits: 7, value: 0 }, // group
    { offset: 124, digits: 11, value: size },
    { offset: 136, digits: 11, value: 0 }, // time
    { offset: 329, digits: 7, value: 0 }, // device, major
    { offset: 337, digits: 7, value: 0 }, // device, minor
  ];
  const write = (value: number, { offset, digits }: { offset: number; digits: number }): void => {
    header.write(value.toString(8).padStart(digits, "0"), offset);
  };
  header.write(name, 0);
  for (const number of numbers) write(number.value, number);
  header.write("0", 156); // an ordinary file
  header.write("ustar\u000000", 257);
  // The checksum counts its own field as spaces.
  header.write(" ".repeat(8), checksum.offset);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(sum, checksum);
  header.write("\u0000 ", checksum.offset + checksum.digits);
  return header;
}
