import { partitionOf } from "../../components/partitions";
import type { Handler, ResourceRequest } from "../handler";
import type { Place } from "../resource";
import { Refusal } from "../refusal";
import { isMapping } from "../../stacks/mapping";
import type { World } from "../world";
import { flag, numberOf, tagged, text, unset } from "./fields";
import { arn, physicalName } from "./names";
import { checkPolicy, policyText, queuePolicy } from "./policies";
import { types } from "./types";

/** Inclusive bounds, and what holds by default: seconds, but bytes for the size. Source: SetQueueAttributes, Amazon SQS API Reference. */
const attributes: Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly byDefault: number }>
> = {
  delaySeconds: { least: 0, most: 900, byDefault: 0 },
  kmsDataKeyReusePeriodSeconds: { least: 60, most: 86400, byDefault: 300 },
  maxMessageSize: { least: 1024, most: 1048576, byDefault: 262144 },
  messageRetentionSeconds: { least: 60, most: 1209600, byDefault: 345600 },
  receiveWaitTimeSeconds: { least: 0, most: 20, byDefault: 0 },
  visibilityTimeoutSeconds: { least: 0, most: 43200, byDefault: 30 },
};

const mostReceives = 1000;

const queue: Handler = {
  type: types.queue,
  id: ({ urn, inputs, digest, account, region }) => {
    const suffix = flag(inputs, "fifoQueue") === true && text(inputs, "name") === undefined ? ".fifo" : "";
    return `${urlPrefix({ account, region })}${physicalName(urn, inputs, digest)}${suffix}`;
  },
  replaceOn: ["fifoQueue", "name", "namePrefix", "region"],
  absent: [],
  outputs: (request, world) => {
    const { id, inputs } = request;
    const name = id.slice(urlPrefix(request).length);
    checkName(name, flag(inputs, "fifoQueue") === true);
    for (const [property, { least, most }] of Object.entries(attributes)) {
      const value = numberOf(inputs, property) ?? least;
      if (value < least || value > most) throw invalidValue(property);
    }
    const redrivePolicy = checkedRedrive(request, world);
    const policy = policyText(inputs, "policy");
    if (policy !== undefined) checkPolicy(policy, queuePolicy);
    const ownKey = text(inputs, "kmsMasterKeyId") !== undefined;
    if (ownKey && flag(inputs, "sqsManagedSseEnabled") === true) {
      throw new Refusal(
        "InvalidAttributeValue",
        "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
      );
    }
    return tagged(
      request,
      {
        ...unset("kmsMasterKeyId"),
        ...Object.fromEntries(
          Object.entries(attributes).map(([property, { byDefault }]) => [property, byDefault]),
        ),
        contentBasedDeduplication: false,
        deduplicationScope: "",
        fifoQueue: false,
        fifoThroughputLimit: "",
        namePrefix: "",
        redriveAllowPolicy: "",
        sqsManagedSseEnabled: !ownKey,
      },
      {
        arn: arn(request, "sqs", name),
        name,
        policy: policy ?? "",
        redrivePolicy: redrivePolicy ?? "",
        url: id,
      },
    );
  },
};

function urlPrefix({ account, region }: Place): string {
  return `https://sqs.${region}.${partitionOf(region).dnsSuffix}/${account}/`;
}

function invalidValue(property: string): Refusal {
  const name = `${property.charAt(0).toUpperCase()}${property.slice(1)}`;
  return new Refusal("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

function checkName(name: string, fifo: boolean): void {
  const own = fifo ? name.replace(/\.fifo$/, "") : name;
  if (/^[a-zA-Z0-9_-]+$/.test(own) && name.length <= 80 && (!fifo || own !== name)) return;
  const problem = fifo
    ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
    : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
  throw new Refusal("InvalidParameterValue", problem);
}

function checkedRedrive(request: ResourceRequest, world: World): string | undefined {
  const redrive = policyText(request.inputs, "redrivePolicy");
  if (redrive === undefined) return undefined;
  const refuse = (reason: string): never => {
    const message = `Value ${redrive} for parameter RedrivePolicy is invalid. Reason: ${reason}`;
    throw new Refusal("InvalidParameterValue", message);
  };
  const policy = parsed(redrive);
  if (!isMapping(policy)) return refuse("Redrive policy is not a valid JSON map.");
  const target = text(policy, "deadLetterTargetArn");
  const receives = numberOf(policy, "maxReceiveCount");
  if (target === undefined || receives === undefined) {
    return refuse(
      "Redrive policy does not contain mandatory attributes: maxReceiveCount, deadLetterTargetArn.",
    );
  }
  if (receives < 1 || receives > mostReceives) {
    return refuse(
      `Invalid value for maxReceiveCount: ${receives}, valid values are from 1 to ${mostReceives} both inclusive.`,
    );
  }
  if (world.where(types.queue, { arn: target }).length === 0)
    return refuse("Dead letter target does not exist.");
  return redrive;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** SQS queues. */
export const queueHandlers: readonly Handler[] = [queue];
