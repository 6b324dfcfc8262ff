import assert from "node:assert/strict";
import { resolve } from "node:path";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { readStackFile, stackFileOf } from "../../stacks/stackFile";
import { reportOf } from "../../verify/report";
import { resourcesOfProgram } from "../../verify/sources/program";

describe("the report", () => {
  const file = readStackFile(stackFileOf("prod", resolve(__dirname, "../..")));
  let resources: readonly ResourceState[];
  before(async () => {
    resources = await resourcesOfProgram(file);
  });

  const brokenIn = (left: readonly ResourceState[]): string[] => {
    const { ok, links } = reportOf(file, left);
    const broken = links.filter((link) => !link.ok).map(({ from, to }) => `${from} -> ${to}`);
    assert.equal(ok, broken.length === 0);
    return broken;
  };
  const nameOf = ({ urn }: ResourceState): string => urn.split("::").pop() ?? "";

  it("counts AWS's resources, and neither components nor providers", () => {
    const { resources: count } = reportOf(file, resources);
    assert.equal(count, resources.filter(({ type }) => type.startsWith("aws:")).length);
    assert.ok(count < resources.length);
  });

  it("takes a link to be whole where its API is published and associated", () => {
    assert.deepEqual(brokenIn(resources), []);
  });

  it("finds the links of an API that is not published", () => {
    const left = resources.filter((state) => !(state.type === types.stage && nameOf(state) === "srv.stage"));
    assert.deepEqual(brokenIn(left), ["seoul -> srv", "oregon -> srv"]);
  });

  it("finds the links of an API that is associated with another endpoint only", () => {
    const left = resources.map((state) =>
      state.type === types.restApi && nameOf(state) === "srv-us.api"
        ? { ...state, outputs: { ...state.outputs, endpointConfiguration: { vpcEndpointIds: ["vpce-1"] } } }
        : state,
    );
    assert.deepEqual(brokenIn(left), ["oregon -> srv-us", "seoul -> srv-us"]);
  });
});
