import { addressOf } from "../../verify/model/addresses";
import type { DnsAddress, DnsAnswer, Source } from "../../verify/trace/types";
import { printable } from "../../stacks/printable";

/** One question and what was answered. */
export interface Asked {
  /** Without the final dot. */
  readonly name: string;
  /** As of `--from`. */
  readonly from: string;
  readonly source: Source["kind"];
  readonly answer: DnsAnswer;
}

/** Seconds that a resolver may keep an alias record of Route 53. Source: "Choosing between alias and non-alias records". */
const timeToLive = 60;

/** Inside a VPC its own resolver is asked, elsewhere any public one. Source: "DNS attributes in your VPC". */
const resolvers: Readonly<Record<Source["kind"], string>> = {
  workload: "169.254.169.253#53(the VPC's resolver)",
  public: "169.254.169.253#53(the VPC's resolver)",
  corporate: "1.1.1.1#53(any public resolver)",
  internet: "1.1.1.1#53(any public resolver)",
};

/** What dig would print, without what depends on the clock or on chance. */
export function digLines(asked: Asked, verbose: boolean): string[] {
  const { name, source, answer } = asked;
  const records = recordsOf(name, answer);
  return [
    "",
    `; <<>> DiG by apilink <<>> ${name}`,
    ";; global options: +cmd",
    ...header(answer, records.length),
    ";; QUESTION SECTION:",
    `;${name}.\t\tIN\tA`,
    "",
    ...(records.length === 0 ? [] : [";; ANSWER SECTION:", ...records, ""]),
    ...(answer.kind === "unknown" ? [`;; unknown: ${printable(answer.says)}`, ""] : []),
    ...(verbose ? reason(asked) : []),
    `;; SERVER: ${resolvers[source]} (UDP)`,
    "",
  ];
}

function header({ kind }: DnsAnswer, answers: number): string[] {
  if (kind === "unknown") return [""];
  const status = kind === "nxdomain" ? "NXDOMAIN" : "NOERROR";
  return [
    ";; Got answer:",
    `;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: 0`,
    `;; flags: qr rd ra; QUERY: 1, ANSWER: ${answers}, AUTHORITY: 0, ADDITIONAL: 0`,
    "",
  ];
}

function recordsOf(name: string, answer: DnsAnswer): string[] {
  if (answer.kind === "public") return ["; public addresses, which are AWS's to choose"];
  return answer.kind === "private" ? answer.addresses.map((address) => record(name, address)) : [];
}

function record(name: string, { address, told }: DnsAddress): string {
  const start = `${name}.\t${timeToLive}\tIN\tA\t`;
  return told
    ? `${start}${addressOf(address)}`
    : `; ${start}an address of a subnet that AWS has not told yet`;
}

function reason({ answer, from }: Asked): string[] {
  if (answer.kind === "unknown") return [];
  const mend =
    answer.kind === "nxdomain" && answer.mend !== undefined ? `; to change that: ${answer.mend}` : "";
  return [`;; asked from ${from}: ${printable(`${answer.says}${mend}`)}`, ""];
}
