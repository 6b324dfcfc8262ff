import { compilePolicy, parsePolicy, PolicyError, type PolicyRequest } from "../../verify/policy";
import { sampleOf, strangersWord } from "./samples";

/** Whether an endpoint's policy lets everybody at everybody's resources. */
export type Openness =
  | { readonly kind: "narrow" }
  | { readonly kind: "open"; readonly service: string }
  | { readonly kind: "unsound"; readonly problem: string };

/** What a service's requests are called where it is not by whatever name. */
const actions: Readonly<Record<string, string>> = { "execute-api": "execute-api:Invoke" };

/**
 * Asks a policy for what nobody can have meant: a stranger's resource, by an unknown caller, and, save for API Gateway, which
 * knows but one, by an action without a name. A condition counts where it makes a difference: the request is tried with
 * every condition key absent and with every one of a strange value, and only what is allowed both times is open.
 */
export function opennessOf(document: string): Openness {
  try {
    const { statements } = parsePolicy(document);
    const { decide } = compilePolicy(document, {
      shortFormArn: "arn:aws:execute-api:us-east-1:123456789012:0000000000",
    });
    const word = strangersWord(document);
    const allows = statements.filter(({ effect }) => effect === "Allow");
    const services = allows.flatMap(({ actions: { values, negated } }) =>
      negated ? [] : values.map((action) => (action.includes(":") ? (action.split(":", 1)[0] ?? "") : word)),
    );
    for (const service of new Set([...services.map((each) => sampleOf(each, word)), "execute-api", word])) {
      for (const resource of strangersResources(
        allows.flatMap(({ resources }) => resources.values),
        service,
        word,
      )) {
        const request = {
          principal: { kind: "anonymous" },
          action: actions[service.toLowerCase()] ?? `${service}:${word}`,
          resource,
        } as const;
        const isOpen = [undefined, [word]].every((value) => {
          const context: PolicyRequest["context"] = () => value;
          return decide({ ...request, context }).effect === "allow";
        });
        if (isOpen) return { kind: "open", service: service === word ? "every service" : service };
      }
    }
    return { kind: "narrow" };
  } catch (error) {
    if (error instanceof PolicyError) return { kind: "unsound", problem: error.message };
    throw error;
  }
}

/** ARNs of resources that somebody else owns: one that no pattern was made for, and those that open patterns stand for. */
function strangersResources(patterns: readonly string[], service: string, word: string): readonly string[] {
  const open = patterns.filter((pattern) => {
    const [, , , , account = "*", ...rest] = pattern.split(":");
    const [owner = ""] = (rest.length === 0 ? "*" : rest.join(":")).split("/");
    return (account === "" || /[*?]/.test(account)) && /[*?]/.test(owner);
  });
  return [
    `arn:aws:${service}:us-east-1:999999999999:${word}/${word}/GET/${word}`,
    ...open.map((pattern) => sampleOf(pattern, word)),
  ];
}
