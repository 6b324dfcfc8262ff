import type { ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import type { Report } from "../../verify/contract";
import { awsServiceLines } from "./awsServices";
import { brokenLines, otherErrors } from "./broken";
import { callLines } from "./calls";
import { conclusion } from "./conclusion";
import { findingLines } from "./findings";
import { matrixOf } from "./matrix";
import { matrixLines } from "./matrixLines";
import { stackLines } from "./stack";
import { subscriptionLines } from "./subscriptions";
import type { View } from "./view";

/** What is reported on. */
export interface Checked {
  readonly topology: Topology;
  readonly resources: readonly ResourceState[];
}

/** The text of `apilink check`, line by line: who can call what, what is wrong, how to call, and the verdict. */
export function checkText(report: Report, { topology, resources }: Checked, view: View): string[] {
  const warnings = report.findings.filter(({ severity }) => severity === "warning");
  const awsServices = awsServiceLines(report, topology, view);
  // A stack may have services alone.
  const hasServices = report.subscriptions.length > 0 || awsServices.length > 0;
  const hasApis = !hasServices || Object.keys(topology.apis).length > 0;
  const sections = [
    ...(view.verbose ? stackLines(topology, resources, view) : []),
    ...(hasApis ? [matrixLines(matrixOf(report, topology), { ...view, whole: view.verbose })] : []),
    awsServices,
    subscriptionLines(report, topology, view),
    brokenLines(report, view),
    findingLines("Errors", otherErrors(report), view),
    findingLines("Warnings", warnings, view),
    ...(hasApis ? [callLines(report, view)] : []),
    [conclusion(report, view)],
  ];
  return sections
    .filter(({ length }) => length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}
