import { unknown } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";
import { notKnown, nothing, stackRule, together, violation, type Found } from "../rule";
import type { Resource, StackResources } from "../stack/resources";
import { types } from "../types";

/**
 * CloudWatch Logs encrypts every group, and S3 every object, with keys of their own where no other is named; a delivery stream
 * keeps what it carries in clear unless it is told otherwise, and then takes a key of AWS's unless one is named. Sources: "Encrypt log data in CloudWatch Logs using AWS KMS"
 * of the CloudWatch Logs user guide, "Data protection in Amazon Data Firehose".
 */
export const encryptedLogs = stackRule(
  {
    name: "encrypted-logs",
    description:
      "Log groups, and what access logs and flow logs are sent to, encrypt by a key of the customer's own; with keys: any, by any.",
    configSchema: {
      properties: { keys: { type: "string", enum: ["any", "customer"], default: "customer" } },
    },
  },
  (resources, { keys }) => {
    const judge = keys === "any" ? encryption : ownEncryption;
    return together([
      ...(keys === "any" ? [] : resources.of(types.logGroup).map(ownKey)),
      ...logsIn(resources).map((source) => destination(resources, source, judge)),
    ]);
  },
);

function ownKey(group: Resource): Found {
  const { kmsKeyId } = group.properties;
  if (isOfAws(kmsKeyId)) {
    return violation(
      `${group.name}.kmsKeyId is ${String(kmsKeyId)}, a key of AWS's. Name a key of your own.`,
      group,
    );
  }
  // A key that is not known yet is a key.
  if (typeof kmsKeyId === "string" && kmsKeyId !== "") return nothing;
  if ((group.madeFrom["kmsKeyId"] ?? []).length > 0) return nothing;
  return violation(
    `${group.name} has no kmsKeyId, so its logs are encrypted by a key of AWS's. Name a key of your own.`,
    group,
  );
}

/** Aliases that begin so are AWS's to give. Source: "Aliases in AWS KMS" of the AWS KMS developer guide. */
function isOfAws(key: unknown): boolean {
  return typeof key === "string" && /(^|:)alias\/aws\//.test(key);
}

interface LogSource {
  readonly holder: Resource;
  /** ARN of where the logs go. */
  readonly value: unknown;
}

function logsIn(resources: StackResources): readonly LogSource[] {
  return [
    ...resources.of(types.stage, types.httpApiStage).map((holder) => {
      const { accessLogSettings: settings } = holder.properties;
      return { holder, value: isMapping(settings) ? settings["destinationArn"] : settings };
    }),
    ...resources.of(types.flowLog).map((holder) => ({ holder, value: holder.properties["logDestination"] })),
  ];
}

function destination(
  resources: StackResources,
  { holder, value }: LogSource,
  judge: (stream: Resource, holder: Resource) => Found,
): Found {
  if (value === undefined || value === null || value === "") return nothing;
  const streams = resources.of(types.deliveryStream);
  const sources = [
    ...(holder.madeFrom["accessLogSettings"] ?? []),
    ...(holder.madeFrom["logDestination"] ?? []),
  ];
  const found =
    value === unknown
      ? streams.filter(({ urn }) => sources.includes(urn))
      : streams.filter(({ properties: { arn } }) => arn === value);
  return together(found.map((stream) => judge(stream, holder)));
}

function encryption(stream: Resource, holder: Resource): Found {
  const { serverSideEncryption: given, kinesisSourceConfiguration: source } = stream.properties;
  // What comes from a Kinesis stream is encrypted there.
  if (source !== undefined && source !== null) return nothing;
  if (given === unknown) return notKnown(`${stream.name}.serverSideEncryption`);
  const enabled = isMapping(given) ? given["enabled"] : undefined;
  if (enabled === true) return nothing;
  if (enabled === unknown) return notKnown(`${stream.name}.serverSideEncryption`);
  return violation(
    `${stream.name} keeps the logs of ${holder.name} in clear. Set serverSideEncryption: { enabled: true }.`,
    stream,
  );
}

/** Source: DeliveryStreamEncryptionConfigurationInput of the Amazon Data Firehose API reference. */
const ownKeyType = "CUSTOMER_MANAGED_CMK";

function ownEncryption(stream: Resource, holder: Resource): Found {
  const found = encryption(stream, holder);
  const { serverSideEncryption: given } = stream.properties;
  // Not encrypted, not known, or encrypted where it comes from.
  if (found !== nothing || !isMapping(given) || given["enabled"] !== true) return found;
  const { keyType, keyArn } = given;
  if (keyType === ownKeyType && !isOfAws(keyArn)) return nothing;
  if (keyType === unknown) return notKnown(`${stream.name}.serverSideEncryption.keyType`);
  return violation(
    `${stream.name} encrypts the logs of ${holder.name} by a key of AWS's. ` +
      `Name a key of your own: serverSideEncryption: { enabled: true, keyType: "${ownKeyType}", keyArn }.`,
    stream,
  );
}
