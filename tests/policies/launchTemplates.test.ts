import assert from "node:assert/strict";
import { unknown } from "../../lab/state";
import { imdsv2 } from "../../policies/policies";
import { types } from "../../policies/types";
import type { Mapping } from "../../stacks/mapping";
import { askedAll, askedOf, type Given } from "./asking";

const template: Given = {
  type: types.launchTemplate,
  name: "template",
  properties: { id: "lt-1", name: "web", metadataOptions: { httpTokens: "required" } },
};
const instance = (properties: Mapping, madeFrom: Given["madeFrom"] = {}): Given => ({
  type: types.instance,
  name: "web",
  properties,
  madeFrom,
});

describe("imdsv2, of launch templates", () => {
  it("stops an instance that turns the service on by itself and leaves tokens to its template", async () => {
    const properties = { launchTemplate: { id: "lt-9" }, metadataOptions: { httpEndpoint: "enabled" } };
    assert.equal((await askedOf(imdsv2, types.instance, properties)).violations.length, 1);
    const other = { launchTemplate: { id: "lt-9" }, metadataOptions: { instanceMetadataTags: "enabled" } };
    assert.deepEqual((await askedOf(imdsv2, types.instance, other)).violations, []);
  });

  it("names instances whose template is another stack's, and none whose template is here", async () => {
    for (const launchTemplate of [{ id: "lt-9" }, { name: "db" }, { id: unknown }]) {
      const { violations, open } = await askedAll(imdsv2, [template, instance({ launchTemplate })]);
      assert.deepEqual(violations, []);
      assert.match(open ?? "", /web\.launchTemplate/);
    }
    for (const given of [
      instance({ launchTemplate: { id: "lt-1" } }),
      instance({ launchTemplate: { name: "web" } }),
      instance({ launchTemplate: { id: unknown } }, { launchTemplate: ["template"] }),
      instance({}),
    ]) {
      assert.deepEqual(await askedAll(imdsv2, [template, given]), { violations: [], open: undefined });
    }
  });

  it("judges what AWS made of a template", async () => {
    for (const [options, count] of [
      [{ httpTokens: "optional", httpEndpoint: "enabled" }, 1],
      [{ httpTokens: "required", httpEndpoint: "enabled" }, 0],
      [{ httpTokens: "optional", httpEndpoint: "disabled" }, 0],
    ] as const) {
      const made = instance({ launchTemplate: { id: "lt-9" }, metadataOptions: options });
      const { violations, open } = await askedAll(imdsv2, [made]);
      assert.equal(violations.length, count);
      assert.equal(open, undefined);
    }
  });

  it("stops spot fleets that have specifications of their own", async () => {
    const own = { launchSpecifications: [{ ami: "ami-1", instanceType: "t3.micro" }] };
    assert.match(
      (await askedOf(imdsv2, types.spotFleetRequest, own)).violations.join(),
      /launchTemplateConfigs/,
    );
    assert.deepEqual((await askedOf(imdsv2, types.spotFleetRequest, {})).violations, []);
  });

  it("names what starts instances of another stack's template", async () => {
    const specified = (specification: Mapping): Mapping => ({
      launchTemplateConfigs: [{ launchTemplateSpecification: specification }],
    });
    for (const [type, here, there] of [
      [types.spotFleetRequest, specified({ id: "lt-1" }), specified({ id: "lt-9" })],
      [types.fleet, specified({ launchTemplateId: "lt-1" }), specified({ launchTemplateId: "lt-9" })],
      [types.scalingGroup, { launchTemplate: { name: "web" } }, { launchTemplate: { name: "db" } }],
    ] as const) {
      const asked = (properties: Mapping) =>
        askedAll(imdsv2, [template, { type, name: "fleet", properties }]);
      assert.deepEqual(await asked(here), { violations: [], open: undefined });
      assert.match((await asked(there)).open ?? "", /^not known from this stack: fleet\.launchTemplate/);
    }
  });
});
