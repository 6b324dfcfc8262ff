import type { Listed, PrincipalId, Statement } from "./document";
import type { PolicyPrincipal, PolicyRequest } from "./request";
import type { Truth, Unknown } from "./truth";

/** Does a statement speak of the caller? */
export type PrincipalTest = (request: PolicyRequest) => Truth;

/** What IAM principals a statement names, each form by itself. */
interface Names {
  readonly everyone: boolean;
  readonly accounts: ReadonlySet<string>;
  readonly arns: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/** How much of a caller a list names. */
interface Naming {
  readonly account: boolean;
  /** The user or the role; of the account's root, the account. */
  readonly identity: boolean;
  /** The session of a role or of a federated user; where there is none, the identity. */
  readonly session: boolean;
}

/**
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "AWS JSON policy elements: NotPrincipal".
 * Federated and canonical users match neither an anonymous caller, nor a service, nor an IAM principal.
 */
export function compilePrincipals({ principals }: Pick<Statement, "principals">): PrincipalTest {
  const names = namesOf(principals);
  if (names.everyone) return () => !principals.negated;
  if (!principals.negated) {
    return ({ principal }) => {
      const { account, identity, session } = namingOf(principal, names);
      return account || identity || session;
    };
  }
  return ({ principal }) => isExcepted(namingOf(principal, names));
}

const dependsOnOrder: Unknown = {
  dependsOn: "how AWS takes a NotPrincipal that names the caller without its account or its role",
};

/** A user is excepted by its own ARN together with its account's; a session by the role's and the account's. */
function isExcepted({ account, identity, session }: Naming): Truth {
  if (!identity && !session) return true;
  return account && identity ? false : dependsOnOrder;
}

function namesOf({ values }: Listed<PrincipalId>): Names {
  const ids = values.filter(({ type }) => type === "AWS").map(({ id }) => id);
  const accounts = new Set<string>();
  const arns = new Set<string>();
  for (const id of ids) {
    const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(id)?.[1];
    if (account === undefined) arns.add(id);
    else accounts.add(account);
  }
  const services = new Set(values.filter(({ type }) => type === "Service").map(({ id }) => id));
  return { everyone: ids.some((id) => /^\*+$/.test(id)), accounts, arns, services };
}

function namingOf(principal: PolicyPrincipal, { accounts, arns, services }: Names): Naming {
  if (principal.kind === "anonymous") return { account: false, identity: false, session: false };
  if (principal.kind === "service") {
    const isNamed = services.has(principal.name);
    return { account: isNamed, identity: isNamed, session: isNamed };
  }
  const { arn, accountId } = principal;
  const account = accounts.has(accountId);
  if (arn.endsWith(":root")) return { account, identity: account, session: account };
  const session = arns.has(arn);
  const parent = sessionParent(arn);
  if (parent === undefined) return { account, identity: session, session };
  return { account, identity: arns.size > 0 && [...arns].some(parent), session };
}

/** Of a session, the test whether an ARN is that of its role or user; undefined for other callers. */
function sessionParent(arn: string): ((arn: string) => boolean) | undefined {
  const [, partition = "", account = "", kind, name = ""] =
    /^arn:([^:]*):sts::(\d*):(assumed-role|federated-user)\/([^/]+)/.exec(arn) ?? [];
  if (kind === undefined) return undefined;
  const prefix = `arn:${partition}:iam::${account}:${kind === "assumed-role" ? "role" : "user"}/`;
  // The session's ARN does not tell the path of its role.
  return (other) => other.startsWith(prefix) && other.slice(other.lastIndexOf("/") + 1) === name;
}
