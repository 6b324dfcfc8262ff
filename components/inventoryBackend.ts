import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { HandlerFunction } from "./handlerFunction";
import { useTable } from "./roleStatements";
import { tagsOf, type Tags } from "./tags";

export interface InventoryBackendArgs {
  readonly region: string;
  /** The bundle of `handlers/inventory`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** The key of the table, the environment variables and the logs: `EncryptionKey`. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * Origins of the browser pages that may call; `*` stands for all.
   * @default - none, so that no browser page of another origin can
   */
  readonly cors?: readonly string[];
  /**
   * How many calls the function answers at once at most.
   * @default 10
   */
  readonly reservedConcurrency?: number;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * The server inventory behind an API: an encrypted table of servers by `instance-id`, with point-in-time recovery, and the
 * function that answers from it. The table goes with the component: nothing protects it from `pulumi destroy`.
 */
export class InventoryBackend extends pulumi.ComponentResource {
  readonly tableName: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  /** What API Gateway calls the function by. */
  readonly invokeArn: pulumi.Output<string>;

  constructor(name: string, args: InventoryBackendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("apilink:index:InventoryBackend", name, {}, opts);
    const tags = tagsOf("InventoryBackend", name, args.tags);

    const table = tableOf(this, name, args, tags);
    const handler = handlerOf(this, name, args, table, tags);

    this.tableName = table.name;
    this.tableArn = table.arn;
    this.functionName = handler.functionName;
    this.functionArn = handler.functionArn;
    this.invokeArn = handler.invokeArn;
    this.registerOutputs({
      tableName: this.tableName,
      tableArn: this.tableArn,
      functionName: this.functionName,
      functionArn: this.functionArn,
      invokeArn: this.invokeArn,
    });
  }
}

function tableOf(
  parent: InventoryBackend,
  name: string,
  { region, keyArn }: InventoryBackendArgs,
  tags: Tags,
): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    `${name}.servers`,
    {
      region,
      attributes: [{ name: "instance-id", type: "S" }],
      hashKey: "instance-id",
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
      deletionProtectionEnabled: false,
      tags,
    },
    { parent },
  );
}

function handlerOf(
  parent: InventoryBackend,
  name: string,
  { region, code, keyArn, cors = [], reservedConcurrency = 10, logRetentionDays }: InventoryBackendArgs,
  table: aws.dynamodb.Table,
  tags: Tags,
): HandlerFunction {
  return new HandlerFunction(
    `${name}.inventory`,
    {
      region,
      description: `Answers the inventory API ${name}`,
      code,
      keyArn,
      statements: pulumi
        .all([table.arn, keyArn])
        .apply(([tableArn, key]) =>
          useTable(["dynamodb:GetItem", "dynamodb:Scan"], { tableArn, keyArn: key, region }),
        ),
      environment: {
        TABLE_NAME: table.name,
        ALLOWED_ORIGINS: JSON.stringify(cors),
        // Nobody can guess a key's id, and callers of the API learn it nowhere.
        POSITION_KEY: keyArn,
      },
      // API Gateway waits 29 seconds at most; a caller gets its 503 well before.
      timeoutSeconds: 10,
      memoryMb: 512,
      reservedConcurrency,
      ...(logRetentionDays !== undefined && { logRetentionDays }),
      tags,
    },
    { parent },
  );
}
