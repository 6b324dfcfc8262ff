import assert from "node:assert/strict";
import { replacing } from "../../../lab/handler";
import type { Properties } from "../../../lab/resource";
import { handlerOf } from "../../../lab/services";
import { imageNamed } from "../../../lab/services/images";
import { types } from "../../../lab/services/types";
import { isMapping } from "../../../stacks/mapping";
import { landscape, oregon, owner, seoul, type Landscape } from "./landscape";
import { inputsLike, refuses, refusesToDelete } from "./refusing";

/** An instance beside the landscape's own. */
function launch(made: Landscape, name: string, inputs: Properties): void {
  made.make(types.instance, name, { ...inputsLike(made, "web"), ...inputs });
}

function groupOf(made: Landscape, strategy: string, more: Properties = {}): Properties {
  return { placementGroup: made.make(types.placementGroup, strategy, { strategy, ...more }) };
}

const image = (region: string, architecture: string): string =>
  imageNamed(region, `al2023-ami-kernel-default-${architecture}`) ?? assert.fail("no such image");

describe("placement groups of the embedded cloud", () => {
  refuses([
    {
      name: "an unknown strategy",
      type: types.placementGroup,
      inputs: () => ({ strategy: "scatter" }),
      code: "InvalidParameterValue",
    },
    ...[0, 1.5, 8].map((partitionCount) => ({
      name: `${partitionCount} partitions a zone`,
      type: types.placementGroup,
      inputs: () => ({ strategy: "partition", partitionCount }),
      code: "InvalidParameterValue",
      message: /between 1 and 7/,
    })),
    {
      name: "partitions of a spread group",
      type: types.placementGroup,
      inputs: () => ({ strategy: "spread", partitionCount: 2 }),
      code: "InvalidParameterCombination",
    },
    {
      name: "two groups of one name",
      type: types.placementGroup,
      inputs: (made) => ({ strategy: "cluster", name: made.id("placement") }),
      code: "InvalidPlacementGroup.Duplicate",
    },
  ]);
  refusesToDelete([["placement", "InvalidPlacementGroup.InUse"]]);

  it("counts partitions where there are some, two by default", () => {
    const made = landscape();
    groupOf(made, "partition");
    groupOf(made, "cluster");
    const counts = ["partition", "cluster", "placement"].map((name) => made.output(name, "partitionCount"));
    assert.deepEqual(counts, [2, 0, 0]);
  });
});

