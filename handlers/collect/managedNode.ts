import type { InventoryResultEntity } from "@aws-sdk/client-ssm";

/** The inventory type that every managed node with an agent reports. */
export const instanceInformation = "AWS:InstanceInformation";

/** A managed node of Systems Manager: an EC2 instance (`i-…`) or a machine elsewhere (`mi-…`). */
export interface ManagedNode {
  readonly id: string;
  /** As `Amazon Linux`. */
  readonly os: string | undefined;
  readonly version: string | undefined;
  readonly computerName: string | undefined;
  readonly ip: string | undefined;
  /** As `Active`, `ConnectionLost`, `Stopped`, `Terminated`. */
  readonly status: string | undefined;
}

/**
 * What an entity of GetInventory tells of its node.
 * Attributes as in the AWS Systems Manager User Guide, "Metadata collected by inventory".
 *
 * @returns undefined for an entity without an id or without AWS:InstanceInformation.
 */
export function managedNodeOf(entity: InventoryResultEntity): ManagedNode | undefined {
  const facts = entity.Data?.[instanceInformation]?.Content?.[0];
  if (facts === undefined || entity.Id === undefined || entity.Id === "") return undefined;
  return {
    id: entity.Id,
    os: facts["PlatformName"],
    version: facts["PlatformVersion"],
    computerName: facts["ComputerName"],
    ip: facts["IpAddress"],
    status: facts["InstanceStatus"],
  };
}

/** Whether a node is a machine outside EC2, which Systems Manager alone knows of. */
export const isOutsideEc2 = (id: string): boolean => id.startsWith("mi-");
