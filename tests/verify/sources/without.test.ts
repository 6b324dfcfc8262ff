import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { before, describe, it } from "mocha";
import { types } from "../../../lab/services/types";
import type { ResourceState } from "../../../lab/state";
import { nameOf } from "../../../lab/urns";
import { UserError } from "../../../stacks/userError";
import { documentsOf } from "../../../verify/model/documents";
import { withoutResources } from "../../../verify/sources/without";
import { runStack } from "../../support/stacks";
import { labelOf, stateOf } from "../../support/states";

describe("withoutResources", () => {
  let resources: readonly ResourceState[] = [];
  before(async () => {
    resources = await runStack("prod");
  });

  function gone(...what: readonly string[]): readonly string[] {
    const left = new Set(withoutResources(resources, what).map(({ urn }) => urn));
    return resources.filter(({ urn }) => !left.has(urn)).map(labelOf);
  }

  function triggersOf(states: readonly ResourceState[], api: string): Readonly<Record<string, unknown>> {
    const { inputs, outputs } = stateOf(states, types.deployment, `${api}.deployment`);
    assert.deepEqual(inputs["triggers"], outputs["triggers"]);
    return inputs["triggers"] as Readonly<Record<string, unknown>>;
  }

  function refused(what: string, message: RegExp, states = resources): void {
    assert.throws(
      () => withoutResources(states, [what]),
      (error) => error instanceof UserError && message.test(error.message),
    );
  }

  it("takes nothing away unless asked", () => {
    assert.deepEqual(withoutResources(resources, []), resources);
  });

  it("takes away every resource of a type", () => {
    assert.deepEqual(gone(types.peeringAccepter), ["VpcPeeringConnectionAccepter oregon.seoul.accept"]);
    const ofType = resources.filter(({ type }) => type === types.routeTable).map(labelOf);
    assert.deepEqual(gone(types.routeTable), ofType);
    assert.ok(ofType.length > 1);
  });

  it("takes away every resource of a name, and with a component all that is below it", () => {
    assert.deepEqual(gone("seoul.vpc"), ["Vpc seoul.vpc"]);
    assert.deepEqual([...gone("oregon.seoul")].sort(), [
      "PeeringConnectionOptions oregon.seoul.accepter",
      "PeeringConnectionOptions oregon.seoul.requester",
      "PeeringLink oregon.seoul",
      "Route oregon.seoul.accepter-1",
      "Route oregon.seoul.requester-1",
      "VpcPeeringConnection oregon.seoul.request",
      "VpcPeeringConnectionAccepter oregon.seoul.accept",
    ]);
    assert.deepEqual(
      withoutResources([...resources].reverse(), ["oregon.seoul"]).length,
      resources.length - 7,
    );
  });

  it("takes away types and names at once", () => {
    assert.deepEqual([...gone("seoul.vpc", types.peeringAccepter)].sort(), [
      "Vpc seoul.vpc",
      "VpcPeeringConnectionAccepter oregon.seoul.accept",
    ]);
  });

  it("never takes away the stack or a provider", () => {
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    const stackName = nameOf(stack?.urn ?? "");
    for (const what of ["pulumi:pulumi:Stack", stackName]) refused(what, /this is the stack itself/);
    for (const what of ["pulumi:providers:aws", "endpoint"]) refused(what, /this is a provider/);
  });

  it("leaves a provider where something else of its name goes", () => {
    const [network] = resources.filter(({ type }) => type === "apilink:index:Network");
    assert.ok(network);
    const namesake = { ...network, urn: network.urn.replace(/::[^:]+$/, "::endpoint") };
    const left = withoutResources([...resources, namesake], ["endpoint"]);
    assert.deepEqual(left, resources);
  });

  it("helps with types and names that nothing has", () => {
    refused(
      "aws:ec2/vpc:Vpcs",
      /^--without aws:ec2\/vpc:Vpcs: .*\n {2}hint: did you mean "aws:ec2\/vpc:Vpc"\?$/,
    );
    refused("Vpc", /did you mean "aws:ec2\/vpc:Vpc"\?/);
    refused("seoul.vcp", /did you mean "seoul\.vpc"\?/);
    refused("nothing-at-all-like-it", /hint: the nearest of \d+ names are: (\w+\.[\w.-]+, ){4}\w+\.[\w.-]+$/);
    refused("a:b", /hint: the .*types are: .*aws:/);
    refused("constructor", /no resource has this type or name/);
    refused("", /no resource has this type or name/);
    refused("a", /hint: there is no name to take away/, []);
    refused(`\u001b${"x".repeat(5000)}`, /^--without \\u001bx{199}…: [^\u001b]{0,1500}$/);
  });

  it("keeps hints readable, whatever the names", () => {
    const [first] = resources;
    assert.ok(first);
    const named = (name: string): ResourceState => ({
      ...first,
      type: "a:b:c",
      urn: `urn:pulumi:s::p::a:b:c::${name}`,
    });
    refused("x", /hint: there is no name to take away$/, [named("x".repeat(1000))]);
    refused("ab", /hint: the names are: \\u0000ab$/, [named("\u0000ab")]);
  });

  describe("deployments", () => {
    it("are as they were where nothing that they publish goes", () => {
      assert.deepEqual(
        triggersOf(withoutResources(resources, ["seoul.vpc"]), "srv"),
        triggersOf(resources, "srv"),
      );
    });

    it("publish no policy that is gone, and of other APIs all there was", () => {
      const left = withoutResources(resources, ["policy.srv"]);
      const { definition } = triggersOf(resources, "srv");
      assert.deepEqual(triggersOf(left, "srv"), { definition, policy: "" });
      assert.deepEqual(triggersOf(left, "srv-us"), triggersOf(resources, "srv-us"));
    });

    const parts = [types.method, types.methodResponse, types.integration, types.integrationResponse];
    for (const type of parts) {
      it(`publish what is left without ${type}`, () => {
        const left = withoutResources(resources, [type]);
        for (const api of ["srv", "srv-us"]) {
          const id = stateOf(resources, types.restApi, `${api}.api`).id ?? "";
          const isPart = resources.some((state) => state.type === type && state.inputs["restApi"] === id);
          const isSame = isDeepStrictEqual(triggersOf(left, api), triggersOf(resources, api));
          assert.equal(isSame, !isPart);
          assert.deepEqual(triggersOf(left, api), documentsOf(left)(id));
        }
      });
    }

    it("stay as stale as they were in what loses nothing", () => {
      const stale = resources.map((resource) => {
        if (resource.type !== types.deployment) return resource;
        const triggers = { ...(resource.inputs["triggers"] as object), policy: "old", more: "kept" };
        const { inputs, outputs } = resource;
        return { ...resource, inputs: { ...inputs, triggers }, outputs: { ...outputs, triggers } };
      });
      const triggers = triggersOf(withoutResources(stale, ["srv-us.ANY"]), "srv-us");
      assert.equal(triggers["policy"], "old");
      assert.equal(triggers["more"], "kept");
      assert.equal(triggers["definition"], '{"type":"PRIVATE","resources":{}}');
    });

    it("of other programs may keep no documents", () => {
      const bare = resources.map((resource) =>
        resource.type === types.deployment
          ? { ...resource, inputs: { restApi: resource.inputs["restApi"] }, outputs: {} }
          : resource,
      );
      const left = withoutResources(bare, ["srv-us.ANY"]);
      const { inputs, outputs } = stateOf(left, types.deployment, "srv-us.deployment");
      assert.deepEqual([Object.keys(inputs), outputs], [["restApi"], {}]);
    });

    it("does not change the list that it was given", () => {
      const before = structuredClone(resources);
      withoutResources(resources, [types.method, "policy.srv"]);
      assert.deepEqual(resources, before);
    });
  });
});
