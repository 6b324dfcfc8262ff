import { compilePolicy, parsePolicy, PolicyError, type Statement } from "../../verify/policy";
import { sampleOf, strangersWord } from "./samples";
import { textOf } from "./statementText";
import { asAStrangerMeets, strangers } from "./strangers";
import { readAndChange } from "./verbs";

/** Whether an endpoint's policy lets everybody at everybody's resources. */
export type Openness =
  | { readonly kind: "narrow" }
  | { readonly kind: "open"; readonly service: string }
  | { readonly kind: "unsound"; readonly problem: string };

/** What a service's requests are called where it is not by whatever name. */
const actions: Readonly<Record<string, string>> = { "execute-api": "execute-api:Invoke" };

/**
 * Asks a policy for what nobody can have meant: a stranger's resource, by an unknown caller, and, save for API Gateway, which
 * knows but one, by an action without a name, or by patterns that both read and change. A condition counts where it names
 * whose resources are meant, or who may; all else that it asks for the stranger has.
 */
export function opennessOf(document: string): Openness {
  try {
    const { version, statements } = parsePolicy(document);
    compilePolicy(document, { shortFormArn });
    const word = strangersWord(document);
    const met = statements.map(asAStrangerMeets).filter((each) => each !== undefined);
    const allows = met.filter(({ effect }) => effect === "Allow");
    const { decide } = compilePolicy(textOf(version, met), { shortFormArn });
    const isOpen = (service: string, action: string): boolean =>
      strangersResources(allows, service, word).some((resource) =>
        strangers(word).some((context) => {
          const request = { principal: { kind: "anonymous" }, action, resource, context } as const;
          return decide(request).effect === "allow";
        }),
      );
    const asked = allows.flatMap(({ actions: { values, negated } }) => (negated ? [] : values));
    const services = new Set([
      ...asked.map((action) => (action.includes(":") ? sampleOf(serviceOf(action), word) : word)),
      "execute-api",
      word,
    ]);
    for (const service of services) {
      const open = asked.filter(
        (action) => sampleOf(serviceOf(action), word) === service && isOpen(service, sampleOf(action, word)),
      );
      const nameless = actions[service.toLowerCase()] ?? `${service}:${word}`;
      if (isOpen(service, nameless) || readAndChange(open.map(withoutService)))
        return { kind: "open", service: service === word ? "every service" : service };
    }
    return { kind: "narrow" };
  } catch (error) {
    if (error instanceof PolicyError) return { kind: "unsound", problem: error.message };
    throw error;
  }
}

const shortFormArn = "arn:aws:execute-api:us-east-1:123456789012:0000000000";

function serviceOf(action: string): string {
  return action.split(":", 1)[0] ?? "";
}

function withoutService(action: string): string {
  return action.slice(action.indexOf(":") + 1);
}

/** ARNs of resources that somebody else owns: one that no pattern was made for, and those that open patterns stand for. */
function strangersResources(allows: readonly Statement[], service: string, word: string): readonly string[] {
  const open = allows
    .flatMap(({ resources }) => resources.values)
    .filter((pattern) => {
      const [, , , , account = "*", ...rest] = pattern.split(":");
      const [owner = ""] = (rest.length === 0 ? "*" : rest.join(":")).split("/");
      return (account === "" || /[*?]/.test(account)) && /[*?]/.test(owner);
    });
  return [
    `arn:aws:${service}:us-east-1:999999999999:${word}/${word}/GET/${word}`,
    ...open.map((pattern) => sampleOf(pattern, word)),
  ];
}
