import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/*
 * Certificates for servers on the loopback address, as X.509 version 3 (RFC 5280) in DER (X.690): Node reads certificates and
 * makes none, and these few fields need no package.
 */

/** A server's key and certificate, as PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  /** As PEM: whoever trusts it trusts what it issues. */
  readonly certificate: string;
  /** @param names DNS names, of which the first label may be a wildcard. */
  readonly issue: (names: readonly string[], validity?: Validity) => ServerCertificate;
}

export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

/** An authority that nobody else knows, with a key of its own. */
export function certificateAuthority(name = "tests"): Authority {
  const own = keyPair();
  return {
    certificate: certificateOf({
      issuer: name,
      subject: name,
      publicKey: own.publicKey,
      signedBy: own.privateKey,
      validity: today(),
      extensions: [
        extension("2.5.29.19", sequence(primitive(tags.boolean, [0xff])), true), // basicConstraints: an authority
        extension("2.5.29.15", primitive(tags.bitString, [2, 0x04]), true), // keyUsage: signs certificates
      ],
    }),
    issue: (names, validity = today()) => {
      const { privateKey, publicKey } = keyPair();
      const cert = certificateOf({
        issuer: name,
        subject: names[0] ?? "",
        publicKey,
        signedBy: own.privateKey,
        validity,
        extensions: [
          extension(
            "2.5.29.17",
            sequence(...names.map((each) => primitive(tags.dnsName, Buffer.from(each)))),
          ),
        ],
      });
      return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
    },
  };
}

const day = 86_400_000;

function today(): Validity {
  return { from: new Date(Date.now() - day), to: new Date(Date.now() + day) };
}

function keyPair(): { readonly privateKey: KeyObject; readonly publicKey: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  return { privateKey: createPrivateKey({ key: privateKey, type: "pkcs8", format: "der" }), publicKey };
}

interface Fields {
  readonly issuer: string;
  readonly subject: string;
  /** SubjectPublicKeyInfo, as it is written into the certificate. */
  readonly publicKey: Buffer;
  readonly signedBy: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Buffer[];
}

let issued = 0;

function certificateOf({ issuer, subject, publicKey, signedBy, validity, extensions }: Fields): string {
  const algorithm = sequence(objectIdentifier("1.2.840.10045.4.3.2")); // ecdsa-with-SHA256
  const toBeSigned = sequence(
    constructed(0, integer(2)), // version 3
    serialNumber(++issued),
    algorithm,
    commonName(issuer),
    sequence(time(validity.from), time(validity.to)),
    commonName(subject),
    publicKey,
    constructed(3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, signedBy);
  const whole = sequence(toBeSigned, algorithm, primitive(tags.bitString, [0, ...signature]));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString("base64")}\n-----END CERTIFICATE-----\n`;
}

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  /** Of a general name. */
  dnsName: 0x82,
} as const;

function primitive(tag: number, content: Iterable<number>): Buffer {
  const bytes = Buffer.from([...content]);
  const { length } = bytes;
  // Up to 127 in one byte, else the number of bytes and then those.
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.from([tag, ...size, ...bytes]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return primitive(tags.sequence, Buffer.concat(parts));
}

/** A field that its number tells from its neighbours. */
function constructed(number: number, content: Buffer): Buffer {
  return primitive(0xa0 + number, content);
}

/** Positive, and without leading zeros, whatever the count. */
function serialNumber(count: number): Buffer {
  return primitive(tags.integer, [1, count >> 8, count & 0xff]);
}

/** From 0 to 127. */
function integer(value: number): Buffer {
  return primitive(tags.integer, [value]);
}

/** The first two numbers share a byte; each other is written in base 128, with a flag on all bytes but its last. */
function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  const base128 = (value: number): number[] =>
    value < 0x80 ? [value] : [...base128(value >> 7).map((byte) => byte | 0x80), value & 0x7f];
  return primitive(tags.objectIdentifier, [first * 40 + second, ...others.flatMap(base128)]);
}

function commonName(name: string): Buffer {
  const attribute = sequence(objectIdentifier("2.5.4.3"), primitive(tags.utf8String, Buffer.from(name)));
  return sequence(primitive(tags.set, attribute));
}

/** Until 2049, as YYMMDDhhmmssZ. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "").slice(2);
  return primitive(tags.utcTime, Buffer.from(digits));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [primitive(tags.boolean, [0xff])] : [];
  return sequence(objectIdentifier(id), ...critical, primitive(tags.octetString, value));
}
