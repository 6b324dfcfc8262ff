/** What a text is as JSON: sound, or why it is not read. Offsets count from 0, in UTF-16 units. */
export type JsonSoundness =
  | { readonly kind: "sound"; readonly values: number }
  | { readonly kind: "cutOff" }
  | { readonly kind: "syntax"; readonly offset: number }
  | { readonly kind: "depth"; readonly offset: number }
  | { readonly kind: "count" };

export interface JsonLimits {
  /** How deep lists and mappings may nest. */
  readonly depth: number;
  /** How many values there may be, those in lists and mappings and these themselves. */
  readonly values: number;
}

type Expected = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "colon" | "separator";

const expectsValue: ReadonlySet<Expected> = new Set<Expected>(["value", "valueOrEnd"]);
const expectsName: ReadonlySet<Expected> = new Set<Expected>(["name", "nameOrEnd"]);
const expectsEnd: ReadonlySet<Expected> = new Set<Expected>(["valueOrEnd", "nameOrEnd", "separator"]);

const space = /[ \t\n\r]*/y;
const inWord = /[-+.0-9A-Za-z]/;
const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
const startOfNumber = /^-(?:0|[1-9][0-9]*)?$|^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]*)?$/;
const literals = ["true", "false", "null"];
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const startOfEscape = /^\\(?:u[0-9a-fA-F]{0,3})?$/;

/**
 * Whether a text is JSON within the limits: if so, `JSON.parse` takes it. It comes before `JSON.parse`, which tells no
 * position of most errors, quotes the text in its messages, and needs gigabytes and half a minute for 60 MB of brackets.
 */
export function soundnessOf(text: string, limits: JsonLimits): JsonSoundness {
  const closers: string[] = [];
  let values = 0;
  let expected: Expected | "nothing" = "value";
  let offset = past(space, text, 0);
  while (offset < text.length) {
    if (expected === "nothing") return { kind: "syntax", offset };
    const character: string = text.charAt(offset);
    let end = offset + 1;
    if ((character === "{" || character === "[") && expectsValue.has(expected)) {
      if (closers.length === limits.depth) return { kind: "depth", offset };
      values += 1;
      closers.push(character === "{" ? "}" : "]");
      expected = character === "{" ? "nameOrEnd" : "valueOrEnd";
    } else if (closers.length > 0 && character === closers.at(-1) && expectsEnd.has(expected)) {
      closers.pop();
      expected = closers.length === 0 ? "nothing" : "separator";
    } else if (character === "," && expected === "separator") {
      expected = closers.at(-1) === "}" ? "name" : "value";
    } else if (character === ":" && expected === "colon") {
      expected = "value";
    } else if (expectsName.has(expected) || expectsValue.has(expected)) {
      const isName = expectsName.has(expected);
      const token = character === '"' ? endOfString(text, offset) : isName ? offset : endOfWord(text, offset);
      if (token === "cutOff") return { kind: "cutOff" };
      if (typeof token === "object") return { kind: "syntax", offset: token.wrongAt };
      if (token === offset) return { kind: "syntax", offset };
      if (!isName) values += 1;
      end = token;
      expected = isName ? "colon" : closers.length === 0 ? "nothing" : "separator";
    } else {
      return { kind: "syntax", offset };
    }
    if (values > limits.values) return { kind: "count" };
    offset = past(space, text, end);
  }
  return expected === "nothing" ? { kind: "sound", values } : { kind: "cutOff" };
}

type End = number | "cutOff" | { readonly wrongAt: number };

function endOfString(text: string, start: number): End {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { wrongAt: at };
    if (code === 0x5c) {
      const end = past(escape, text, at);
      if (end === at) return startOfEscape.test(text.slice(at, at + 6)) ? "cutOff" : { wrongAt: at };
      at = end;
    } else {
      at += 1;
    }
  }
  return "cutOff";
}

function endOfWord(text: string, start: number): End {
  let end = start;
  while (inWord.test(text.charAt(end))) end += 1;
  // A run of digits is a number however long it is; the patterns below would keep millions of them on their stack.
  const found = end - start > longestToken ? shortened(text, start, end) : text.slice(start, end);
  if (literals.includes(found) || number.test(found)) return end;
  const begun = literals.some((literal) => literal.startsWith(found)) || startOfNumber.test(found);
  return end === text.length && begun && found !== "" ? "cutOff" : { wrongAt: start };
}

/** Far beyond every number that anybody writes. */
const longestToken = 1000;

/** The same text with no more than two digits in a row: a number, or the start of one, as much as the whole is. */
function shortened(text: string, start: number, end: number): string {
  const kept: string[] = [];
  let digits = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    digits = code >= 0x30 && code <= 0x39 ? digits + 1 : 0;
    if (digits <= 2) kept.push(text.charAt(at));
    if (kept.length > longestToken) break;
  }
  return kept.join("");
}

/** The end of what a sticky pattern matches at an offset; the offset itself where it matches nothing. */
function past(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}
