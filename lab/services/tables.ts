import type { Handler, ResourceRequest } from "../handler";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { constrain } from "./constraints";
import { block, blocks, flag, given, numberOf, tagged, text, unset } from "./fields";
import { keyProblem } from "./keys";
import { arn, physicalName } from "./names";
import { types } from "./types";

const invalid = (message: string): Refusal => new Refusal("ValidationException", message);
const invalidValues = (message: string): Refusal =>
  invalid(`One or more parameter values were invalid: ${message}`);

const billingModes = ["PROVISIONED", "PAY_PER_REQUEST"];
const attributeTypes = ["B", "N", "S"];

/** What a new table on demand is ready for. Source: "Understanding DynamoDB warm throughput", Developer Guide. */
const warmOnDemand = { readUnitsPerSecond: 12000, writeUnitsPerSecond: 4000 };

const table: Handler = {
  type: types.table,
  id: ({ urn, inputs, digest }) => physicalName(urn, inputs, digest),
  replaceOn: [
    "hashKey",
    "importTable",
    "localSecondaryIndexes",
    "name",
    "rangeKey",
    "region",
    "restoreBackupArn",
    "restoreDateTime",
    "restoreSourceName",
    "restoreSourceTableArn",
    "restoreToLatestTime",
  ],
  absent: [],
  outputs: (request, world) => {
    const { id } = request;
    constrain("tableName", id, { longest: 255 }, { pattern: /^[a-zA-Z0-9_.-]+$/ });
    const onDemand = checkBilling(request);
    checkKeys(request);
    checkEncryption(request, world);
    const capacity = onDemand ? 0 : undefined;
    return tagged(
      request,
      {
        ...unset(
          "globalTableWitness",
          "importTable",
          "localSecondaryIndexes",
          "onDemandThroughput",
          "rangeKey",
        ),
        ...unset("replicas", "restoreBackupArn", "restoreDateTime", "restoreSourceName"),
        ...unset("restoreSourceTableArn", "restoreToLatestTime", "serverSideEncryption", "streamEnabled"),
        billingMode: "PROVISIONED",
        deletionProtectionEnabled: false,
        globalSecondaryIndexes: [],
        hashKey: "",
        pointInTimeRecovery: { enabled: false },
        readCapacity: capacity ?? 1,
        streamViewType: "",
        tableClass: "STANDARD",
        ttl: { attributeName: "", enabled: false },
        warmThroughput: onDemand ? warmOnDemand : { readUnitsPerSecond: 1, writeUnitsPerSecond: 1 },
        writeCapacity: capacity ?? 1,
      },
      { arn: arn(request, "dynamodb", `table/${id}`), name: id, streamArn: "", streamLabel: "" },
    );
  },
  beforeDelete: ({ outputs }) => {
    if (flag(outputs, "deletionProtectionEnabled") !== true) return;
    const message = "Resource cannot be deleted as it is currently protected against deletion.";
    throw invalid(`${message} Disable deletion protection first.`);
  },
};

/** Whether the table is on demand. */
function checkBilling({ inputs }: ResourceRequest): boolean {
  const mode = text(inputs, "billingMode") ?? "PROVISIONED";
  constrain("billingMode", mode, { oneOf: billingModes });
  const capacities = [numberOf(inputs, "readCapacity"), numberOf(inputs, "writeCapacity")];
  const onDemand = mode === "PAY_PER_REQUEST";
  if (!onDemand && capacities.includes(undefined)) {
    const both = "ReadCapacityUnits and WriteCapacityUnits must both be specified";
    throw invalidValues(`${both} when BillingMode is PROVISIONED`);
  }
  if (onDemand && capacities.some((units) => (units ?? 0) > 0)) {
    throw invalidValues(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  return onDemand;
}

/** Attributes are declared for keys only, and each key's is. */
function checkKeys({ inputs }: ResourceRequest): void {
  const attributes = blocks(inputs, "attributes");
  for (const attribute of attributes) {
    constrain("attributeType", text(attribute, "type") ?? "", { oneOf: attributeTypes });
  }
  const declared = attributes.flatMap((attribute) => text(attribute, "name") ?? []);
  const indexes = [...blocks(inputs, "globalSecondaryIndexes"), ...blocks(inputs, "localSecondaryIndexes")];
  const keys = [...new Set([inputs, ...indexes].flatMap(keysOf))];
  const undeclared = keys.filter((name) => !declared.includes(name));
  const definitions = `AttributeDefinitions: [${declared.join(", ")}]`;
  if (keys.length === 0) throw invalidValues("Missing the key HASH in the key schema");
  if (undeclared.length > 0) {
    throw invalidValues(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${undeclared.join(", ")}], ${definitions}`,
    );
  }
  if (declared.every((name) => keys.includes(name))) return;
  throw invalidValues(
    indexes.length === 0
      ? "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
      : `Some AttributeDefinitions are not used. ${definitions}, keys used: [${keys.join(", ")}]`,
  );
}

function keysOf(schema: Readonly<Record<string, unknown>>): readonly string[] {
  return ["hashKey", "rangeKey"].flatMap((property) => text(schema, property) ?? []);
}

function checkEncryption(request: ResourceRequest, world: World): void {
  const encryption = given(block(request.inputs, "serverSideEncryption") ?? {});
  const keyArn = text(encryption, "kmsKeyArn");
  if (keyArn === undefined || flag(encryption, "enabled") !== true) return;
  const problem = keyProblem(request, world, keyArn);
  if (problem !== undefined) throw invalid(`KMS validation error: ${problem}`);
}

/** DynamoDB tables. */
export const tableHandlers: readonly Handler[] = [table];
