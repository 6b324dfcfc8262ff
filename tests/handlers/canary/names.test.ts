import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { resolving } from "../../../handlers/canary/names";

/** What a resolver says to a question; undefined says nothing. */
type Says = { readonly code: number; readonly addresses: readonly string[] } | undefined;

const never = new AbortController().signal;

/** Answers every question about a name alike. Source: RFC 1035, "Messages". */
function reply(query: Buffer, { code, addresses }: NonNullable<Says>): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  // The name by a pointer to the question; type A, class IN, 60 seconds, 4 bytes.
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]),
  );
  return Buffer.concat([header, question, ...records]);
}

describe("the names that a canary asks for", () => {
  const resolvers: Socket[] = [];

  after(() => {
    for (const resolver of resolvers) resolver.close();
  });

  async function resolver(says: Says, onQuestion = (): void => undefined) {
    const socket = createSocket("udp4");
    resolvers.push(socket);
    socket.on("message", (query, { port, address }) => {
      onQuestion();
      if (says !== undefined) socket.send(reply(query, says), port, address);
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return resolving([`127.0.0.1:${socket.address().port}`]);
  }

  it("have the addresses that the resolver tells", async () => {
    const resolve = await resolver({ code: 0, addresses: ["10.0.0.4", "10.0.1.4"] });
    assert.deepEqual(await resolve("srv.example", never), ["10.0.0.4", "10.0.1.4"]);
  });

  for (const [says, code] of [
    [{ code: 3, addresses: [] }, "ENOTFOUND"],
    [{ code: 0, addresses: [] }, "ENODATA"],
    [{ code: 2, addresses: [] }, "ESERVFAIL"],
  ] as const) {
    it(`fail by ${code} where the resolver says so`, async () => {
      const resolve = await resolver(says);
      await assert.rejects(resolve("srv.example", never), { code });
    });
  }

  it("are given up where the resolver is silent", async () => {
    const end = new AbortController();
    const resolve = await resolver(undefined, () => {
      end.abort();
    });
    // By itself it would go on for longer, and end in ETIMEOUT.
    await assert.rejects(resolve("srv.example", end.signal), { code: "ECANCELLED" });
  });
});