describe("instances of the embedded cloud", () => {
  refuses([
    {
      name: "an unknown subnet",
      type: types.instance,
      like: "web",
      inputs: () => ({ subnetId: "subnet-0123456789abcdef0" }),
      code: "InvalidSubnetID.NotFound",
    },
    {
      name: "an instance outside of any VPC",
      type: types.instance,
      like: "web",
      inputs: () => ({ subnetId: null }),
      code: "VPCIdNotSpecified",
    },
    {
      name: "an instance in another account",
      type: types.instance,
      place: owner,
      like: "web",
      inputs: () => ({}),
      code: "InvalidSubnetID.NotFound",
    },
    {
      name: "an unknown placement group",
      type: types.instance,
      like: "web",
      inputs: () => ({ placementGroup: "elsewhere" }),
      code: "InvalidPlacementGroup.Unknown",
    },
    {
      name: "an unknown placement group's id",
      type: types.instance,
      like: "web",
      inputs: () => ({ placementGroup: null, placementGroupId: "pg-0123456789abcdef0" }),
      code: "InvalidPlacementGroup.Unknown",
    },
    {
      name: "an eighth instance of a spread group in one zone",
      type: types.instance,
      like: "web",
      inputs: (made) => {
        for (const number of [2, 3, 4, 5, 6, 7]) launch(made, `web ${number}`, {});
        return {};
      },
      code: "InsufficientInstanceCapacity",
      message: /at most 7 running instances in ap-northeast-2a/,
    },
    {
      name: "a cluster over two zones",
      type: types.instance,
      like: "web",
      inputs: (made) => {
        const cluster = { ...groupOf(made, "cluster"), instanceType: "c7g.medium" };
        launch(made, "clustered", { ...cluster, subnetId: made.id("c") });
        return cluster;
      },
      code: "InvalidPlacementGroup.InUse",
      message: /another availability zone: ap-northeast-2c/,
    },
    {
      name: "a burstable instance in a cluster",
      type: types.instance,
      like: "web",
      inputs: (made) => groupOf(made, "cluster"),
      code: "InvalidParameterCombination",
      message: /instances of type 't4g.nano'/,
    },
    {
      name: "a partition that the group does not have",
      type: types.instance,
      like: "web",
      inputs: (made) => ({
        ...groupOf(made, "partition", { partitionCount: 3 }),
        placementPartitionNumber: 4,
      }),
      code: "InvalidParameterValue",
      message: /has 3 partitions/,
    },
    {
      name: "a partition before the first one",
      type: types.instance,
      like: "web",
      inputs: (made) => ({ ...groupOf(made, "partition"), placementPartitionNumber: 0 }),
      code: "InvalidParameterValue",
    },
    {
      name: "an instance in a subnet without a free address",
      type: types.instance,
      like: "web",
      inputs: (made) => {
        const range = { cidrBlock: "10.0.32.0/28", availabilityZone: "ap-northeast-2b" };
        const small = {
          subnetId: made.make(types.subnet, "small", { vpcId: made.id("vpc"), ...range }),
          placementGroup: null,
        };
        for (const address of Array(11).keys()) launch(made, `web ${address}`, small);
        return small;
      },
      code: "InsufficientFreeAddressesInSubnet",
    },
    {
      name: "an address outside the subnet",
      type: types.instance,
      like: "web",
      inputs: () => ({ privateIp: "10.0.16.9" }),
      code: "InvalidParameterValue",
      message: /does not fall within the subnet's address range/,
    },
    {
      name: "an address that is none",
      type: types.instance,
      like: "web",
      inputs: () => ({ privateIp: "10.0.0" }),
      code: "InvalidParameterValue",
    },
    ...["10.0.0.0", "10.0.0.3", "10.0.15.255"].map((privateIp) => ({
      name: `AWS's own address ${privateIp}`,
      type: types.instance,
      like: "web",
      inputs: () => ({ privateIp }),
      code: "InvalidParameterValue",
      message: /reserved address range/,
    })),
    ...(["web", "balancer", "endpoint"] as const).map((holder) => ({
      name: `the address of the ${holder}`,
      type: types.instance,
      like: "web",
      inputs: (made: Landscape) => ({ privateIp: addressOf(made, holder) }),
      code: "InvalidIPAddress.InUse",
    })),
    {
      name: "an unknown security group",
      type: types.instance,
      like: "web",
      inputs: () => ({ vpcSecurityGroupIds: ["sg-0123456789abcdef0"] }),
      code: "InvalidGroup.NotFound",
    },
    {
      name: "a security group of another VPC",
      type: types.instance,
      like: "web",
      inputs: (made) => {
        const vpcId = made.make(types.vpc, "second", { cidrBlock: "10.2.0.0/16" });
        return { vpcSecurityGroupIds: [made.make(types.securityGroup, "other", { vpcId })] };
      },
      code: "InvalidParameter",
      message: /belong to different networks/,
    },
    {
      name: "an image id that is none",
      type: types.instance,
      like: "web",
      inputs: () => ({ ami: "al2023" }),
      code: "InvalidAMIID.Malformed",
    },
    {
      name: "another region's image",
      type: types.instance,
      like: "web",
      inputs: () => ({ ami: image(oregon.region, "arm64") }),
      code: "InvalidAMIID.NotFound",
    },
    {
      name: "an image for another architecture",
      type: types.instance,
      like: "web",
      inputs: () => ({ ami: image(seoul.region, "x86_64") }),
      code: "InvalidParameterValue",
      message: /architecture 'arm64' of the specified instance type .* architecture 'x86_64'/,
    },
    ...["userData", "userDataBase64"].map((property) => ({
      name: `a ${property} that is too long`,
      type: types.instance,
      like: "web",
      inputs: () => ({ [property]: "a".repeat(22000) }),
      code: "InvalidParameterValue",
      message: /limited to 16384 bytes/,
    })),
  ]);

  it("has room for seven instances of a spread group in each zone, and for any number outside of it", () => {
    const made = landscape();
    for (const number of [2, 3, 4, 5, 6, 7]) launch(made, `web ${number}`, {});
    launch(made, "in the other zone", { subnetId: made.id("c") });
    launch(made, "in no group", { placementGroup: null });
  });

  it("stands in a partition that is asked for, or in whichever", () => {
    const made = landscape();
    const group = groupOf(made, "partition", { partitionCount: 3 });
    for (const placementPartitionNumber of [1, 3, null])
      launch(made, `partition ${placementPartitionNumber}`, { ...group, placementPartitionNumber });
    assert.equal(made.output("partition 3", "placementPartitionNumber"), 3);
  });

  it("takes images and types of one architecture", () => {
    const made = landscape();
    const types = { arm64: ["t4g.nano", "c7gn.large", "a1.medium"], x86_64: ["t3.nano", "g5.xlarge"] };
    for (const [architecture, instanceTypes] of Object.entries(types)) {
      for (const instanceType of instanceTypes)
        launch(made, instanceType, {
          instanceType,
          ami: image(seoul.region, architecture),
          placementGroup: null,
        });
    }
  });

  it("tells a free address of the subnet, its name, the group by name and id, and the metadata options", () => {
    const made = landscape();
    const address = String(made.output("web", "privateIp"));
    assert.match(address, /^10\.0\.(?:\d|1[0-5])\.\d+$/);
    assert.equal(
      made.output("web", "privateDns"),
      `ip-${address.replaceAll(".", "-")}.ap-northeast-2.compute.internal`,
    );
    assert.equal(made.output("web", "publicIp"), "");
    assert.equal(made.output("web", "placementGroupId"), made.output("placement", "placementGroupId"));
    const metadata = made.output("web", "metadataOptions");
    assert.ok(isMapping(metadata));
    assert.deepEqual(
      [metadata["httpTokens"], metadata["httpPutResponseHopLimit"], metadata["httpEndpoint"]],
      ["required", 1, "enabled"],
    );
    launch(made, "same group", {
      placementGroup: null,
      placementGroupId: made.output("web", "placementGroupId"),
    });
    assert.equal(made.output("same group", "placementGroup"), made.id("placement"));
    launch(made, "public", { associatePublicIpAddress: true });
    assert.match(String(made.output("public", "publicIp")), /^192\.0\.2\.\d+$/);
  });

  it("stands in the VPC's default security group where none is named", () => {
    const made = landscape();
    launch(made, "alone", { vpcSecurityGroupIds: null });
    assert.deepEqual(made.output("alone", "vpcSecurityGroupIds"), [
      made.output("vpc", "defaultSecurityGroupId"),
    ]);
  });

  it("is replaced for other user data only where that is asked for", () => {
    const handler = handlerOf(types.instance) ?? assert.fail("no such type");
    assert.equal(replacing(handler, {}).includes("userData"), false);
    assert.equal(replacing(handler, { userDataReplaceOnChange: true }).includes("userData"), true);
    const id = (inputs: Properties): string => {
      const made = landscape({ before: "web" });
      return made.make(types.instance, "web", { ...inputsLike(made, "web"), ...inputs });
    };
    assert.equal(id({ userData: "one" }), id({ userData: "two" }));
    const replaced = { userDataReplaceOnChange: true };
    assert.notEqual(id({ userData: "one", ...replaced }), id({ userData: "two", ...replaced }));
  });
});

/** An address that something in subnet `a` has. */
function addressOf(made: Landscape, holder: "web" | "balancer" | "endpoint"): unknown {
  if (holder === "web") return made.output("web", "privateIp");
  if (holder === "balancer") return "10.0.0.200";
  const entries: unknown = made.output("endpoint", "subnetConfigurations");
  const inA = (Array.isArray(entries) ? entries : [])
    .filter(isMapping)
    .find(({ subnetId }) => subnetId === made.id("a"));
  return inA?.["ipv4"];
}
