import type { Handler } from "../handler";
import { Refusal } from "../refusal";
import { numberOf, tagged, unset } from "./fields";
import { arn, physicalName } from "./names";
import { refuseTaken } from "./references";
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
    refuseTaken(request, world, types.logGroup, () => {
      return new Refusal("ResourceAlreadyExistsException", "The specified log group already exists");
    });
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

/** Log groups. */
export const logHandlers: readonly Handler[] = [logGroup];
