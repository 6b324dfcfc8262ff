import type { CloudAnswer, CloudCall, Mending } from "./cloud";

/**
 * What moto does not do for API Gateway and the functions behind it: it knows no access associations of private domain names, of
 * which there are none here, and no managed policies of AWS's own, which roles have attached.
 */
export function gatewayMending(): Mending {
  /** ARNs of policies, by account and role. */
  const attached = new Map<string, Set<string>>();
  return {
    before: (call) => {
      if (call.operation === "GET /domainnameaccessassociations")
        return { status: 200, contentType: "application/json", body: JSON.stringify({ item: [] }) };
      return /^(At|De)tachRolePolicy$/.test(call.operation) ? attachment(call, attached) : undefined;
    },
    after: (call, answer) =>
      call.operation === "GetAccountAuthorizationDetails" && answer.status === 200
        ? { ...answer, body: withAttached(answer.body, call.account ?? "", attached) }
        : answer,
  };
}

function attachment(
  { operation, account = "", body }: CloudCall,
  attached: Map<string, Set<string>>,
): CloudAnswer | undefined {
  const sent = new URLSearchParams(body);
  const [role, policy] = [`${account} ${sent.get("RoleName") ?? ""}`, sent.get("PolicyArn") ?? ""];
  if (!policy.startsWith("arn:aws:iam::aws:")) return undefined;
  const policies = attached.get(role) ?? new Set();
  attached.set(role, policies);
  if (operation === "AttachRolePolicy") policies.add(policy);
  else policies.delete(policy);
  return {
    status: 200,
    contentType: "text/xml",
    body: `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"/>`,
  };
}

function withAttached(
  xml: string,
  account: string,
  attached: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  return xml
    .split(/(?=<RoleName>)/)
    .map((part) => {
      const role = /^<RoleName>([^<]*)</.exec(part)?.[1] ?? "";
      const members = [...(attached.get(`${account} ${role}`) ?? [])].map(
        (arn) =>
          `<member><PolicyName>${arn.split("/").at(-1) ?? ""}</PolicyName><PolicyArn>${arn}</PolicyArn></member>`,
      );
      const policies = `<AttachedManagedPolicies>${members.join("")}</AttachedManagedPolicies>`;
      return part.replace("<AttachedManagedPolicies/>", policies);
    })
    .join("");
}
