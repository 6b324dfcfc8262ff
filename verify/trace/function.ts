import type { LambdaFunction, Model, RestMethod } from "../model/facts";
import { internalError } from "./answers";
import type { BackendAnswer } from "./backend";
import { methodArn, type Called } from "./gateway";
import { distrust, notInvoked, type Refusal } from "./grants";
import { inventoryVerdict } from "./inventory";
import { lockedBy } from "./keys";
import type { TraceRequest, Verdict } from "./types";
import { ended, undecided } from "./verdicts";

/** How the tag of the functions begins whose code is `handlers/inventory`. */
const inventories = "InventoryBackend/";

/** What a function answers to a call that API Gateway passes on to it. */
export function functionVerdict(
  model: Model,
  request: TraceRequest,
  called: Called,
  method: RestMethod,
  functionArn: string,
): Verdict<BackendAnswer> {
  const found = model.functions.get(functionArn);
  if (found === undefined && !model.functionsKnown)
    return undecided("backend", `whether the function ${functionArn} is there is not known`);
  const refusal = found === undefined ? missing(functionArn) : notRun(model, found, request, called, method);
  if (refusal?.isCertain === false) return undecided("backend", refusal.says);
  if (found === undefined || refusal !== undefined) {
    const says = `${refusal?.says ?? ""}, so ${called.api.label} fails`;
    return ended("backend", "backend-error", says, {
      answer: internalError,
      ...(refusal && { mend: refusal.mend }),
    });
  }
  return found.component?.startsWith(inventories) === true
    ? inventoryVerdict(model, request, called, method, found)
    : undecided("backend", `what ${found.label} answers is not known`);
}

function missing(functionArn: string): Refusal {
  return {
    isCertain: true,
    says: `the function ${functionArn} is not among the resources`,
    mend: "make the function again, and deploy the API again",
  };
}

/** Why a call does not come to the function's code; undefined where it does. */
function notRun(
  model: Model,
  fn: LambdaFunction,
  request: TraceRequest,
  called: Called,
  { label }: RestMethod,
): Refusal | undefined {
  const { api } = called;
  const source = {
    arn: methodArn(called, request.method),
    account: api.account,
    what: `${label} of ${api.label}`,
  };
  return notInvoked(fn, "apigateway.amazonaws.com", source) ?? notStarted(model, fn);
}

/**
 * Why Lambda cannot run a function; undefined where it can: as the role that it has, with its environment. Source: "Troubleshoot
 * invocation issues in Lambda" of its developer guide.
 */
export function notStarted(model: Model, fn: LambdaFunction): Refusal | undefined {
  return throttled(fn) ?? notAssumed(model, fn);
}

/** Source: "Configuring reserved concurrency for a function" of the same guide: at 0 every call is throttled. */
function throttled({ label, reservedConcurrency }: LambdaFunction): Refusal | undefined {
  if (reservedConcurrency !== 0 && reservedConcurrency !== undefined) return undefined;
  const says = `the reserved concurrency of ${label} is`;
  return {
    isCertain: reservedConcurrency === 0,
    says: reservedConcurrency === 0 ? `${says} 0, so that it never starts` : `${says} not known`,
    mend: `reserve more for ${label} than 0, or nothing`,
  };
}

function notAssumed(model: Model, fn: LambdaFunction): Refusal | undefined {
  const role = model.roles.get(fn.roleArn ?? "");
  if (role === undefined) {
    // One whose ARN is not known may be it.
    const isCertain = fn.roleArn !== undefined && !model.roles.has("");
    return {
      isCertain,
      says: `the role of ${fn.label} is not ${isCertain ? "among the resources" : "known"}`,
      mend: `give ${fn.label} a role`,
    };
  }
  const distrusted = distrust(
    role,
    { kind: "service", name: "lambda.amazonaws.com" },
    "lambda.amazonaws.com",
  );
  if (distrusted !== undefined || fn.environmentKeyArn === undefined) return distrusted;
  return lockedBy(model, role, fn, "service", fn.environmentKeyArn, {
    "kms:encryptioncontext:aws:lambda:functionarn": fn.arn,
  });
}
