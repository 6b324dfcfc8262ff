import assert from "node:assert/strict";
import { fingerprintLine } from "../../components/fingerprint";
import { unknown } from "../../lab/state";
import { types } from "../../lab/services/types";
import { documentsOf } from "../../verify/model/documents";
import { publicationOf, withPublications } from "../../verify/sources/live/gateway/publications";
import { runStack } from "../support/stacks";
import { stateOf } from "../support/states";

const statement = (id: string): string =>
  JSON.stringify({ Statement: [{ Effect: "Deny", Action: "execute-api:Invoke", Resource: [id] }] });
const program = { definition: '{"type":"PRIVATE","resources":{}}', policy: statement("program") };
const current = { definition: '{"type":"REGIONAL","resources":{}}', policy: statement("current") };
const other = { definition: "{}", policy: "{}" };

describe("what a live deployment has published", () => {
  it("is what its fingerprint is of: the present documents, the program's, or some of each", () => {
    for (const [published, documents] of [
      ["current", current],
      ["program", program],
      ["program", { ...current, policy: program.policy }],
      ["program", { ...current, definition: program.definition }],
    ] as const)
      assert.deepEqual(publicationOf(fingerprintLine(documents), current, program), { published, documents });
  });

  it("is what the program has, also where AWS has written a document anew", () => {
    const rewritten = { ...program, policy: program.policy.replace('["program"]', '"program"') };
    assert.notEqual(rewritten.policy, program.policy);
    assert.deepEqual(publicationOf(fingerprintLine(rewritten), current, program), {
      published: "program",
      documents: program,
    });
  });

  it("is taken to be the present documents where nobody has said what it was", () => {
    for (const description of [undefined, "", "by hand"])
      assert.deepEqual(publicationOf(description, current, program), {
        published: "assumed",
        documents: current,
      });
  });

  it("is not known where the fingerprint is of neither", () => {
    const nothing = { published: "unknown", documents: undefined };
    assert.deepEqual(publicationOf(fingerprintLine(other), current, program), nothing);
    assert.deepEqual(publicationOf(fingerprintLine({ ...current, policy: "" }), current, program), nothing);
    assert.deepEqual(publicationOf(fingerprintLine(program), current, undefined), nothing);
  });

  it("is put in the place of triggers, which AWS does not tell", async () => {
    const states = await runStack("prod");
    const programOf = documentsOf(states);
    const kept = withPublications(states, programOf);
    assert.deepEqual(
      kept.deployments.map(({ published }) => published),
      ["current", "current"],
    );
    const api = stateOf(states, types.restApi, "srv.api").id ?? "";
    const changed = states.map((state) => {
      if (state.type === types.restApiPolicy && state.id === api)
        return { ...state, inputs: {}, outputs: { ...state.outputs, policy: statement("changed") } };
      if (state.type === types.deployment && state.outputs["restApi"] !== api)
        return { ...state, inputs: {}, outputs: { ...state.outputs, description: fingerprintLine(other) } };
      return state;
    });
    const { states: read, deployments } = withPublications(changed, programOf);
    const triggersOf = (name: string): unknown => stateOf(read, types.deployment, name).outputs["triggers"];
    assert.deepEqual(triggersOf("srv.deployment"), programOf(api));
    assert.deepEqual(triggersOf("srv-us.deployment"), { definition: unknown, policy: unknown });
    assert.deepEqual(new Set(deployments.map(({ published }) => published)), new Set(["program", "unknown"]));
    assert.equal(stateOf(read, types.deployment, "srv-us.deployment").inputs["triggers"], undefined);
  });
});
