import * as pulumi from "@pulumi/pulumi";
import { HandlerFunction } from "./handlerFunction";
import type { ExecutionRole } from "./handlerRole";
import { refuse, type Problem } from "./problems";
import { assumeRoles, mostAssumedRoles, useTable } from "./roleStatements";
import { addSchedule } from "./scheduled";
import { scheduleProblems } from "./schedules";
import { tagsOf, type Tags } from "./tags";

export interface InventoryCollectorArgs {
  readonly region: string;
  /** The bundle of `handlers/collect`, with its `settings.json`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** The key of the table, the environment variables and the logs: `EncryptionKey`. */
  readonly keyArn: pulumi.Input<string>;
  /** The role that `InventoryReader`s trust: a `HandlerRole`, which gets its rights here. */
  readonly role: ExecutionRole;
  /** The roles to read accounts by: `InventoryReader.roleArn`, at most 80. */
  readonly readerRoleArns: readonly pulumi.Input<string>[];
  /** The table to write: `InventoryBackend`'s. */
  readonly tableName: pulumi.Input<string>;
  readonly tableArn: pulumi.Input<string>;
  /**
   * When to collect: an EventBridge `rate(…)` or `cron(…)` expression, in UTC.
   * @default "rate(1 day)"
   */
  readonly schedule?: string;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/** What collecting does to the table: it reads all of it, and writes servers one by one. */
const tableActions = ["dynamodb:Scan", "dynamodb:PutItem"] as const;

/**
 * Collects the servers of many accounts into the table of an inventory, by schedule. A run that fails as a whole is tried
 * again, and then kept in a queue.
 *
 * @throws pulumi.InputPropertiesError for a schedule that is none, and for more readers than a policy can name.
 */
export class InventoryCollector extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;

  constructor(name: string, args: InventoryCollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    const { schedule = "rate(1 day)" } = args;
    refuse("InventoryCollector", name, problemsOf(args, schedule));
    super("apilink:index:InventoryCollector", name, {}, opts);
    const { region } = args;
    const tags = tagsOf("InventoryCollector", name, args.tags);

    const { functionName, functionArn } = handlerOf(this, name, args, tags);
    addSchedule(this, `${name}.collect`, { region, schedule, functionName, functionArn, tags });

    this.functionName = functionName;
    this.functionArn = functionArn;
    this.registerOutputs({ functionName: this.functionName, functionArn: this.functionArn });
  }
}

function handlerOf(
  parent: InventoryCollector,
  name: string,
  args: InventoryCollectorArgs,
  tags: Tags,
): HandlerFunction {
  const { region, code, keyArn, role, tableName, logRetentionDays } = args;
  return new HandlerFunction(
    `${name}.collect`,
    {
      region,
      description: `Collects the servers of the inventory ${name}`,
      code,
      keyArn,
      role,
      statements: pulumi
        .all([args.tableArn, keyArn, pulumi.all([...args.readerRoleArns])])
        .apply(([tableArn, key, readers]) => [
          ...useTable(tableActions, { tableArn, keyArn: key, region }),
          ...assumeRoles(readers),
        ]),
      environment: { TABLE_NAME: tableName },
      timeoutSeconds: 900,
      memoryMb: 512,
      // Two runs at once would write over each other.
      reservedConcurrency: 1,
      onFailure: true,
      ...(logRetentionDays !== undefined && { logRetentionDays }),
      tags,
    },
    { parent },
  );
}

function problemsOf({ readerRoleArns }: InventoryCollectorArgs, schedule: string): Problem[] {
  const given = readerRoleArns.length;
  return [
    ...scheduleProblems(schedule),
    ...(given <= mostAssumedRoles
      ? []
      : [
          {
            propertyPath: "readerRoleArns",
            reason: `has ${given} roles, of which a policy holds ${mostAssumedRoles}: collect into several inventories`,
          },
        ]),
  ];
}
