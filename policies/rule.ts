import type { ReportViolation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Mapping } from "../stacks/mapping";
import { StackResources, type Resource } from "./stack/resources";
import { plainProperties, tellUnknown } from "./unknowns";

/** What a rule found in a resource, or in the stack. */
export interface Found {
  /** What is wrong and how to mend it. */
  readonly violations: readonly Violation[];
  /** What could not be judged, since it is not known yet: `seoul.endpoint.policy`. */
  readonly unknown: readonly string[];
  /** What another stack's resources decide, so that nothing here tells it, before the update or after. */
  readonly elsewhere?: readonly string[];
}

export interface Violation {
  readonly message: string;
  /** @default - the resource that was judged; the stack */
  readonly urn?: string;
}

/** One resource before it is made: what was asked for. */
export interface Asked {
  readonly type: string;
  readonly name: string;
  readonly properties: Mapping;
}

type Described = Pick<ResourceValidationPolicy, "name" | "description" | "configSchema">;

/** A rule that judges each resource by itself, before it is made. */
export function resourceRule(described: Described, judge: (asked: Asked) => Found): ResourceValidationPolicy {
  return {
    ...described,
    validateResource: ({ type, name, props }, report) => {
      conclude(judge({ type, name, properties: plainProperties(props) }), report);
    },
  };
}

/** A rule that judges resources together: in a preview, and at the end of an update. */
export function stackRule(
  described: Described,
  judge: (resources: StackResources, config: Mapping) => Found,
): StackValidationPolicy {
  return {
    ...described,
    validateStack: (args, report) => {
      conclude(judge(new StackResources(args.resources), args.getConfig<Mapping>()), report);
    },
  };
}

/** Reports what is known to be wrong, and then says what could not be judged. */
export function conclude({ violations, unknown, elsewhere }: Found, report: ReportViolation): void {
  for (const { message, urn } of violations) report(message, urn);
  tellUnknown(unknown, elsewhere);
}

export const nothing: Found = { violations: [], unknown: [] };

/** What several judgements found. */
export function together(found: readonly Found[]): Found {
  return {
    violations: found.flatMap(({ violations }) => violations),
    unknown: found.flatMap(({ unknown }) => unknown),
    elsewhere: found.flatMap(({ elsewhere = [] }) => elsewhere),
  };
}

export function violation(message: string, resource?: Pick<Resource, "urn">): Found {
  return { violations: [{ message, ...(resource && { urn: resource.urn }) }], unknown: [] };
}

export function notKnown(...what: readonly string[]): Found {
  return { violations: [], unknown: what };
}

export function notTold(...elsewhere: readonly string[]): Found {
  return { violations: [], unknown: [], elsewhere };
}
