import { servicePlanOf } from "../../../stacks/servicePlan";
import type { PublishedService } from "../../model/facts";
import type { Checked, Found } from ".";

/** Services that more accounts may connect to than subscribe, or whose connections nobody has to accept although they should. */
export function wideAudiences({ topology, model }: Checked): readonly Found[] {
  const { audiences } = servicePlanOf(topology);
  return Object.entries(topology.services).flatMap(([name, { acceptance }]) => {
    const published = model.endpointServices.get(model.names.services.get(name) ?? "");
    if (published === undefined) return [];
    const place = { rule: "wider-than-linked" as const, where: `services.${name}` };
    return [
      ...strangersOf(published, audiences[name]?.accounts ?? []).map((principal) => ({
        ...place,
        message: `${published.label} allows ${principal === everybody ? "every account" : principal} to connect, which no subscription asks for`,
        hint: `take ${principal} out of allowedPrincipals of the service`,
      })),
      ...(acceptance && published.acceptanceRequired === false
        ? [
            {
              ...place,
              message: `${published.label} takes connections without acceptance, although ${name} asks for it`,
              hint: "set acceptanceRequired of the service",
            },
          ]
        : []),
    ];
  });
}

const everybody = "*";

/** The principals that stand for an account without a subscription, or for all; what stands for nobody known is left out. */
function strangersOf(
  { allowedPrincipals }: PublishedService,
  subscribed: readonly string[],
): readonly string[] {
  return [...new Set(allowedPrincipals)].sort().filter((principal) => {
    if (principal === everybody) return true;
    const account = accountOf(principal);
    return account !== undefined && !subscribed.includes(account);
  });
}

/** Of an account's id, or the ARN of its root, a role or a user. */
function accountOf(principal: string): string | undefined {
  return /^(?:arn:aws[a-z-]*:(?:iam|sts)::)?(?<account>\d{12})(?:$|:.)/.exec(principal)?.groups?.["account"];
}
