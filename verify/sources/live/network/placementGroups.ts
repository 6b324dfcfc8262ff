import { DescribePlacementGroupsCommand, EC2Client, type PlacementGroup } from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import type { Reader } from "../types";
import { tagFilter } from "./ec2List";
import { outputsFrom, regional, tagsOf, type Fields } from "./fields";

const fields: Fields<PlacementGroup> = {
  arn: "GroupArn",
  name: "GroupName",
  placementGroupId: "GroupId",
  strategy: "Strategy",
  spreadLevel: "SpreadLevel",
};

/** The placement groups with the topology's tag. Pulumi's id is the name. */
export const placementGroupReader: Reader = {
  permissions: ["ec2:DescribePlacementGroups"],
  types: [types.placementGroup],
  phase: 2,
  read: async (context) => {
    const Filters = [{ Name: tagFilter, Values: [context.topology] }];
    const { PlacementGroups = [] } = await context
      .client(EC2Client)
      .send(new DescribePlacementGroupsCommand({ Filters }));
    return PlacementGroups.map((group) =>
      regional(
        context,
        types.placementGroup,
        group.GroupName,
        outputsFrom(group, fields),
        tagsOf(group.Tags),
      ),
    );
  },
};
