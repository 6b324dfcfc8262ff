import { APIGatewayClient, GetAccountCommand } from "@aws-sdk/client-api-gateway";
import { types } from "../../../model/types";
import { logRoleOf, ownRoles } from "../functions/ownRoles";
import type { Reader } from "../types";
import { gatewayRead } from "./calls";
import { regional } from "./liveResource";

/** API Gateway's log role, where it is the topology's to set. */
export const account: Reader = {
  permissions: [...gatewayRead, "iam:GetAccountAuthorizationDetails"],
  types: [types.gatewayAccount],
  phase: 2,
  read: async (context) => {
    if (context.found(types.restApi).length === 0) return [];
    if (logRoleOf(await ownRoles(context), context.region) === undefined) return [];
    const { cloudwatchRoleArn = "" } = await context.client(APIGatewayClient).send(new GetAccountCommand({}));
    return [
      regional(context, {
        type: types.gatewayAccount,
        // One an account and region: the provider gives them all the same id.
        id: "api-gateway-account",
        outputs: { cloudwatchRoleArn },
      }),
    ];
  },
};
