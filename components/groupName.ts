/**
 * How a security group is named that would else be named after `name`: AWS takes none that begins as a group's id does.
 * Source: `GroupName` of CreateSecurityGroup, Amazon EC2 API Reference.
 */
export function groupName(name: string): { readonly namePrefix?: string } {
  return name.startsWith("sg-") ? { namePrefix: `apilink-${name}-` } : {};
}
