/** The provider adds 26 characters to a prefix. Source: the AWS provider's `name_prefix` of load balancers. */
const longestPrefix = 6;

/**
 * What the names of a load balancer and of its target groups begin with. AWS takes 32 letters, digits and dashes, where Pulumi's
 * own names would have dots and as many characters as the component's. A prefix gives a replacement another name than what
 * it replaces has, and each stack its own. Source: CreateLoadBalancer of the Elastic Load Balancing API reference.
 */
export function balancerPrefix(name: string): string {
  return `${name.replace(/[^a-z0-9]/gi, "").slice(0, longestPrefix - 1)}-`;
}
