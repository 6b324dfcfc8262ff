/** How far `*` and `?` reach. */
export type Reach =
  /** Over everything, as in `StringLike` and in actions. */
  | "text"
  /** Within each of an ARN's six parts. Source: IAM User Guide, "IAM JSON policy elements: Condition operators", ARN. */
  | "arn"
  /**
   * Within an ARN's part, but a `*` that ends its part reaches beyond the colon. Source: IAM User Guide, "IAM JSON
   * policy elements: Resource".
   */
  | "resource";

/** A stretch of a pattern: with wildcards, or to be taken as it stands. */
export interface Stretch {
  readonly text: string;
  readonly wild: boolean;
}

/** A pattern ready to be matched: character codes, and the negative codes below. */
export type Glob = readonly number[];

const anyRun = -1;
const anyRunWithoutColon = -2;
const anyOne = -3;
const anyOneWithoutColon = -4;

const star = "*".charCodeAt(0);
const questionMark = "?".charCodeAt(0);
const colon = ":".charCodeAt(0);

/** The colons before an ARN's last part, which may itself hold colons. */
const colonsBeforeResource = 5;

export function globOf(stretches: readonly Stretch[], reach: Reach): Glob {
  const glob: number[] = [];
  let colons = 0;
  for (const [index, { text, wild }] of stretches.entries()) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const within = reach !== "text" && colons < colonsBeforeResource;
      if (wild && code === star) {
        const next = at + 1 < text.length ? text[at + 1] : stretches[index + 1]?.text[0];
        const last = next === undefined || next === ":";
        glob.push(within && !(last && reach === "resource") ? anyRunWithoutColon : anyRun);
      } else if (wild && code === questionMark) {
        glob.push(within ? anyOneWithoutColon : anyOne);
      } else {
        // Only the pattern's own colons divide its parts: a variable's value stays in the part it was put into.
        if (wild && code === colon) colons++;
        glob.push(code);
      }
    }
  }
  return glob;
}

/**
 * Matches in time proportional to both lengths. To try again it is enough to remember the last run of each kind: an
 * earlier one could take no more than what the later run can take, or is held by a colon already matched.
 */
export function globMatches(glob: Glob, value: string): boolean {
  let at = 0;
  let position = 0;
  let run = -1;
  let runTo = 0;
  let shortRun = -1;
  let shortRunTo = 0;
  while (position < value.length || at < glob.length) {
    const wanted = at < glob.length ? glob[at] : undefined;
    if (wanted === anyRun) {
      run = at++;
      runTo = position;
      shortRun = -1;
      continue;
    }
    if (wanted === anyRunWithoutColon) {
      shortRun = at++;
      shortRunTo = position;
      continue;
    }
    if (position < value.length && wanted !== undefined && fits(wanted, value.charCodeAt(position))) {
      at++;
      position++;
    } else if (shortRun >= 0 && shortRunTo < value.length && value.charCodeAt(shortRunTo) !== colon) {
      position = ++shortRunTo;
      at = shortRun + 1;
    } else if (run >= 0 && runTo < value.length) {
      position = ++runTo;
      at = run + 1;
      shortRun = -1;
    } else {
      return false;
    }
  }
  return true;
}

function fits(wanted: number, code: number): boolean {
  return wanted === code || wanted === anyOne || (wanted === anyOneWithoutColon && code !== colon);
}
