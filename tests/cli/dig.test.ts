import assert from "node:assert/strict";
import { digLines } from "../../cli/dig/lines";
import { numberOf } from "../../verify/model/addresses";
import type { DnsAnswer } from "../../verify/trace/types";

const name = "srv.example.com";

function dig(
  answer: DnsAnswer,
  source: "workload" | "corporate" = "workload",
  verbose = false,
): readonly string[] {
  return digLines({ name, from: "seoul", source, answer }, verbose);
}

const found: DnsAnswer = {
  kind: "private",
  addresses: [
    { address: numberOf("10.0.0.4"), told: true },
    { address: numberOf("10.0.64.1"), told: false },
  ],
  says: "the alias of seoul.endpoint",
};

describe("what dig shows", () => {
  it("is the answer section with each address, and a comment for one that AWS has not told yet", () => {
    assert.deepEqual(dig(found), [
      "",
      "; <<>> DiG by apilink <<>> srv.example.com",
      ";; global options: +cmd",
      ";; Got answer:",
      ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 0",
      ";; flags: qr rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 0",
      "",
      ";; QUESTION SECTION:",
      ";srv.example.com.\t\tIN\tA",
      "",
      ";; ANSWER SECTION:",
      "srv.example.com.\t60\tIN\tA\t10.0.0.4",
      "; srv.example.com.\t60\tIN\tA\tan address of a subnet that AWS has not told yet",
      "",
      ";; SERVER: 169.254.169.253#53(the VPC's resolver) (UDP)",
      "",
    ]);
  });

  it("is NXDOMAIN without an answer section, and who was asked", () => {
    const text = dig({ kind: "nxdomain", says: "there is no such name" }, "corporate").join("\n");
    assert.match(text, /status: NXDOMAIN, id: 0\n;; flags: qr rd ra; QUERY: 1, ANSWER: 0/);
    assert.doesNotMatch(text, /ANSWER SECTION|no such name|169\.254/);
    assert.match(text, /;; SERVER: 1\.1\.1\.1#53\(any public resolver\)/);
  });

  it("leaves public addresses to AWS", () => {
    const text = dig({ kind: "public", says: "the public name" }).join("\n");
    assert.match(text, /NOERROR[^]*;; ANSWER SECTION:\n; public addresses, which are AWS's to choose\n/);
  });

  it("guesses no status where the facts do not decide", () => {
    const text = dig({ kind: "unknown", says: "DNS support of vpc-1 is not known" }).join("\n");
    assert.match(text, /\n;; unknown: DNS support of vpc-1 is not known\n/);
    assert.doesNotMatch(text, /status:|ANSWER/);
  });

  it("says why where it is asked to", () => {
    assert.ok(dig(found, "workload", true).includes(";; asked from seoul: the alias of seoul.endpoint"));
    const none: DnsAnswer = { kind: "nxdomain", says: "no\u001b[1m name", mend: "switch private DNS on" };
    assert.ok(
      dig(none, "workload", true).includes(
        ";; asked from seoul: no\\u001b[1m name; to change that: switch private DNS on",
      ),
    );
  });
});
