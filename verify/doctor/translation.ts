import { isMapping, type Mapping } from "../../stacks/mapping";

/** Properties that AWS gives a resource, and that others name it by. */
export const namingProperties = [
  "id",
  "arn",
  "name",
  "executionArn",
  "invokeArn",
  "qualifiedArn",
  "qualifiedInvokeArn",
  "responseStreamingInvokeArn",
  "invokeUrl",
  "rootResourceId",
  "dnsName",
  "url",
  "keyId",
  "statementId",
  "targetId",
  "uniqueId",
  "securityGroupRuleId",
  "defaultNetworkAclId",
  "defaultRouteTableId",
  "defaultSecurityGroupId",
  "mainRouteTableId",
  "dhcpOptionsId",
  "serviceName",
  "domainNameId",
  "zoneId",
  "arnSuffix",
] as const;

const token = /[A-Za-z0-9][A-Za-z0-9._-]*/g;
const separator = /[._-]/;

/**
 * Which name of the embedded cloud's stands for which of AWS's. A name is found wherever it stands in a text, for example an API's
 * id in an ARN, as long as no letter or digit is next to it.
 */
export class Translation {
  readonly #names = new Map<string, string>();

  /** Takes down what a name of the program's resources is called in AWS. */
  learn(program: unknown, live: unknown): void {
    if (typeof program !== "string" || typeof live !== "string" || program === "" || live === "") return;
    if (!this.#names.has(program)) this.#names.set(program, live);
  }

  /** Takes down all names of a resource. */
  learnAll(program: Mapping, live: Mapping): void {
    for (const property of namingProperties) this.learn(program[property], live[property]);
    // A name among other values: `{ dnsName, hostedZoneId }`, in the same order.
    for (const [index, entry] of entriesOf(program["dnsEntries"]).entries()) {
      const other = entriesOf(live["dnsEntries"])[index];
      if (other !== undefined) this.learn(entry["dnsName"], other["dnsName"]);
    }
  }

  /** What a name is called in AWS; itself where nothing is known of it. */
  name(program: string): string {
    return this.#names.get(program) ?? program;
  }

  has(program: string): boolean {
    return this.#names.has(program);
  }

  /** A value with all names as in AWS. */
  value(program: unknown): unknown {
    if (typeof program === "string") return this.#text(program);
    if (Array.isArray(program)) return program.map((item) => this.value(item));
    return isMapping(program) ? this.mapping(program) : program;
  }

  mapping(program: Mapping): Mapping {
    return Object.fromEntries(
      Object.entries(program).map(([key, item]) => [this.#text(key), this.value(item)]),
    );
  }

  #text(text: string): string {
    const whole = this.#names.get(text);
    if (whole !== undefined) return whole;
    return text.replace(token, (word) => this.#names.get(word) ?? this.#inWord(word));
  }

  /** The longest names first, from the left. */
  #inWord(word: string): string {
    if (!separator.test(word)) return word;
    const parts = word.split(/([._-])/);
    const done: string[] = [];
    for (let start = 0; start < parts.length;) {
      let end = parts.length;
      let found: string | undefined;
      for (; end > start; end -= 2) {
        found = this.#names.get(parts.slice(start, end).join(""));
        if (found !== undefined) break;
      }
      if (found === undefined) {
        done.push(parts[start] ?? "", parts[start + 1] ?? "");
        start += 2;
      } else {
        done.push(found, parts[end] ?? "");
        start = end + 1;
      }
    }
    return done.join("");
  }
}

function entriesOf(value: unknown): readonly Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}
