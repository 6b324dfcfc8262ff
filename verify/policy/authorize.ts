import type { Decision } from "./request";

/** A method's authorization type. */
export type AuthorizationType = "NONE" | "AWS_IAM";

/** Who calls, as seen from the API's account; the last two signed the request. */
export type Caller = "anonymous" | "same-account" | "cross-account";

/** What a policy says where everything is known. */
type Effect = Exclude<Decision["effect"], "unknown">;

export interface AuthorizationInput {
  readonly type: AuthorizationType;
  /** A private API without a resource policy lets nobody in, and cannot be deployed. */
  readonly access: "private" | "regional";
  readonly caller: Caller;
  /** What the caller's identity policies say: signed calls only, default `implicit-deny`. */
  readonly identity?: Effect;
  /** What the API's resource policy says, "none" where there is no such policy. */
  readonly resource: Decision | "none";
}

/** Whether API Gateway lets a call in. */
export type Authorization =
  | { readonly allowed: true; readonly reason: "explicit-allow" | "no-policy" }
  | {
      readonly allowed: false;
      readonly reason: "explicit-deny" | "implicit-deny";
      /** How the answer's message goes on; undefined where the resource policy is not what denied. */
      readonly suffix?: string;
    }
  /** The method wants a signature, and there is none. */
  | { readonly allowed: false; readonly reason: "missing-token" }
  | { readonly allowed: false; readonly reason: "unknown"; readonly why: string };

type Verdict = Exclude<Authorization, { readonly reason: "unknown" }>;
type Column = Effect | "none";
type Row = Readonly<Record<Column, Verdict>>;

const allowed: Verdict = { allowed: true, reason: "explicit-allow" };
const open: Verdict = { allowed: true, reason: "no-policy" };
const denied: Verdict = {
  allowed: false,
  reason: "explicit-deny",
  suffix: "with an explicit deny in a resource-based policy",
};
const notAllowed: Verdict = {
  allowed: false,
  reason: "implicit-deny",
  suffix: "because no resource-based policy allows the execute-api:Invoke action",
};
const deniedByIdentity: Verdict = { allowed: false, reason: "explicit-deny" };
const notAllowedToIdentity: Verdict = { allowed: false, reason: "implicit-deny" };
const missingToken: Verdict = { allowed: false, reason: "missing-token" };

/** Source: API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow". */
const resourcePolicyOnly: Row = {
  allow: allowed,
  "explicit-deny": denied,
  "implicit-deny": notAllowed,
  none: open,
};

/** The same document's Table A (same account) and Table B (cross account), a row for each identity decision. */
const signed: Readonly<Record<Exclude<Caller, "anonymous">, Readonly<Record<Effect, Row>>>> = {
  "same-account": {
    allow: { allow: allowed, "explicit-deny": denied, "implicit-deny": allowed, none: allowed },
    "implicit-deny": {
      allow: allowed,
      "explicit-deny": denied,
      "implicit-deny": notAllowedToIdentity,
      none: notAllowedToIdentity,
    },
    "explicit-deny": {
      allow: deniedByIdentity,
      "explicit-deny": denied,
      "implicit-deny": deniedByIdentity,
      none: deniedByIdentity,
    },
  },
  "cross-account": {
    allow: { allow: allowed, "explicit-deny": denied, "implicit-deny": notAllowed, none: notAllowed },
    "implicit-deny": {
      allow: notAllowedToIdentity,
      "explicit-deny": denied,
      "implicit-deny": notAllowed,
      none: notAllowed,
    },
    "explicit-deny": {
      allow: deniedByIdentity,
      "explicit-deny": denied,
      "implicit-deny": deniedByIdentity,
      none: deniedByIdentity,
    },
  },
};

const effects = ["allow", "explicit-deny", "implicit-deny"] as const;

/** Brings the method's authorization type, the caller's identity policies and the API's resource policy together. */
export function authorize(input: AuthorizationInput): Authorization {
  const { access, resource } = input;
  const row = rowOf(input);
  if (resource === "none") return access === "private" ? row["implicit-deny"] : row.none;
  if (resource.effect !== "unknown") return row[resource.effect];
  return (
    common(effects.map((effect) => row[effect])) ?? { allowed: false, reason: "unknown", why: resource.why }
  );
}

/** What all the verdicts have in common, where they come to the same: then what is not known does not matter. */
function common(verdicts: readonly Verdict[]): Verdict | undefined {
  const [first, ...others] = verdicts;
  if (first === undefined || others.some(({ reason }) => reason !== first.reason)) return undefined;
  return others.every((other) => other === first) ? first : withoutSuffix(first);
}

function withoutSuffix(verdict: Verdict): Verdict {
  if (verdict.reason !== "explicit-deny" && verdict.reason !== "implicit-deny") return verdict;
  return { allowed: false, reason: verdict.reason };
}

function rowOf({ type, caller, identity = "implicit-deny" }: AuthorizationInput): Row {
  if (type === "NONE") return resourcePolicyOnly;
  if (caller !== "anonymous") return signed[caller][identity];
  return {
    allow: missingToken,
    "explicit-deny": missingToken,
    "implicit-deny": missingToken,
    none: missingToken,
  };
}
