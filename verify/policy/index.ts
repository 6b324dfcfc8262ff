export { authorize } from "./authorize";
export type { Authorization, AuthorizationInput, AuthorizationType, Caller } from "./authorize";
export { parsePolicy } from "./document";
export type {
  Condition,
  Listed,
  PolicyDocument,
  PolicyHolder,
  PrincipalId,
  PrincipalType,
  Statement,
} from "./document";
export { PolicyError } from "./errors";
export { compilePolicy } from "./evaluate";
export type { CompiledPolicy, PolicyOptions } from "./evaluate";
export { decideTogether } from "./together";
export type { ContextValue, Decision, PolicyPrincipal, PolicyRequest, StatementRef } from "./request";
