import type { Finding, Report } from "../contract";
import type { DoctorLink } from "./report";

/** A finding says so of a call of which nothing is known: `cannot call srv: unknown (firewall): …`. */
const nothingKnown = /: unknown \([a-z-]+\): /;

/** The report with a warning for each link that may be broken or not: what could not be read is no fault of the link. */
export function withUnknownLinks(report: Report, links: readonly DoctorLink[]): Report {
  const unknown = new Set(
    links.flatMap(({ state }, index) => (state === "unknown" ? [`links[${index}]`] : [])),
  );
  const findings = report.findings.map((finding): Finding => {
    const isUnknown = unknown.has(finding.where) || nothingKnown.test(finding.message);
    return finding.rule === "link-broken" && isUnknown ? { ...finding, severity: "warning" } : finding;
  });
  return {
    ...report,
    findings: [
      ...findings.filter(({ severity }) => severity === "error"),
      ...findings.filter(({ severity }) => severity === "warning"),
    ],
  };
}
