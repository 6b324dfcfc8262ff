import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "./partitions";
import { accountProblems, missing, refuse, type Problem } from "./problems";
import { tagsOf, type Tags } from "./tags";

export interface EncryptionKeyArgs {
  readonly region: string;
  /** The id of the account that owns the key: the provider's own. */
  readonly accountId: string;
  /**
   * Names of the log groups that CloudWatch Logs may use the key for; `*` stands for any characters.
   * @default - all of the account in the region
   */
  readonly logGroups?: readonly string[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/** The longest that AWS knows: what the key encrypted is lost with it. Source: ScheduleKeyDeletion, KMS API Reference. */
const deletionWindowInDays = 30;

/**
 * A key of an account and region, for tables, environment variables and logs: it rotates by itself, the account's own
 * policies say who may use it, and CloudWatch Logs may use it for the given log groups.
 *
 * @throws pulumi.InputPropertiesError for an account that is no id, and for no log group.
 */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("EncryptionKey", name, problemsOf(args));
    super("apilink:index:EncryptionKey", name, {}, opts);
    const { region } = args;

    const key = new aws.kms.Key(
      `${name}.key`,
      {
        region,
        description: `apilink ${name}: tables, environment variables and logs`,
        policy: keyPolicy(args),
        enableKeyRotation: true,
        deletionWindowInDays,
        tags: tagsOf("EncryptionKey", name, args.tags),
      },
      { parent: this },
    );

    this.keyArn = key.arn;
    this.registerOutputs({ keyArn: this.keyArn });
  }
}

function problemsOf({ accountId, logGroups }: EncryptionKeyArgs): Problem[] {
  const wrong = accountProblems("accountId", [accountId]);
  return [
    ...wrong.map(({ reason }) => ({ propertyPath: "accountId", reason })),
    ...missing({ ...(logGroups && { logGroups }) }),
  ];
}

/**
 * Sources: "Default key policy" of the KMS developer guide, and "Encrypt log data in CloudWatch Logs using AWS KMS" of the
 * CloudWatch Logs user guide.
 */
function keyPolicy({ region, accountId, logGroups = ["*"] }: EncryptionKeyArgs): string {
  const { name: partition, dnsSuffix } = partitionOf(region);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        // The account as a whole: its own policies decide. Without it nobody could ever change the key again.
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: "kms:*",
        // In a key's policy, the key itself.
        Resource: "*",
      },
      {
        Effect: "Allow",
        Principal: { Service: `logs.${region}.${dnsSuffix}` },
        Action: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:DescribeKey",
        ],
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": logGroups.map(
              (group) => `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`,
            ),
          },
        },
      },
    ],
  });
}
