import type { Finding, Report } from "../../contract";
import { types } from "../../model/types";
import type { LiveResource } from "./types";

/** The report, with a warning for each function of the topology whose variables Lambda did not tell. */
export function withUntoldEnvironments<Told extends { readonly report: Report }>(
  report: Told,
  live: readonly LiveResource[],
): Told {
  const untold = live.filter(
    ({ type, outputs }) => type === types.lambdaFunction && !Object.hasOwn(outputs, "environment"),
  );
  if (untold.length === 0) return report;
  const findings = [...report.report.findings, ...untold.map(findingOf)];
  return { ...report, report: { ...report.report, findings } };
}

function findingOf({ account, region, id }: LiveResource): Finding {
  return {
    severity: "warning",
    rule: "assumed",
    where: `${account}.${region}.${id}`,
    message:
      `taken for granted: the variables of the function ${id} (${account} ${region}) are as the program has them, ` +
      "since Lambda does not tell them without the key they are encrypted with",
    hint: "see to it that they are so, or deploy the stack again",
  };
}
