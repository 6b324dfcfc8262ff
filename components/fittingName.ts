/** What Pulumi adds to a name, and what AWS's provider adds to a prefix. */
const [pulumiDigits, providerDigits] = [8, 26];

/**
 * How a resource is named that Pulumi would name by `base` and `suffix`, where AWS takes `longest` characters: as Pulumi does
 * where that fits, else by a prefix of which `base` is the shortened part.
 */
export function fittingName(base: string, suffix: string, longest: number): { readonly namePrefix?: string } {
  if (base.length + suffix.length + pulumiDigits <= longest) return {};
  return { namePrefix: fittingPrefix(base, `${suffix}-`, longest) };
}

/** A prefix of `base` and `suffix` that leaves AWS's provider its room, where AWS takes `longest` characters. */
export function fittingPrefix(base: string, suffix: string, longest: number): string {
  return base.slice(0, longest - providerDigits - suffix.length) + suffix;
}

/** How long names may be. Sources: the API references of IAM, Lambda, EventBridge and SQS. */
export const longest = {
  role: 64,
  rolePolicy: 128,
  lambdaFunction: 64,
  lambdaStatement: 100,
  eventRule: 64,
  queue: 80,
} as const;
