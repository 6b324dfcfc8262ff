import { groupBy } from "../../../components/groupBy";
import type { Checked, Found } from ".";
import { tellIt } from "./tracing";
import { callerOf } from "./broken";

/** Subscriptions whose URL is not answered; one that is left pending need not be. */
export function brokenSubscriptions({ topology, subscriptions }: Checked): readonly Found[] {
  return subscriptions.flatMap(({ reported: { from, to }, problem }, index) => {
    if (problem === undefined || topology.subscriptions[index]?.accept === false) return [];
    return {
      rule: "link-broken" as const,
      where: `subscriptions[${index}]`,
      message: `${from} cannot call ${to}: ${problem.says}`,
      hint: problem.mend ?? tellIt,
    };
  });
}

/** Callers without an accepted subscription who get an answer: one finding for each caller and service. */
export function openServices({ openDoors }: Checked): readonly Found[] {
  const byPair = groupBy(openDoors, ({ service, caller: { from, vantage, range } }) =>
    [service, from, vantage, range].join(" "),
  );
  return [...byPair.values()].flatMap((open) => {
    const [first] = open;
    if (first === undefined) return [];
    const { service, caller, trace } = first;
    return {
      rule: "isolation-broken" as const,
      where: `services.${service}`,
      message: `${callerOf({ ...caller, source: caller.range })} has no accepted subscription to ${service} and gets an answer by ${open.map(({ url }) => url).join(", ")}: ${trace.explanation}`,
      hint: "narrow the security groups of the endpoints and of the load balancer to the subscribed networks, or add the subscription",
    };
  });
}
