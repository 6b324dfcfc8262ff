import type { Handler, ResourceRequest } from "../handler";
import { Refusal } from "../refusal";
import { partitionOf } from "../../components/partitions";
import { numberOf, tagged, text, unset } from "./fields";
import { arn, arnParts, physicalName } from "./names";
import { mayEncrypt } from "./keys";
import type { World } from "../world";
import { types } from "./types";

/** Days; 0 keeps for ever. Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions: ReadonlySet<number> = new Set([
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

const logGroup: Handler = {
  type: types.logGroup,
  id: ({ urn, inputs, digest }) => physicalName(urn, inputs, digest),
  replaceOn: ["logGroupClass", "name", "namePrefix", "region"],
  absent: [],
  outputs: (request, world) => {
    const { id, inputs } = request;
    const days = numberOf(inputs, "retentionInDays") ?? 0;
    if (!retentions.has(days)) {
      throw new Refusal(
        "InvalidParameterException",
        `${days} is not a valid number of days to retain log events`,
      );
    }
    checkEncryption(request, world);
    return tagged(
      request,
      {
        ...unset("kmsKeyId"),
        deletionProtectionEnabled: false,
        logGroupClass: "STANDARD",
        namePrefix: "",
        retentionInDays: 0,
        skipDestroy: false,
      },
      { arn: arn(request, "logs", `log-group:${id}`), name: id },
    );
  },
};

/** Source: "Encrypt log data in CloudWatch Logs using AWS KMS", Amazon CloudWatch Logs User Guide. */
function checkEncryption(request: ResourceRequest, world: World): void {
  const keyArn = text(request.inputs, "kmsKeyId");
  // The provider takes nothing but an ARN.
  if (keyArn?.startsWith("arn:") !== true) return;
  if (arnParts(keyArn).region !== request.region) {
    throw new Refusal("InvalidParameterException", "The specified KMS Key Id could not be found.");
  }
  const service = `logs.${request.region}.${partitionOf(request.region).dnsSuffix}`;
  const group = arn(request, "logs", `log-group:${request.id}`);
  if (mayEncrypt(world, keyArn, service, { "aws:logs:arn": group })) return;
  const message = "The specified KMS key does not exist or is not allowed to be used with Arn";
  throw new Refusal("AccessDeniedException", `${message} '${group}'`);
}

/** Log groups. */
export const logHandlers: readonly Handler[] = [logGroup];
