import assert from "node:assert/strict";
import { HandlerRole, InventoryReader, type InventoryReaderArgs } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { statementsOf } from "../support/policies";
import { accountOfState, awsStates, comesBefore, labelsOf, stateOf } from "../support/states";

const regions = ["ap-northeast-2", "us-east-1"];

/** A reader in the account of the networks, for a collector in that of the APIs. */
const make = (args: Partial<InventoryReaderArgs> = {}) =>
  onEmbeddedCloud(() => {
    const { roleArn } = new HandlerRole("needed", {}, { provider: providerFor("apis") });
    return new InventoryReader(
      "networks.srv",
      { collectorRoleArn: roleArn, regions, ...args },
      { provider: providerFor("networks") },
    );
  });

describe("InventoryReader", () => {
  it("is a role in the account that is read, which exactly the collector's role may assume", async () => {
    const { states } = await make();
    const own = awsStates(states).filter(({ urn }) => urn.includes("InventoryReader"));
    assert.deepEqual(labelsOf(own), ["Role networks.srv.reader", "RolePolicy networks.srv.reader"]);
    const [role, collector] = [
      stateOf(states, types.role, "networks.srv.reader"),
      stateOf(states, types.role, "needed.function"),
    ];
    assert.deepEqual(
      [role, collector].map((state) => accountOfState(states, state)),
      ["111111111111", "222222222222"],
    );
    assert.deepEqual(JSON.parse(String(role.inputs["assumeRolePolicy"])), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: collector.outputs["arn"] }, Action: "sts:AssumeRole" },
      ],
    });
    assert.ok(comesBefore(states, collector, role));
  });

  it("may read servers in the given regions, and nothing else", async () => {
    const { states } = await make();
    const rights = stateOf(states, types.rolePolicy, "networks.srv.reader");
    assert.equal(rights.inputs["role"], stateOf(states, types.role, "networks.srv.reader").id);
    assert.deepEqual(statementsOf(rights.inputs["policy"]), [
      {
        Effect: "Allow",
        Action: ["ec2:DescribeInstances", "ssm:GetInventory"],
        Resource: ["*"],
        Condition: { StringEquals: { "aws:RequestedRegion": regions } },
      },
    ]);
  });

  it("is known once it may read, so that nobody assumes it before", async () => {
    const { result, states } = await make();
    const role = stateOf(states, types.role, "networks.srv.reader");
    assert.equal(await valueOf(result.roleArn), role.outputs["arn"]);
    assert.deepEqual(stateOf(states, "apilink:index:InventoryReader", "networks.srv").outputs, {
      roleArn: role.outputs["arn"],
    });
    const waited = await onEmbeddedCloud(() => {
      const provider = providerFor("networks");
      const collectorRoleArn = "arn:aws:iam::222222222222:role/collector";
      const { roleArn } = new InventoryReader("one", { collectorRoleArn, regions }, { provider });
      return new InventoryReader("other", { collectorRoleArn: roleArn, regions }, { provider });
    });
    assert.ok(
      comesBefore(
        waited.states,
        stateOf(waited.states, types.rolePolicy, "one.reader"),
        stateOf(waited.states, types.role, "other.reader"),
      ),
    );
  });

  it("has a name that begins as the component's does, within what IAM takes", async () => {
    const own = stateOf((await make()).states, types.role, "networks.srv.reader");
    assert.deepEqual([own.inputs["name"], own.inputs["namePrefix"]], [undefined, "reader.networks.srv-"]);
    const name = "a".repeat(150);
    const long = await onEmbeddedCloud(
      () =>
        new InventoryReader(
          name,
          { collectorRoleArn: "arn:aws:iam::222222222222:role/collector", regions },
          { provider: providerFor("networks") },
        ),
    );
    // The provider adds 26 characters, and IAM takes 64.
    const { namePrefix } = stateOf(long.states, types.role, `${name}.reader`).inputs;
    assert.equal(namePrefix, `reader.${"a".repeat(30)}-`);
    assert.ok(namePrefix.length <= 64 - 26);
  });

  it("refuses to read no region", async () => {
    assert.deepEqual(
      await problemsOf(() => new InventoryReader("srv", { collectorRoleArn: "arn", regions: [] })),
      [{ propertyPath: "regions", reason: "must name at least one" }],
    );
  });
});
