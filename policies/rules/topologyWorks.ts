import { createRequire } from "node:module";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { hasUnknown, type ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { UserError } from "../../stacks/userError";
import { check } from "../../verify/check";
import type { Report } from "../../verify/contract";
import { meantTopology, type Meant } from "../meantTopology";
import type * as embedded from "../../verify/sources/program";
import { conclude, notKnown, nothing, type Found } from "../rule";
import { StackResources } from "../stack/resources";
import { plainProperties } from "../unknowns";
import { completed } from "../verifier/completed";
import { isProvider, statesOf } from "../verifier/states";

/**
 * Runs the verifier on the stack: each linked pair must be answered, nobody else may be. In a preview, what is not known yet
 * is as the embedded cloud would answer the same program; of another program only what is known in full is judged. A program
 * without a topology is none of its business.
 */
export function topologyWorks(
  isPreview: () => boolean = pulumi.runtime.isDryRun,
): ResourceValidationPolicy & StackValidationPolicy {
  const inputs = new Map<string, Mapping>();
  return {
    name: "topology-works",
    description:
      "Every link of the topology works, and nobody reaches what he is not linked to (apilink check).",
    // A state keeps apart what was asked for and what AWS answered; together, a pack is shown the answers only.
    validateResource: ({ urn, props }) => {
      inputs.set(urn, plainProperties(props));
    },
    validateStack: async (args, report) => {
      const resources = new StackResources(args.resources);
      const meant = meantTopology(resources);
      if (meant === undefined) return args.notApplicable("the stack has no topology of apilink");
      const states = statesOf(resources.all, inputs);
      conclude(isPreview() ? await previewed(meant, states) : found(reportOf(meant, states)), report);
    },
  };
}

async function previewed(meant: Meant, states: readonly ResourceState[]): Promise<Found> {
  const open = states.filter(isOpen);
  if (open.length === 0) return found(reportOf(meant, states));
  const whole = await completedBy(meant, states);
  if (whole !== undefined) return found(reportOf(meant, whole));
  return notKnown(...open.map(({ urn }) => urn.split("::").slice(3).join("::")));
}

/** Whether a resource, or anything that a trace asks of it, is not there before the update. */
function isOpen({ type, id, outputs, custom }: ResourceState): boolean {
  if (isProvider(type)) return false;
  return hasUnknown(outputs) || (custom && id === undefined);
}

/** The embedded cloud and the program take seconds to load, which no update needs, nor any other program. */
const load = createRequire(__filename);

async function completedBy(
  { config }: Meant,
  states: readonly ResourceState[],
): Promise<readonly ResourceState[] | undefined> {
  if (config === undefined) return undefined;
  const { resourcesOfProgram } = load("../../verify/sources/program") as typeof embedded;
  try {
    const { stack, values, topology } = config;
    return completed(states, await resourcesOfProgram({ stack, config: values, topology }));
  } catch {
    // Another program's configuration may be none that this program runs with.
    return undefined;
  }
}

function reportOf({ topology }: Meant, states: readonly ResourceState[]): Report | string {
  try {
    return check("stack", topology, states);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function found(report: Report | string): Found {
  if (typeof report === "string") return { violations: [{ message: report }], unknown: [] };
  if (report.ok) return nothing;
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const told = errors.map(({ where, message, hint }) => ({ message: `${where}: ${message}. ${hint}.` }));
  const wrong = report.probes.find(({ ok }) => !ok);
  if (told.length > 0) return { violations: told, unknown: [] };
  return { violations: [{ message: wrong?.explanation ?? "the topology does not work" }], unknown: [] };
}
