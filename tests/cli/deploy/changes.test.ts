import assert from "node:assert/strict";
import { byComponent, componentTable, touchedLines } from "../../../cli/deploy/changeLines";
import { Changes } from "../../../cli/deploy/changes";
import { change, outputsEvent, step } from "./values";

describe("what a run changes", () => {
  it("is gathered from the engine's events, each resource once", () => {
    const changes = new Changes();
    changes.observe(
      outputsEvent("create-replacement", { diffs: ["cidrBlock"] }),
      step({ operation: "replace" }),
    );
    changes.observe(
      outputsEvent("delete-replaced", { diffs: null, detailedDiff: { "tags.Name": { diffKind: "update" } } }),
      step({ operation: "delete" }),
    );
    assert.deepEqual(changes.all, [change({ operation: "replace", properties: ["cidrBlock", "tags"] })]);
  });

  it("is nothing that stays as it is, has only begun, or is a component", () => {
    const changes = new Changes();
    changes.observe(outputsEvent("same"), step({ operation: "same" }));
    changes.observe(outputsEvent("create"), step({ at: "started" }));
    changes.observe(outputsEvent("create", { new: { custom: false } }), step());
    changes.observe({ sequence: 1, timestamp: 1 }, undefined);
    assert.deepEqual(changes.all, []);
  });

  it("is told of what fails, too", () => {
    const changes = new Changes();
    const { resOutputsEvent, ...rest } = outputsEvent("create");
    const metadata = resOutputsEvent?.metadata ?? assert.fail();
    changes.observe({ ...rest, resOpFailedEvent: { metadata, status: 1, steps: 1 } }, step({ at: "failed" }));
    assert.deepEqual(changes.all, [change({ failed: true })]);
  });

  it("is counted by component, a table with the operations that there are", () => {
    const changes = [
      change({ operation: "delete" }),
      change({ component: { kind: "Network", name: "oregon" } }),
      change(),
      change({ operation: "delete", component: { kind: "ApiStage", name: "srv" } }),
      change({ operation: "delete" }),
    ];
    assert.deepEqual(
      byComponent(changes).map(({ kind, name }) => `${kind} ${name}`),
      ["ApiStage srv", "Network oregon", "Network seoul"],
    );
    assert.deepEqual(componentTable(changes), [
      "  ApiStage srv              delete 1",
      "  Network oregon  create 1",
      "  Network seoul   create 1  delete 2",
    ]);
  });

  it("is told one by one where something more than a creation happens, up to a limit", () => {
    const update = change({ operation: "update", properties: ["policy", "tags"] });
    assert.deepEqual(touchedLines([change(), update]), [
      "  update ec2.Subnet seoul.private-1 (policy, tags)",
    ]);
    assert.deepEqual(touchedLines([update, update, update], 1).slice(1), ["  and 2 more changes"]);
  });
});
