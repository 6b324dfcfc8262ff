import { LinkCanary, type VpcOutputs } from "../components";
import { canarySettings } from "./canaryCalls";
import type { PublishedApi } from "./crossAccount";
import type { KeyIn } from "./encryptionKeys";
import { handlerCode } from "./handlerBundles";
import { linkOutputs, type Called } from "./linkOutputs";
import { entryOf, type Named } from "./named";
import type { Placing } from "./placing";
import type { Stack } from "./stack";
import type { Link } from "./topology/types";

/** The canary of each network that has one: it calls what has been published, in the forms that the stack's outputs name. */
export function canariesOf(
  stack: Stack,
  vpcs: Named<VpcOutputs>,
  called: Called,
  keyIn: KeyIn,
  placing: Placing,
): void {
  const { topology, plan, settings } = stack;
  for (const { network, schedule, alarmTopicArns, ranges, calls } of plan.canaries) {
    const { vpcId, isolatedSubnetIds: subnetIds, region } = entryOf(vpcs, network);
    const links = linkOutputs(calls, topology, called);
    const apiKeys = apiKeysOf(calls, called.apis);
    new LinkCanary(
      network,
      {
        region,
        vpcId,
        subnetIds,
        code: handlerCode(
          "canary",
          links.apply((known) => canarySettings(network, known, topology)),
        ),
        keyArn: keyIn(entryOf(topology.networks, network).account, region),
        ranges,
        ...(Object.keys(apiKeys).length > 0 && { apiKeys }),
        schedule,
        alarmTopicArns,
        tags: settings.tags,
      },
      placing(network),
    );
  }
}

/** The keys of the called APIs that want one, and of no other. */
function apiKeysOf(calls: readonly Link[], apis: Named<PublishedApi>) {
  return Object.fromEntries(
    calls.flatMap(({ to }) => {
      const { apiKey } = entryOf(apis, to);
      return apiKey === undefined ? [] : [[to, apiKey]];
    }),
  );
}
