import { PolicyError } from "./errors";

/** A policy document with every single value as a list of one. */
export interface PolicyDocument {
  /** A document without a version is taken as the older one. Source: IAM User Guide, "IAM JSON policy elements: Version". */
  readonly version: "2008-10-17" | "2012-10-17";
  readonly id?: string;
  readonly statements: readonly Statement[];
}

/** One statement of a policy. */
export interface Statement {
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly principals: Listed<PrincipalId>;
  readonly actions: Listed<string>;
  readonly resources: Listed<string>;
  readonly conditions: readonly Condition[];
}

/** An element that lists what it is about or, with `negated`, everything else (`NotAction` and the like). */
export interface Listed<T> {
  readonly negated: boolean;
  readonly values: readonly T[];
}

/** One entry of a principal element; `"*"` reads as `{"AWS": "*"}`. */
export interface PrincipalId {
  readonly type: PrincipalType;
  readonly id: string;
}

export type PrincipalType = (typeof principalTypes)[number];

/** One key below one operator. */
export interface Condition {
  /** As written, for example `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written; keys do not distinguish case. */
  readonly key: string;
  readonly values: readonly string[];
}

const principalTypes = ["AWS", "Service", "Federated", "CanonicalUser"] as const;
const versions = ["2008-10-17", "2012-10-17"] as const;
const documentElements = new Set(["Version", "Id", "Statement"]);
const statementElements = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * What a policy is attached to: a resource, such as an API or a VPC endpoint; an identity, whose own policies are about nobody
 * else and so name no principal; or a role that trusts somebody, of which it is the one resource and so names none.
 * Source: IAM User Guide, "IAM JSON policy elements: Principal" and "Create a role to delegate permissions".
 */
export type PolicyHolder = "resource" | "identity" | "trust";

/** The element that a policy leaves out by what it is attached to, for everything that the element could name. */
const impliedElements: Readonly<Record<PolicyHolder, "Principal" | "Resource" | undefined>> = {
  resource: undefined,
  identity: "Principal",
  trust: "Resource",
};

const everybody: readonly PrincipalId[] = [{ type: "AWS", id: "*" }];

/**
 * Reads a policy document, and checks its form.
 *
 * @throws PolicyError for what AWS would refuse.
 */
export function parsePolicy(text: string, holder: PolicyHolder = "resource"): PolicyDocument {
  const document = objectAt(jsonOf(text), "the policy");
  refuseOthers(document, documentElements, "the policy");
  const { Version = "2008-10-17", Id, Statement } = document;
  const version = versions.find((each) => each === Version);
  if (version === undefined) {
    throw new PolicyError(`Version is ${shown(Version)}: write "2012-10-17" (or the older "2008-10-17")`);
  }
  if (Statement === undefined) throw new PolicyError("the policy has no Statement: add at least one");
  const statements = Array.isArray(Statement) ? (Statement as readonly unknown[]) : [Statement];
  return {
    version,
    ...(Id === undefined ? {} : { id: stringAt(Id, "Id") }),
    statements: statements.map((each, index) =>
      statementOf(each, `Statement[${index}]`, impliedElements[holder]),
    ),
  };
}

function statementOf(raw: unknown, where: string, implied: "Principal" | "Resource" | undefined): Statement {
  const statement = objectAt(raw, where);
  refuseOthers(statement, statementElements, where);
  const { Sid, Effect, Condition = {} } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") {
    throw new PolicyError(`${where}.Effect is ${shown(Effect)}: write "Allow" or "Deny"`);
  }
  return {
    ...(Sid === undefined ? {} : { sid: stringAt(Sid, `${where}.Sid`) }),
    effect: Effect,
    principals:
      implied === "Principal"
        ? all(statement, implied, where, everybody)
        : listed(statement, "Principal", where, principalsAt),
    actions: listed(statement, "Action", where, stringsAt),
    resources:
      implied === "Resource"
        ? all(statement, implied, where, ["*"])
        : listed(statement, "Resource", where, stringsAt),
    conditions: conditionsAt(Condition, `${where}.Condition`),
  };
}

/** An element that may not be written, since what the policy is attached to says it. */
function all<T>(
  statement: Readonly<Record<string, unknown>>,
  name: string,
  where: string,
  values: readonly T[],
): Listed<T> {
  const given = [name, `Not${name}`].find((each) => statement[each] !== undefined);
  if (given !== undefined)
    throw new PolicyError(`${where} has ${given}: leave it out of this kind of policy`);
  return { negated: false, values };
}

/** Reads an element or its opposite: there must be exactly one of the two. */
function listed<T>(
  statement: Readonly<Record<string, unknown>>,
  name: string,
  where: string,
  read: (raw: unknown, where: string) => readonly T[],
): Listed<T> {
  const given = [name, `Not${name}`].filter((each) => statement[each] !== undefined);
  const [element] = given;
  if (element === undefined) throw new PolicyError(`${where} has neither ${name} nor Not${name}: add one`);
  if (given.length > 1) throw new PolicyError(`${where} has both ${name} and Not${name}: keep one`);
  const values = read(statement[element], `${where}.${element}`);
  if (values.length === 0) throw new PolicyError(`${where}.${element} is empty: name at least one`);
  return { negated: element !== name, values };
}

function principalsAt(raw: unknown, where: string): readonly PrincipalId[] {
  if (raw === "*") return [{ type: "AWS", id: "*" }];
  if (typeof raw === "string")
    throw new PolicyError(`${where} is ${shown(raw)}: write {"AWS": ${shown(raw)}}`);
  return Object.entries(objectAt(raw, where)).flatMap(([name, ids]) => {
    const type = principalTypes.find((each) => each === name);
    if (type === undefined) {
      throw new PolicyError(`${where} has the unknown type ${shown(name)}: use ${principalTypes.join(", ")}`);
    }
    return stringsAt(ids, `${where}.${type}`).map((id) => ({ type, id }));
  });
}

function conditionsAt(raw: unknown, where: string): readonly Condition[] {
  return Object.entries(objectAt(raw, where)).flatMap(([operator, keys]) =>
    Object.entries(objectAt(keys, `${where}.${operator}`)).map(([key, values]) => ({
      operator,
      key,
      values: oneOrMore(values).map((each) => scalarAt(each, `${where}.${operator}.${key}`)),
    })),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PolicyError(`the policy is no JSON: ${reason}`);
  }
}

function objectAt(raw: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  throw new PolicyError(`${where} is ${shown(raw)}: it must be an object`);
}

function stringAt(raw: unknown, where: string): string {
  if (typeof raw === "string") return raw;
  throw new PolicyError(`${where} is ${shown(raw)}: it must be a string`);
}

function stringsAt(raw: unknown, where: string): readonly string[] {
  return oneOrMore(raw).map((each) => stringAt(each, where));
}

/** A value of a condition may be written without quotes: `true`, `443`. */
function scalarAt(raw: unknown, where: string): string {
  if (typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean") return String(raw);
  throw new PolicyError(`${where} holds ${shown(raw)}: write a string, a number or a boolean`);
}

function oneOrMore(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? (raw as readonly unknown[]) : [raw];
}

function refuseOthers(object: object, known: ReadonlySet<string>, where: string): void {
  const other = Object.keys(object).find((each) => !known.has(each));
  if (other === undefined) return;
  throw new PolicyError(`${where} has the unknown element ${shown(other)}: use ${[...known].join(", ")}`);
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
