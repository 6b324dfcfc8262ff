/**
 * A policy as JSON. API Gateway tells it with its quotes escaped, as the inside of a JSON string. Source: `policy` of RestApi,
 * Amazon API Gateway API Reference.
 */
export function policyText(told: string | undefined): string | undefined {
  if (told === undefined || told === "") return undefined;
  if (isJson(told)) return told;
  const unescaped = parsed(`"${told}"`);
  return typeof unescaped === "string" ? unescaped : told;
}

function isJson(text: string): boolean {
  return parsed(text) !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
