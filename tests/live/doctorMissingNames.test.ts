import assert from "node:assert/strict";
import { resolve } from "node:path";
import { readStackFile } from "../../stacks/stackFile";
import { withMissingNames } from "../../verify/doctor/missingNames";
import { paired } from "../../verify/doctor/pairing";
import { placeFinder } from "../../verify/doctor/place";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { fakeLive } from "./fakeLive";

describe("the names of what is not there", () => {
  it("stand for the ids that only the embedded cloud knows, and for no other", async () => {
    const file = readStackFile(resolve(__dirname, "../../Pulumi.prod.yaml"));
    const expected = await resourcesOfProgram(file);
    const api = expected.find(({ urn, type }) => type === types.restApi && urn.endsWith("::srv.api"));
    const vpc = expected.find(({ type }) => type === types.vpc);
    assert.ok(api?.id !== undefined && vpc?.id !== undefined);
    const live = fakeLive(expected).filter(
      ({ type, region }) => type !== types.restApi || region !== "ap-northeast-2",
    );
    const placeOf = placeFinder(expected);
    const pairing = paired(expected, live, { placeOf, topology: `apilink/${file.stack}` });
    const named = withMissingNames({ expected, pairing, placeOf });
    assert.equal(
      named(`arn:aws:execute-api:::${api.id}/*/GET/* ${vpc.id}`),
      `arn:aws:execute-api:::(srv.api, which is not there)/*/GET/* ${vpc.id}`,
    );
  });
});
