import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { numberOf, tagged, text } from "./fields";
import { arn, ec2Id, hash, physicalName } from "./names";
import { refuseMissing } from "./references";
import { types } from "./types";

/** Source: "Placement groups", Amazon EC2 user guide. */
const strategies = ["cluster", "partition", "spread"];
const mostPartitionsInZone = 7;
const mostSpreadInZone = 7;

const placementGroup: Handler = {
  type: types.placementGroup,
  id: ({ urn, inputs, digest }) => physicalName(urn, inputs, digest),
  replaceOn: ["name", "partitionCount", "region", "spreadLevel", "strategy"],
  absent: [],
  outputs: (request) => {
    const { id, inputs } = request;
    const strategy = text(inputs, "strategy") ?? "";
    if (!strategies.includes(strategy)) {
      throw new Refusal("InvalidParameterValue", `Value (${strategy}) for parameter strategy is invalid.`);
    }
    const partitionCount = partitionsOf(inputs, strategy);
    return tagged(
      request,
      { spreadLevel: strategy === "spread" ? "rack" : "" },
      {
        arn: arn(request, "ec2", `placement-group/${id}`),
        name: id,
        partitionCount,
        placementGroupId: ec2Id("pg", hash("placement group", request.account, request.region, id)),
      },
    );
  },
  beforeDelete: refuseWhileUsed,
};

function partitionsOf(inputs: Properties, strategy: string): number {
  const asked = numberOf(inputs, "partitionCount");
  if (asked === undefined) return strategy === "partition" ? 2 : 0;
  if (strategy !== "partition") {
    const message = "The partition count can be given for the partition strategy only";
    throw new Refusal("InvalidParameterCombination", message);
  }
  if (!Number.isInteger(asked) || asked < 1 || asked > mostPartitionsInZone) {
    const message = `Value (${asked}) for parameter partitionCount is invalid. It must be between 1 and ${mostPartitionsInZone}.`;
    throw new Refusal("InvalidParameterValue", message);
  }
  return asked;
}

/** The placement group that an instance names, by name or by id. */
export function placementGroupOf(request: ResourceRequest, world: World): CloudResource | undefined {
  const name = text(request.inputs, "placementGroup");
  if (name !== undefined) {
    return (
      world.find(request, types.placementGroup, name) ?? refuseMissing(types.placementGroup, name, request)
    );
  }
  const id = text(request.inputs, "placementGroupId");
  if (id === undefined) return undefined;
  const [found] = world.others(request, types.placementGroup, { placementGroupId: id });
  return found ?? refuseMissing(types.placementGroup, id, request);
}

/** @throws Refusal where the group's strategy leaves no room for the instance in the zone. */
export function checkPlacement(
  request: ResourceRequest,
  world: World,
  group: CloudResource,
  zone: string,
): void {
  const members = world.others(request, types.instance, { placementGroup: group.id });
  const inZone = members.filter(({ outputs }) => outputs["availabilityZone"] === zone);
  switch (group.outputs["strategy"]) {
    case "spread":
      if (inZone.length >= mostSpreadInZone) {
        throw new Refusal(
          "InsufficientInstanceCapacity",
          `The placement group ${group.id} spreads at most ${mostSpreadInZone} running instances in ${zone}`,
        );
      }
      return;
    case "cluster":
      checkClustered(request, group, zone, members);
      return;
    default:
      checkPartition(request, group);
  }
}

function checkClustered(
  { inputs }: ResourceRequest,
  group: CloudResource,
  zone: string,
  members: readonly CloudResource[],
): void {
  const elsewhere = members.find(({ outputs }) => outputs["availabilityZone"] !== zone);
  if (elsewhere !== undefined) {
    throw new Refusal(
      "InvalidPlacementGroup.InUse",
      `The placement group '${group.id}' is in use in another availability zone: ${String(elsewhere.outputs["availabilityZone"])}`,
    );
  }
  const instanceType = text(inputs, "instanceType") ?? "";
  if (!/^t\d/.test(instanceType)) return;
  const message = `Placement groups may not be used with instances of type '${instanceType}'.`;
  throw new Refusal("InvalidParameterCombination", message);
}

function checkPartition({ inputs }: ResourceRequest, group: CloudResource): void {
  const asked = numberOf(inputs, "placementPartitionNumber");
  const count = numberOf(group.outputs, "partitionCount") ?? 0;
  if (asked === undefined || (asked >= 1 && asked <= count)) return;
  const message = `Value (${asked}) for parameter PartitionNumber is invalid. ${group.id} has ${count} partitions.`;
  throw new Refusal("InvalidParameterValue", message);
}

/** Placement groups. */
export const placementGroupHandlers: readonly Handler[] = [placementGroup];
