import type { Instance } from "@aws-sdk/client-ec2";

/** An EC2 instance, as far as the inventory asks. What EC2 does not tell is undefined. */
export interface Machine {
  readonly id: string;
  /** As `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`. */
  readonly state: string | undefined;
  /** As `t4g.small`. */
  readonly type: string | undefined;
  /** As `Linux/UNIX`, `Windows`, `Red Hat Enterprise Linux`. */
  readonly platform: string | undefined;
  /** The primary private IPv4 address. */
  readonly ip: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** @returns undefined for an instance without an id, which EC2 never answers, but its types allow. */
export function machineOf(instance: Instance): Machine | undefined {
  if (instance.InstanceId === undefined || instance.InstanceId === "") return undefined;
  return {
    id: instance.InstanceId,
    state: instance.State?.Name,
    type: instance.InstanceType,
    platform: instance.PlatformDetails ?? instance.Platform,
    ip: instance.PrivateIpAddress,
    tags: Object.fromEntries((instance.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
  };
}
