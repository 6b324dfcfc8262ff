import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import type { FunctionPlace, LambdaFunction, PolicyFact, SecurityGroup } from "./facts";
import { memberOf } from "./membership";
import { accountsIn, mayBeSame } from "./places";
import { policyFact } from "./policies";
import {
  accountIn,
  blocks,
  componentOf,
  isKnownList,
  isStray,
  isUnknown,
  labelOf,
  numberFrom,
  property,
  text,
  texts,
  type States,
} from "./reading";
import { types } from "./types";

/** The Lambda functions, with who may invoke them. */
export function functionsIn(
  states: States,
  groups: ReadonlyMap<string, SecurityGroup>,
): readonly LambdaFunction[] {
  const accountOf = accountsIn(states);
  const permissions = groupBy(states.of(types.lambdaPermission), nameIn);
  return states.of(types.lambdaFunction).map((state): LambdaFunction => {
    const arn = text(state, "arn") ?? "";
    const name = text(state, "name") ?? state.id ?? "";
    const account = accountOf(state);
    const region = text(state, "region") ?? arn.split(":")[3] ?? "";
    const own = [...(permissions.get(name) ?? []), ...(permissions.get("") ?? [])].filter(
      (permission) =>
        mayBeSame(accountIn(text(permission, "function")) || accountOf(permission), account) &&
        mayBeSame(text(permission, "region") ?? "", region) &&
        // Another version or alias than the one that is called.
        text(permission, "qualifier") === undefined,
    );
    const policies = own.map((permission) => policyOf(permission, arn));
    return {
      id: state.id ?? "",
      label: labelOf(state),
      name,
      arn,
      account,
      region,
      component: componentOf(state),
      environment: environmentOf(state),
      environmentKeyArn: text(state, "kmsKeyArn"),
      roleArn: text(state, "role"),
      permissions: policies.filter((policy) => policy !== undefined),
      permissionsKnown: policies.every((policy) => policy !== undefined),
      reservedConcurrency: reservedFor(state),
      vpc: placeOf(state, groups),
    };
  });
}

/** Whether every function tells by what it is named: one that does not may be any. */
export function areFunctionsKnown(states: States): boolean {
  return states.of(types.lambdaFunction).every((state) => text(state, "arn") !== undefined);
}

/** A permission names its function, by its ARN as well. */
function nameIn(permission: ResourceState): string {
  const named = text(permission, "function") ?? "";
  return named.startsWith("arn:") ? (named.split(":")[6] ?? "") : named;
}

const serviceName = /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/;

/** A permission as the statement of the function's policy that AWS makes of it; undefined where it is not known. */
function policyOf(permission: ResourceState, functionArn: string): PolicyFact | undefined {
  const principal = text(permission, "principal");
  const keys = [
    "function",
    "action",
    "principal",
    "sourceArn",
    "sourceAccount",
    "principalOrgId",
    "eventSourceToken",
  ];
  if (principal === undefined || isStray(permission, ...keys)) return undefined;
  const [sourceArn, sourceAccount, organization] = ["sourceArn", "sourceAccount", "principalOrgId"].map(
    (key) => text(permission, key),
  );
  const statement = {
    Effect: "Allow",
    Principal: principal === "*" ? "*" : { [serviceName.test(principal) ? "Service" : "AWS"]: principal },
    Action: text(permission, "action") ?? "lambda:InvokeFunction",
    Resource: functionArn,
    Condition: {
      ...(sourceArn !== undefined && { ArnLike: { "aws:SourceArn": sourceArn } }),
      StringEquals: {
        ...(sourceAccount !== undefined && { "aws:SourceAccount": sourceAccount }),
        ...(organization !== undefined && { "aws:PrincipalOrgID": organization }),
      },
    },
  };
  return policyFact(labelOf(permission), JSON.stringify({ Version: "2012-10-17", Statement: statement }));
}

function environmentOf(state: ResourceState): LambdaFunction["environment"] {
  const written = property(state, "environment");
  if (isUnknown(written)) return undefined;
  const [{ variables = {} } = {}] = blocks(written);
  if (!isMapping(variables)) return undefined;
  return new Map(Object.entries(variables).map(([name, value]) => [name, knownText(value)]));
}

/** -1 reserves nothing. Source: `ReservedConcurrentExecutions`, Lambda API Reference; the provider's -1 for none. */
function reservedFor(state: ResourceState): LambdaFunction["reservedConcurrency"] {
  const written = property(state, "reservedConcurrentExecutions") ?? -1;
  if (isUnknown(written)) return undefined;
  const reserved = numberFrom(written);
  return reserved === undefined || reserved < 0 ? "unreserved" : reserved;
}

/** A variable may be empty. */
function knownText(value: unknown): string | undefined {
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}

function placeOf(
  state: ResourceState,
  groups: ReadonlyMap<string, SecurityGroup>,
): FunctionPlace | undefined {
  const written = property(state, "vpcConfig");
  if (isUnknown(written)) return { subnetIds: undefined, groups: undefined };
  const [{ subnetIds, securityGroupIds } = {}]: readonly Mapping[] = blocks(written);
  const isNone = isKnownList(subnetIds) && texts(subnetIds).length === 0;
  return isNone
    ? undefined
    : {
        subnetIds: isKnownList(subnetIds) ? texts(subnetIds) : undefined,
        groups: memberOf(securityGroupIds, groups),
      };
}
