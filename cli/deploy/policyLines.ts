import { describeRemark, distinctRemarks, type PolicyRemark } from "../../automation/policyRemarks";
import { printable } from "../../stacks/printable";
import { grouped } from "../layout";

const titles = {
  violation: "Policy violations",
  advice: "Policy advice",
  unjudged: "Policies: not known before the update",
} as const;

/** Remarks of one kind that are told one by one, except violations, which are told all. */
const most = 10;

/** What policies say, the gravest first; what is not known yet in one line a rule. */
export function policyLines(remarks: readonly PolicyRemark[]): readonly string[] {
  const distinct = distinctRemarks(remarks);
  const of = (kind: PolicyRemark["kind"]): readonly PolicyRemark[] =>
    distinct.filter((each) => each.kind === kind);
  return [
    ...section("violation", of("violation").flatMap(describeRemark)),
    ...section("advice", limited(of("advice")).flatMap(describeRemark), of("advice").length),
    ...section(
      "unjudged",
      grouped(of("unjudged"), ({ rule, message }) => `${rule} ${message}`).map(unjudged),
    ),
  ];
}

function limited(remarks: readonly PolicyRemark[]): readonly PolicyRemark[] {
  return remarks.slice(0, most);
}

function section(kind: PolicyRemark["kind"], lines: readonly string[], count = 0): readonly string[] {
  if (lines.length === 0) return [];
  const more = count > most ? [`  and ${count - most} more`] : [];
  return [titles[kind], ...lines.map((line) => `  ${printable(line)}`), ...more];
}

/** The same of many resources is one line; the message names what is not known. */
function unjudged(remarks: readonly PolicyRemark[]): string {
  const [first] = remarks;
  return first === undefined ? "" : `${first.rule}: ${first.message.split("\n").join(" ")}`;
}
